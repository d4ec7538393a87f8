"""A claim's way: declared by a member, paid after the bureau's round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from assistant.domain.actors import OPERATOR, STRANGER, Actor, ActorKind
from assistant.domain.calendar import add_months
from assistant.domain.claims import NewClaim, event_subject
from assistant.domain.decisions import Decision
from assistant.domain.errors import RefusedError
from assistant.domain.ledger import Entry, Kind, Method
from assistant.domain.members import Member, Role, Status
from assistant.domain.orders import Choice, NewOrder, NewPayout, OrderKind, OrderState, Vote
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.scenarios.actions.payments import ORDINARY, SEATS
from assistant.scenarios.claims import ANOTHER, Concerned, Told, file_claim, opened, told
from assistant.scenarios.people import LONG_AGO, NUMBER, member, seat
from assistant.scenarios.registry import Found
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage
from assistant.services import orders
from assistant.services.aid import declaring
from assistant.services.aid.judging import assess

CONCERNED = "member_concerned"
STRANGERS = ("stranger", "outsider", "non_member", "relative")
STATUSES: Mapping[str, Status] = {
    "other_member": Status.ACTIVE,
    "bureau": Status.ACTIVE,
    "bureau_member": Status.ACTIVE,
    **dict.fromkeys(SEATS, Status.ACTIVE),
    "suspended_member": Status.SUSPENDED,
    "former_member": Status.RESIGNED,
    "candidate": Status.CANDIDATE,
}
"""Who declares something of another member's, and what they are to the association."""
_PAYERS: Mapping[str, str] = {"secretary_general": "secretary", "bureau_member": "vice_president"}
"""Seats by other words."""
_REFERENCE = "case"


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom the event concerns."""

    member: Concerned = field(default_factory=Concerned)


@dataclass(frozen=True, slots=True)
class DeclareEvent:
    """Who says what; nothing said, it happened and is told on the day the bylaws were adopted."""

    kind: str
    by: str
    event_on: date | None = None
    declared_on: date | None = None


@dataclass(frozen=True, slots=True)
class Payout:
    """What is to be paid, and to whom: a seat, or a member without one. `state`: what had become of it before."""

    kind: str
    cents: int
    beneficiary: str = "member"
    document_seen: bool = True
    state: OrderState | None = None


@dataclass(frozen=True, slots=True)
class Bureau:
    """The payout, and the bureau's round on it: of who sits, so many were asked, agreed, refused."""

    payout: Payout
    bureau_in_office: int = len(SEATS)
    bureau_asked: int | None = None
    bureau_agreed: int = 0
    bureau_refused: int = 0


@dataclass(frozen=True, slots=True)
class ExecutePayout:
    """Who pays, how, and when."""

    by: str
    method: Method = Method.TRANSFER
    date: date | None = None


async def declare_event(stage: Stage, given: Whose, when: DeclareEvent) -> Found:
    """`then`: allowed, reason, state, payout_cents (ordered), levied_count (who was charged)."""
    day = when.declared_on or when.event_on or stage.bylaws.adopted_on
    happened = when.event_on or day
    await seat(stage, opened(stage.bylaws, given.member, happened, until=None), happened)
    actor, new = await _speaker(stage, when.by, given.member, day), told(Told(when.kind, happened))

    def unit(work: UnitOfWork) -> Found:
        try:
            filed = declaring.declare(work, actor, new)
        except RefusedError as refusal:
            return _declared(refusal.decision)
        order, subject = work.orders.caused_by(filed.subject), event_subject(filed.event)
        charged = [number for number, lines in work.ledger.all_entries().items() if _names(lines, subject)]
        articles = (work.bylaws.cite("mutual_aid"), *(filed.verdict.articles if filed.verdict else ()))
        allowed = Decision(allowed=True, articles=articles)
        return _declared(allowed, state=filed.state, payout=order.cents if order else 0, levied=len(charged))

    return await stage.run(unit)


async def refused(stage: Stage, by: str, concerned: Concerned, new: NewClaim, day: date) -> Decision | None:
    """Why that person may not declare it on that day; None where they may."""
    actor = await _speaker(stage, by, concerned, day)

    def unit(work: UnitOfWork) -> Decision | None:
        try:
            declaring.check(work, actor, new)
        except RefusedError as refusal:
            return refusal.decision
        return None

    return await stage.run(unit)


