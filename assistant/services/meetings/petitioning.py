"""Asking for an extraordinary assembly (art. 20): a request that members sign, and that counts itself.

Enough is three quarters of the bureau in office, or more than half of the members. Who signs is not shown while
signatures are collected; once there are enough, the bureau sees the names, and no others do. Members learn of a request
from each other: only the bureau is told that one has begun.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.actors import Actor
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.meetings import Purpose
from assistant.domain.members import BUREAU, Member, Status
from assistant.domain.messages import Json
from assistant.domain.petitions import Petition, PetitionState
from assistant.ports import UnitOfWork
from assistant.rules.meetings.petitions import may_petition, may_sign
from assistant.services import books
from assistant.services.meetings import common
from assistant.services.notify import tell, tell_roles
from assistant.services.permissions import Action, may, own_number, require

LONGEST = 1000
"""Characters of what an assembly is asked for."""
_COUNTED = frozenset({Status.ACTIVE, Status.SUSPENDED})
_REQUESTS = "petitions"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many have signed, each once, and how many are needed; one of the two is enough."""

    bureau: int
    bureau_needed: int
    members: int
    members_needed: int
    decision: Decision

    @property
    def enough(self) -> bool:
        """Whether the bureau must convene."""
        return self.decision.allowed


def open_requests(work: UnitOfWork, actor: Actor) -> list[Petition]:
    """Those that can be signed, in the order begun."""
    require(work, actor, Action.REQUEST_ASSEMBLY)
    return [petition for petition in work.petitions.all() if petition.state is PetitionState.OPEN]


def get(work: UnitOfWork, actor: Actor, petition: int) -> Petition | None:
    """The request, whatever became of it."""
    require(work, actor, Action.REQUEST_ASSEMBLY)
    return work.petitions.get(petition)


def check(work: UnitOfWork, actor: Actor, purpose: Purpose | None) -> None:
    """Whether the actor may begin a request for that.

    RefusedError: SUSPENDED, NOT_A_MEMBER; PURPOSE_NOT_ALLOWED for what art. 20 does not name; TOO_MANY_REQUESTS where
    one that they began is open.
    """
    require(work, actor, Action.REQUEST_ASSEMBLY)
    number = own_number(actor)
    if purpose is None:
        raise common.no(work, Reason.PURPOSE_NOT_ALLOWED, "extraordinary_assembly")
    mine = next((each.id for each in open_requests(work, actor) if each.begun_by == number), None)
    if mine is not None:
        raise common.no(work, Reason.TOO_MANY_REQUESTS, "extraordinary_assembly", petition=mine)
    _may_sign(work, actor)


def begin(work: UnitOfWork, actor: Actor, purpose: Purpose | None, words: str) -> Petition:
    """A request, with its beginner's signature first; the bureau is told. Raises as `check`.

    MbongiError for no words, or for more than `LONGEST`.
    """
    work.lock(_REQUESTS)
    check(work, actor, purpose)
    assert purpose is not None  # noqa: S101 - `check` has refused it
    said = words.strip()
    if not 0 < len(said) <= LONGEST:
        raise MbongiError(f"a request has 1 to {LONGEST} characters, not {len(said)}")
    made = work.petitions.add(purpose, said, own_number(actor))
    work.audit.record(actor, "petition_begun", {"petition": str(made), "purpose": purpose})
    begun = sign(work, actor, made)
    tell_roles(work, BUREAU, "petition_begun", _body(work, begun), but=own_number(actor))
    return begun


def sign(work: UnitOfWork, actor: Actor, petition: int) -> Petition:
    """The actor's signature, once. Where it makes enough, the others who signed and the bureau are told.

    RefusedError: SUSPENDED, NOT_A_MEMBER; REQUEST_CLOSED; ALREADY_SIGNED; NOT_UP_TO_DATE where only those up to date
    count.
    """
    require(work, actor, Action.REQUEST_ASSEMBLY)
    known = _open(work, petition)
    _may_sign(work, actor)
    if not work.petitions.sign(known.id, own_number(actor)):
        raise common.no(work, Reason.ALREADY_SIGNED, "extraordinary_assembly")
    work.audit.record(actor, "petition_signed", {"petition": str(known.id), "member": own_number(actor)})
    return _reach(work, _kept(work, known.id), by=own_number(actor))


def unsign(work: UnitOfWork, actor: Actor, petition: int) -> Petition:
    """The actor's signature is taken back, while the request is open. RefusedError: REQUEST_CLOSED, NOT_SIGNED."""
    require(work, actor, Action.REQUEST_ASSEMBLY)
    known = _open(work, petition)
    if not work.petitions.unsign(known.id, own_number(actor)):
        raise common.no(work, Reason.NOT_SIGNED, "extraordinary_assembly")
    work.audit.record(actor, "petition_unsigned", {"petition": str(known.id), "member": own_number(actor)})
    return _kept(work, known.id)


