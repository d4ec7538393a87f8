"""A claim to mutual aid as a case gives it: the member and their money, the others, what else happened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from assistant.domain.actors import OPERATOR
from assistant.domain.aid import EventKind
from assistant.domain.bylaws import Bylaws
from assistant.domain.calendar import add_months, first_of_month
from assistant.domain.claims import ClaimDecision, ClaimState, FiledClaim, LevyCall, NewClaim
from assistant.domain.members import Member, Status
from assistant.domain.payments import PaymentState
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.rules.dues import charges
from assistant.scenarios.booking import Paid
from assistant.scenarios.events import kind_of, papers
from assistant.scenarios.people import LONG_AGO, NUMBER, Opening, Person, member
from assistant.scenarios.stage import Stage
from assistant.services.aid.judging import judge, votable

ANOTHER = "M900"
"""The member who shares the event."""
_PAPER = "case.pdf"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An event of the member's that was claimed before; `paid: false` where it was refused."""

    kind: str
    event_on: date
    paid: bool = True
    relative: str = ""


@dataclass(frozen=True, slots=True)
class Concerned(Person):
    """Whom it concerns; `balance_cents` is the balance at the end of the event's day, zero where nothing is said."""

    balance_cents: int | None = None
    earlier_events: tuple[Earlier, ...] = ()
    bureau: bool = False


@dataclass(frozen=True, slots=True)
class Others:
    """So many other people on the register; `bereaved_too`: the event is theirs as well."""

    n: int
    status: Status = Status.ACTIVE
    admitted_on: date | None = None
    left_on: date | None = None
    balance_cents: int = 0
    bureau: bool = False
    bereaved_too: bool = False


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """Something that happened in the association; one that `concerns: member` is the member's own."""

    event_on: date
    announced_on: date | None = None
    concerns: str | None = None
    kind: str = EventKind.DEATH_FATHER
    same_family: bool = False
    paid: bool = False
    """Whether aid was paid for it before the later events were known."""
    relative: str = ""


