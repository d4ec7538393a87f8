"""Telling the members what has happened to one of them: only if the family agrees, in the bureau's words, once.

Nothing leaves before somebody of the bureau has seen it and said so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.aid import EventKind
from assistant.domain.claims import STANDING, AidEvent, Announcement, FiledClaim
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.members import Member, Status
from assistant.domain.messages import Lane
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.services.aid.judging import LOCK, stands
from assistant.services.notify import tell
from assistant.services.permissions import Action, require

LONGEST = 1000
"""Characters of an announcement."""
_TOLD = frozenset({Status.ACTIVE, Status.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Draft:
    """What an announcement may say of a claim; of the relative no more than the kinship."""

    claim: int
    kind: EventKind
    """That it is taken for."""
    concerned: Member
    event_on: date
    children: int
    invited: bool
    """Whether the members may come."""


def announceable(work: UnitOfWork, actor: Actor) -> list[FiledClaim]:
    """The claims of which the members may be told and have not been, oldest first."""
    require(work, actor, Action.DECIDE_CLAIMS)
    return [filed for filed in work.claims.all() if _why_not(work, filed) is None]


def check(work: UnitOfWork, actor: Actor, claim: int) -> FiledClaim:
    """The claim, where the members may be told of it now.

    RefusedError: NOT_AUTHORISED; ALREADY_DECIDED where it has come to nothing; CONSENT_REQUIRED; ALREADY_ANNOUNCED with
    `at`. MbongiError where there is no such claim.
    """
    require(work, actor, Action.DECIDE_CLAIMS)
    found = work.claims.get(claim)
    if found is None:
        raise MbongiError(f"there is no claim {claim}")
    decision = _why_not(work, found)
    if decision is not None:
        raise RefusedError(decision)
    return found


def draft(work: UnitOfWork, actor: Actor, claim: int) -> Draft:
    """The facts of a text to begin with. Raises as `check`."""
    found = check(work, actor, claim)
    told, concerned = found.told, work.members.get(found.told.concerns)
    assert concerned is not None  # noqa: S101 - a claim concerns somebody on the register
    return Draft(found.id, found.ruled or told.kind, concerned, told.event_on, told.children, told.invitation)


def recipients(work: UnitOfWork, event: int) -> list[Member]:
    """Who would be told: all active and suspended members but those whom the event touches themselves."""
    members = work.members.all()
    claims = [filed for filed in work.claims.on_event(event) if filed.state in STANDING]
    register = {member.number: member for member in members}
    touched = {filed.told.concerns for filed in claims} | aid.bereaved(claims, register, work.bylaws)
    return [member for member in members if member.status in _TOLD and member.number not in touched]


def announce(work: UnitOfWork, actor: Actor, claim: int, text: str) -> int:
    """Tell them, in these words; how many. Raises as `check`; MbongiError for no words, or for more than `LONGEST`."""
    work.lock(LOCK)
    found = check(work, actor, claim)
    said = text.strip()
    if not 0 < len(said) <= LONGEST:
        raise MbongiError(f"an announcement has 1 to {LONGEST} characters, not {len(said)}")
    if not work.claims.announce(found.event, Announcement(actor.name, work.now, said)):
        raise RefusedError(_announced(work, _event(work, found)))
    body = {"text": said, "by": actor.member.name if actor.member else None}
    told = recipients(work, found.event)
    for member in told:
        key = f"{_keys(found.event)}{member.number}"
        work.book.once(key)
        tell(work, member.number, "event_announced", body, key=key, lane=Lane.BULK)
    noted = {"member": found.told.concerns, "claim": found.id, "event": found.event, "members": len(told)}
    work.audit.record(actor, "event_announced", noted)
    return len(told)


def told_of(work: UnitOfWork, event: int) -> frozenset[str]:
    """The numbers of those whom the announcement went to."""
    return frozenset(key.removeprefix(_keys(event)) for key in work.book.seen(_keys(event)))


def _why_not(work: UnitOfWork, filed: FiledClaim) -> Decision | None:
    """What stands against telling the members; of several members' claims on an event, one no is enough."""
    if filed.state not in STANDING:
        return stands(work, filed)
    claims = [other for other in work.claims.on_event(filed.event) if other.state in STANDING]
    if not filed.consent or any(other.consent is False for other in claims):
        return Decision(allowed=False, reason=Reason.CONSENT_REQUIRED, articles=(work.bylaws.cite("privacy"),))
    event = _event(work, filed)
    return _announced(work, event) if event.announcement else None


def _announced(work: UnitOfWork, event: AidEvent) -> Decision:
    assert event.announcement is not None  # noqa: S101 - that is why it is refused
    figures = {"at": work.local(event.announcement.at)}
    return Decision(allowed=False, reason=Reason.ALREADY_ANNOUNCED, figures=figures)


def _event(work: UnitOfWork, filed: FiledClaim) -> AidEvent:
    found = work.claims.event(filed.event)
    assert found is not None  # noqa: S101 - the claim names it
    return found


def _keys(event: int) -> str:
    return f"announced:{event}:"