def withdraw(work: UnitOfWork, actor: Actor, petition: int) -> Petition:
    """Its beginner takes an open request back; who signed it and the bureau are told.

    RefusedError: REQUEST_CLOSED; NOT_AUTHORISED for anybody else.
    """
    require(work, actor, Action.REQUEST_ASSEMBLY)
    known = _open(work, petition)
    if known.begun_by != own_number(actor):
        raise common.no(work, Reason.NOT_AUTHORISED, "extraordinary_assembly")
    work.petitions.withdraw(known.id)
    work.audit.record(actor, "petition_withdrawn", {"petition": str(known.id)})
    _tell_all(work, known, "petition_withdrawn", but=known.begun_by)
    return _kept(work, known.id)


def progress(work: UnitOfWork, petition: Petition) -> Progress:
    """The count as it stands today; who has left meanwhile, or been suspended, does not count as having signed."""
    counted = _counted(work)
    bureau = {member.number for member in counted if member.roles & BUREAU}
    members = {member.number for member in _base(work, counted)}
    signed = {member.number for member in counted if member.status_on(work.today) is Status.ACTIVE} & petition.signers
    decision = may_petition(
        petition.purpose,
        (len(signed & bureau), len(bureau)),
        (len(signed & members), len(members)),
        work.bylaws,
        work.today,
    )
    return Progress(
        bureau=len(signed & bureau),
        bureau_needed=int(str(decision.figures["bureau_needed"])),
        members=len(signed & members),
        members_needed=int(str(decision.figures["members_needed"])),
        decision=decision,
    )


def signers(work: UnitOfWork, actor: Actor, petition: Petition) -> list[Member]:
    """Who has signed, the first first: for the bureau, once there are enough; else nobody."""
    if petition.state not in {PetitionState.REACHED, PetitionState.CONVENED} or not may(actor, Action.CONVENE):
        return []
    found = (work.members.get(signature.member) for signature in petition.signatures)
    return [member for member in found if member is not None]


def watch(work: UnitOfWork) -> None:
    """Look again at open requests: when others leave, those who signed may be enough."""
    for petition in work.petitions.all():
        if petition.state is PetitionState.OPEN and progress(work, petition).enough:
            work.lock(f"petition:{petition.id}")
            _reach(work, _kept(work, petition.id))


def _reach(work: UnitOfWork, petition: Petition, *, by: str | None = None) -> Petition:
    """Where there are enough; `by`: whose signature it was, who reads it in the answer."""
    if not progress(work, petition).enough or not work.petitions.reach(petition.id):
        return petition
    reached = _kept(work, petition.id)
    _tell_all(work, reached, "petition_reached", but=by)
    return reached


def _tell_all(work: UnitOfWork, petition: Petition, kind: str, *, but: str | None = None) -> None:
    """Who signed and is still a member, and the bureau: one message each."""
    body = _body(work, petition)
    bureau = [member.number for member in work.members.with_role(BUREAU) if member.status in _COUNTED]
    signed = [each.member for each in petition.signatures]
    for number in dict.fromkeys([*bureau, *signed]):
        member = work.members.get(number)
        if member is not None and member.status in _COUNTED and number != but:
            tell(work, number, kind, body | {"bureau": number in bureau}, key=f"{kind}:{petition.id}:{number}")


def _body(work: UnitOfWork, petition: Petition) -> Json:
    """What a notice says: nobody is named."""
    count = progress(work, petition)
    return {
        "petition": str(petition.id),
        "purpose": petition.purpose,
        "words": petition.words,
        "bureau_signed": count.bureau,
        "bureau_needed": count.bureau_needed,
        "members_signed": count.members,
        "members_needed": count.members_needed,
        "article": work.bylaws.cite("extraordinary_assembly"),
    }


def _may_sign(work: UnitOfWork, actor: Actor) -> None:
    member = actor.member
    assert member is not None  # noqa: S101 - `require` has refused it
    up_to_date = books.situation_of(work, member, work.today).up_to_date
    decision = may_sign(member.status_on(work.today), work.bylaws, work.today, up_to_date=up_to_date)
    if not decision.allowed:
        raise RefusedError(decision)


def _counted(work: UnitOfWork) -> list[Member]:
    return [member for member in work.members.all() if member.status_on(work.today) in _COUNTED]


def _base(work: UnitOfWork, counted: list[Member]) -> list[Member]:
    """Whose majority it takes (AMB-67)."""
    if work.bylaws.meetings.egm_base.on(work.today) != "up_to_date":
        return counted
    money = books.all_situations(work, work.today)
    return [member for member in counted if money[member.number].up_to_date]


def _open(work: UnitOfWork, petition: int) -> Petition:
    """The request, which nobody else can change meanwhile."""
    work.lock(f"petition:{petition}")
    known = _kept(work, petition)
    if known.state is not PetitionState.OPEN:
        raise common.no(work, Reason.REQUEST_CLOSED, "extraordinary_assembly", petition=petition)
    return known


def _kept(work: UnitOfWork, petition: int) -> Petition:
    found = work.petitions.get(petition)
    if found is None:
        raise MbongiError(f"there is no petition {petition}")
    return found