@dataclass(frozen=True, slots=True)
class Association:
    """The member, the others, and what happened. `same_event_already_declared_by`: who else has claimed for it."""

    member: Concerned = field(default_factory=Concerned)
    others: tuple[Others, ...] = ()
    same_event_already_declared_by: str | None = None
    deaths: tuple[OtherEvent, ...] = ()
    other_events: tuple[OtherEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What is claimed. `as_of`: by what was known at the end of that day; `ruled_as`: what the bureau takes it for."""

    kind: str
    event_on: date
    announced_on: date | None = None
    declared_on: date | None = None
    declared_by: str | None = None
    called_on: date | None = None
    paid_on: date | None = None
    as_of: date | None = None
    documents: tuple[str, ...] = ()
    documents_on: date | None = None
    ceremony: bool = False
    invitation: bool = False
    children: int = 1
    relative: str = ""
    ruled_as: str | None = None

    @property
    def made_on(self) -> date:
        """The day of the declaration: the announcement's, or the event's, unless said."""
        return self.declared_on or self.announced_on or self.event_on

    @property
    def call_on(self) -> date:
        """The day of the contribution's call: the event's unless said."""
        return self.called_on or self.event_on


def told(when: Told) -> NewClaim:
    """What is claimed of the member whom the case is about."""
    kind, tie = kind_of(when.kind)
    return NewClaim(kind, NUMBER, when.event_on, tie, when.relative, when.children, when.ceremony, when.invitation)


async def filed(stage: Stage, given: Association, when: Told, *, paid: bool = False) -> int:
    """The member's claim and everybody else's, in the books; `paid`: approved before the other events were known.

    Judged by what is known, on the day of the payout or the latest that is said. BeforeBooksError: opened too late.
    """
    stage.at(when.documents_on or when.made_on)
    claim = await stage.run(lambda work: _file(work, given, when))
    stage.at(when.paid_on or max(when.call_on, when.announced_on or when.event_on, when.made_on))
    if paid:
        await stage.run(lambda work: _pay(work, claim))
    await stage.run(lambda work: _happen(work, given, when.as_of))
    await stage.run(lambda work: judge(work, _get(work, claim)))
    return claim


def file_claim(work: UnitOfWork, new: NewClaim, event: int, announced_on: date, declared_on: date) -> FiledClaim:
    """A claim as somebody has made it, whoever that was."""
    number = work.claims.add(
        new, event, declared_by=new.concerns, declared_on=declared_on, announced_on=announced_on, consent=None
    )
    return _get(work, number)


def others_of(given: Association, day: date) -> list[tuple[Member, Others]]:
    """The others on the register, each with the group they are of; who is bereaved too may be the spouse."""
    found: list[tuple[Member, Others]] = []
    for group in given.others:
        joined = group.admitted_on or add_months(day, -LONG_AGO)
        for _ in range(group.n):
            person = member(f"M{101 + len(found)}", group.status, joined, group.left_on or joined)
            found.append((replace(person, spouse=NUMBER) if group.bereaved_too else person, group))
    return found


def _file(work: UnitOfWork, given: Association, when: Told) -> int:
    """What was claimed before, what another claims for the same event, and the member's own."""
    for earlier in given.member.earlier_events:
        before = told(Told(earlier.kind, earlier.event_on, relative=earlier.relative))
        _decide(
            work, _alone(work, before, earlier.event_on), ClaimState.APPROVED if earlier.paid else ClaimState.REFUSED
        )
    own, event = told(when), work.claims.open_event()
    announced_on, declared_on = when.announced_on or when.event_on, when.made_on
    if given.same_event_already_declared_by:
        _appear(work, ANOTHER, Status.ACTIVE, when.event_on)
        _approve(work, file_claim(work, replace(own, concerns=ANOTHER), event, announced_on, declared_on))
        _call(work, own, event, when)
    claim = file_claim(work, own, event, announced_on, declared_on)
    if when.ruled_as:
        work.claims.rule(claim.id, EventKind(when.ruled_as))
    _hand_in(work, claim, when)
    mourners = [person.number for person, group in others_of(given, when.event_on) if group.bereaved_too]
    for mourner in mourners if own.kind is not EventKind.DEATH_MEMBER else ():
        file_claim(work, replace(own, concerns=mourner), event, announced_on, declared_on)
    return claim.id


def _happen(work: UnitOfWork, given: Association, as_of: date | None) -> None:
    """The other events that were known by then, each somebody's who owes the fund nothing."""
    for place, event in enumerate((*given.deaths, *given.other_events)):
        announced_on = event.announced_on or event.event_on
        if as_of is None or announced_on <= as_of:
            kind, tie = kind_of(event.kind)
            _appear(work, f"M8{place:02}", Status.HONORARY, event.event_on)
            _alone(work, NewClaim(kind, f"M8{place:02}", event.event_on, tie, event.relative), announced_on)


def _alone(work: UnitOfWork, new: NewClaim, announced_on: date) -> FiledClaim:
    """A claim for an event of its own."""
    return file_claim(work, new, work.claims.open_event(), announced_on, announced_on)


def _appear(work: UnitOfWork, number: str, status: Status, day: date) -> None:
    joined = add_months(day, -LONG_AGO)
    work.members.save(member(number, status, joined, joined))


def _hand_in(work: UnitOfWork, claim: FiledClaim, when: Told) -> None:
    """The paper that the bylaws ask for, where it is among those named."""
    kind = EventKind(when.ruled_as) if when.ruled_as else claim.told.kind
    if aid.paper(kind, work.bylaws, when.event_on) in papers(when.documents):
        work.documents.keep(claim.subject, NUMBER, _PAPER, "application/pdf", _PAPER.encode())


def _call(work: UnitOfWork, own: NewClaim, event: int, when: Told) -> None:
    """The claim that came first has called the contribution, unless it is a member's own death that calls it."""
    cents = aid.rate(own.kind, work.bylaws, when.event_on)
    if cents and own.kind is not EventKind.DEATH_MEMBER:
        work.claims.call(event, LevyCall(when.call_on, cents, aid.due_on(when.call_on, work.bylaws)))


def _pay(work: UnitOfWork, claim: int) -> None:
    """The bureau has agreed, where it could."""
    made, _ = judge(work, _get(work, claim))
    if votable(work, made):
        _approve(work, made)


def _approve(work: UnitOfWork, claim: FiledClaim) -> None:
    _decide(work, claim, ClaimState.APPROVED)


def _decide(work: UnitOfWork, claim: FiledClaim, state: ClaimState) -> None:
    reason = "refused before" if state is ClaimState.REFUSED else None
    work.claims.decide(claim.id, ClaimDecision(state, OPERATOR.name, work.now, reason))


def _get(work: UnitOfWork, claim: int) -> FiledClaim:
    found = work.claims.get(claim)
    assert found is not None  # noqa: S101 - it has been filed
    return found


def opened(bylaws: Bylaws, person: Concerned, day: date, until: date | None) -> Concerned:
    """The person with an opening balance, so that the one given is theirs at the end of the event's day."""
    known = replace(person, payments=tuple(_as_known(paid, until) for paid in person.payments))
    moved = person.payments or person.levies
    if person.opening or person.status is Status.CANDIDATE or (person.balance_cents is None and moved):
        return known
    closed = first_of_month(day) - _DAY
    joined = person.admitted_on or add_months(closed, -LONG_AGO)
    accrued = sum(
        charge.cents for charge in charges(member(NUMBER, Status.ACTIVE, joined, joined), bylaws, closed, day)
    )
    gone = sum(paid.cents for paid in known.payments if paid.state is PaymentState.CONFIRMED and paid.value_on <= day)
    called = sum(levy.cents for levy in person.levies if levy.called_on <= day)
    return replace(known, opening=Opening(closed, (person.balance_cents or 0) + accrued - gone + called))


def _as_known(paid: Paid, until: date | None) -> Paid:
    """The payment as it stood on that day: not yet confirmed, perhaps."""
    late = until is not None and paid.confirmed_on is not None and paid.confirmed_on > until
    return replace(paid, state=PaymentState.DECLARED) if late else paid