async def execute_payout(stage: Stage, given: Bureau, when: ExecutePayout) -> Found:
    """`then`: allowed, reason, state (of the order), cents (sent)."""
    day = when.date or stage.bylaws.adopted_on
    payer = _PAYERS.get(when.by, when.by)
    if payer not in {*SEATS, *ORDINARY}:
        raise UnreadableError(f"when.by is {when.by!r}; expected one of {', '.join((*SEATS, *_PAYERS, *ORDINARY))}")
    stage.at(day)

    def unit(work: UnitOfWork) -> Found:
        people = _bureau(given.bureau_in_office, payer, day)
        for person in people.values():
            work.members.save(person)
        beneficiary = _seated(people, given.payout.beneficiary)
        unproved = _unproved(work, given.payout, day)
        agreed = unproved or _round(work, given, [one.number for one in people.values() if one.roles], beneficiary)
        new = NewOrder(OrderKind.PAYOUT, beneficiary, given.payout.cents, given.payout.kind, "claim:1")
        order = orders.propose(work, OPERATOR, new, approved=agreed.allowed)
        if unproved:
            return _refused(work, order.id, unproved)
        actor, how = Actor(ActorKind.MEMBER, people[payer]), NewPayout(when.method, day, _REFERENCE)
        _go_before(work, actor, order.id, how, given.payout.state)
        return _paid(work, actor, order.id, how)

    return await stage.run(unit)


async def _speaker(stage: Stage, by: str, concerned: Concerned, day: date) -> Actor:
    """Who speaks, as the register has them that day, on which the clock is put."""
    stage.at(day)
    if by in STRANGERS:
        return STRANGER
    if by == CONCERNED:
        person = member(NUMBER, concerned.status, concerned.admitted_on or day, concerned.left_on or day)
        return Actor(ActorKind.MEMBER, person)
    if by not in STATUSES:
        raise UnreadableError(f"when.by is {by!r}; expected one of {', '.join((CONCERNED, *STATUSES, *STRANGERS))}")
    other = member(ANOTHER, STATUSES[by], day, day)
    await stage.run(lambda work: work.members.save(other))
    return Actor(ActorKind.MEMBER, other)


def _declared(decision: Decision, state: str | None = None, payout: int = 0, levied: int = 0) -> Found:
    facts = {
        "allowed": decision.allowed,
        "reason": decision.reason,
        "state": state,
        "payout_cents": payout,
        "levied_count": levied,
    }
    return Found(facts, decision.articles)


def _names(lines: Iterable[Entry], subject: str) -> bool:
    return any(line.kind is Kind.LEVY and line.cause == subject for line in lines)


def _bureau(sitting: int, payer: str, day: date) -> dict[str, Member]:
    """So many seats, the payer's among them, by name; and a member without one."""
    seats = sorted(SEATS, key=lambda name: name != payer)
    found = {}
    for place in range(sitting):
        name = seats[place] if place < len(seats) else f"deputy_secretary_{place}"
        number, role = SEATS.get(name, (f"M9{place:02}", Role.DEPUTY_SECRETARY))
        found[name] = replace(member(number, Status.ACTIVE, day, day), roles=frozenset({role}))
    ordinary = member(NUMBER, Status.ACTIVE, add_months(day, -LONG_AGO), day)
    return {**found, **dict.fromkeys(ORDINARY, ordinary)}


def _seated(people: Mapping[str, Member], name: str) -> str:
    if name not in people:
        raise UnreadableError(f"given.payout.beneficiary is {name!r}; expected one of {', '.join(people)}")
    return people[name].number


def _round(work: UnitOfWork, given: Bureau, sitting: list[str], beneficiary: str) -> Decision:
    """Whether the bureau has agreed, as those who were asked answered."""
    voters = [number for number in sitting if number != beneficiary] + [beneficiary]
    asked = voters[: given.bureau_asked if given.bureau_asked is not None else len(sitting)]
    at = datetime.combine(work.today, time(12), tzinfo=UTC)
    answers = [Choice.APPROVE] * given.bureau_agreed + [Choice.REFUSE] * given.bureau_refused
    votes = [Vote("claim:1", voter, choice, None, at) for voter, choice in zip(asked, answers, strict=False)]
    return aid.may_send(sitting, asked, votes, beneficiary=beneficiary, bylaws=work.bylaws, day=work.today)


def _unproved(work: UnitOfWork, payout: Payout, day: date) -> Decision | None:
    """Why the claim is not ripe for the bureau: its paper has not been seen."""
    if payout.document_seen:
        return None
    claim = file_claim(work, told(Told(payout.kind, day)), work.claims.open_event(), day, day)
    decision = assess(work, claim).decision
    return None if decision.allowed else decision


def _go_before(work: UnitOfWork, actor: Actor, order: int, how: NewPayout, state: OrderState | None) -> None:
    """Bring the order into the state that it is said to be in."""
    if state is OrderState.PAID:
        orders.pay(work, actor, order, how)
    elif state is OrderState.CANCELLED:
        orders.cancel(work, OPERATOR, order)


def _paid(work: UnitOfWork, actor: Actor, order: int, how: NewPayout) -> Found:
    try:
        done = orders.pay(work, actor, order, how)
    except RefusedError as refusal:
        return _refused(work, order, refusal.decision)
    facts = {"allowed": True, "reason": None, "state": done.state, "cents": done.cents}
    return Found(facts, (work.bylaws.cite("payment"),))


def _refused(work: UnitOfWork, order: int, decision: Decision) -> Found:
    found = work.orders.get(order)
    state = found.state if found else None
    return Found({"allowed": False, "reason": decision.reason, "state": state, "cents": 0}, decision.articles)
