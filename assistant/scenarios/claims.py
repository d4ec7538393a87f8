"""A claim to mutual aid as a case gives it: the member and their money, the others, what else happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from assistant.domain.aid import Claim, Death, EventKind
from assistant.domain.bylaws import Bylaws
from assistant.domain.calendar import add_months, first_of_month
from assistant.domain.members import Member, Status
from assistant.domain.payments import PaymentState
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.rules.dues import charges
from assistant.scenarios.booking import Paid
from assistant.scenarios.events import kind_of, papers
from assistant.scenarios.people import LONG_AGO, NUMBER, Opening, Person, member
from assistant.services import books

ANOTHER = "M900"
"""The member who shares the event."""
_EVENT = "event"
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


def claim_of(when: Told) -> Claim:
    """The claim of the member whom the case is about."""
    kind, tie = kind_of(when.kind)
    declared_on = when.declared_on or when.announced_on or when.event_on
    return Claim(
        _EVENT,
        kind,
        NUMBER,
        when.event_on,
        announced_on=when.announced_on or when.event_on,
        declared_on=declared_on,
        tie=tie,
        relative=when.relative,
        children=when.children,
        ceremony=when.ceremony,
        invitation=when.invitation,
        documents=dict.fromkeys(papers(when.documents), when.documents_on or declared_on),
        ruled=EventKind(when.ruled_as) if when.ruled_as else None,
    )


def deaths_of(events: Iterable[OtherEvent], as_of: date | None) -> tuple[Death, ...]:
    """The deaths among what happened, and was known by then."""
    known = (event for event in events if as_of is None or (event.announced_on or event.event_on) <= as_of)
    return tuple(
        Death(f"{_EVENT}:{place}", kind_of(event.kind)[0], event.event_on) for place, event in enumerate(known)
    )


def facts_of(work: UnitOfWork, given: Association, when: Told, claim: Claim, deaths: tuple[Death, ...]) -> aid.Facts:
    """What the rules read of the member, whose books are open, and of the others. BeforeBooksError: opened too late."""
    concerned = work.members.get(NUMBER)
    assert concerned is not None  # noqa: S101 - it has been seated
    books.entries_on(work, concerned, aid.judged_on(claim, deaths, when.paid_on, work.bylaws))
    last = max(day for day in (claim.event_on, claim.announced_on, claim.declared_on, when.paid_on) if day)
    register = _register(given.others, when.event_on)
    return aid.Facts(
        concerned,
        books.entries_on(work, concerned, last),
        deaths=deaths,
        standing=_standing(given, claim),
        register=[each for each, _ in register],
        bereaved=frozenset(each.number for each, bereaved in register if bereaved),
        called_on=when.called_on,
        paid_on=when.paid_on,
    )


def _register(others: tuple[Others, ...], day: date) -> list[tuple[Member, bool]]:
    """The others, and whether each is bereaved too."""
    found: list[tuple[Member, bool]] = []
    for group in others:
        joined = group.admitted_on or add_months(day, -LONG_AGO)
        for _ in range(group.n):
            person = member(f"M{101 + len(found)}", group.status, joined, group.left_on or joined)
            found.append((person, group.bereaved_too))
    return found


def _standing(given: Association, claim: Claim) -> tuple[Claim, ...]:
    """The claims made before this one that were not refused."""
    made = [
        replace(claim_of(Told(earlier.kind, earlier.event_on, relative=earlier.relative)), event=f"earlier:{place}")
        for place, earlier in enumerate(given.member.earlier_events)
        if earlier.paid
    ]
    shared = [replace(claim, concerns=ANOTHER, ruled=None)] if given.same_event_already_declared_by else []
    return (*made, *shared)


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
