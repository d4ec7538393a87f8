"""Meals at a member's home (art. 15): the host's lump sum, paid by an order, and what the members contribute.

The lump sum is due once, whoever of a couple is paid. Nothing is called for a meeting without a host, nor for one that
was not held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from assistant.domain.actors import Actor
from assistant.domain.attending import Answer, Proxy, ProxyState, Rsvp
from assistant.domain.convening import Meeting
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.members import Status
from assistant.domain.orders import NewOrder, Order, OrderKind, OrderState
from assistant.ports import UnitOfWork
from assistant.rules.meetings.attendance import Meal, meal_account, owes_meal
from assistant.services import orders, receipts

MAY_OWE = frozenset({Status.ACTIVE, Status.SUSPENDED})
"""Of whom the bylaws may ask the meal; an honorary member, or who has left, has none to pay."""
_OVER = frozenset({OrderState.CANCELLED, OrderState.REFUSED})


def propose_host_order(work: UnitOfWork, actor: Actor, meeting: Meeting) -> Order | None:
    """Ask the bureau for the lump sum of the meeting's day, to the first host; None where nobody receives it.

    Who holds the meeting's lock has taken that of orders before. The order that stands already is given back; another
    is proposed only after one that came to nothing, as when the hosts have changed.
    """
    cents = work.bylaws.meetings.host_lump_sum.on(meeting.on)
    if not meeting.hosts or not cents:
        return None
    work.lock(receipts.LOCK)
    known = _known_orders(work, meeting)
    standing = next((order for order in known if order.state not in _OVER), None)
    if standing is not None:
        return standing
    cause = f"{meeting.subject}:{meeting.edition}" if known else meeting.subject
    new = NewOrder(OrderKind.HOST, meeting.hosts[0], cents, meeting.on.isoformat(), cause)
    return orders.propose(work, actor, new)


def cancel_host_order(work: UnitOfWork, actor: Actor, meeting: Meeting, reason: str) -> Order | None:
    """Take back the host's order that is not paid yet, saying why; None where there is none. Locks as in proposing."""
    work.lock(receipts.LOCK)
    for order in work.orders.open():
        if order.kind is OrderKind.HOST and order.cause_id == meeting.id:
            return orders.drop(work, actor, order, reason)
    return None


def charge(work: UnitOfWork, actor: Actor, meeting: Meeting) -> Meal:
    """Each member's contribution on the meeting's day; a second call charges nobody twice.

    Who calls has asked for permission, and holds the meeting's lock.
    """
    if not meeting.hosts:
        return meal_account((), 0, work.bylaws, meeting.on)
    owed = _owed(work, meeting)
    rows = [_row(meeting, number, cents) for number, cents in owed.items() if cents]
    work.ledger.record(rows, actor)
    work.audit.record(actor, "meals_charged", {"meeting": meeting.id, "members": len(rows)})
    return meal_account(owed.values(), len(meeting.hosts), work.bylaws, meeting.on)


def absence_announced_on(work: UnitOfWork, meeting: Meeting, member: str) -> date | None:
    """The day from which the member has said, and not taken back, that they would not come; None where they have not.

    Who gives a proxy says so in writing as well as who answers that they will be absent.
    """
    given = [proxy for proxy in work.proxies.of_meeting(meeting.id) if proxy.giver == member]
    return _announced_on(work, work.attendances.history(meeting.id, member), given)


def absences_announced(work: UnitOfWork, meeting: Meeting) -> dict[str, date]:
    """The same day for each who has said so, by number, from one reading of all answers and mandates."""
    answers: dict[str, list[Rsvp]] = defaultdict(list)
    given: dict[str, list[Proxy]] = defaultdict(list)
    for rsvp in work.attendances.history(meeting.id):
        answers[rsvp.member].append(rsvp)
    for proxy in work.proxies.of_meeting(meeting.id):
        given[proxy.giver].append(proxy)
    found = {number: _announced_on(work, answers[number], given[number]) for number in {*answers, *given}}
    return {number: day for number, day in found.items() if day is not None}


def _announced_on(work: UnitOfWork, answers: Iterable[Rsvp], given: Iterable[Proxy]) -> date | None:
    """From one member's answers, as received, and the mandates that they have given."""
    since: datetime | None = None
    comes: datetime | None = None
    for rsvp in answers:
        if rsvp.answer is Answer.PRESENT:
            since, comes = None, rsvp.received_at
        elif since is None:
            since = rsvp.received_at
    written = [
        proxy.given_at
        for proxy in given
        if proxy.state is not ProxyState.WITHDRAWN and (comes is None or proxy.given_at > comes)
    ]
    said = [*written, *([since] if since else [])]
    return work.local(min(said)).date() if said else None


def _known_orders(work: UnitOfWork, meeting: Meeting) -> list[Order]:
    """All that its lump sum was ever asked for by, in whichever edition."""
    causes = [meeting.subject, *(f"{meeting.subject}:{edition}" for edition in range(1, meeting.edition + 1))]
    return [order for cause in causes if (order := work.orders.caused_by(cause)) is not None]


def _owed(work: UnitOfWork, meeting: Meeting) -> dict[str, int]:
    """What each owes, in cents, by number: all who are on the register that day and have not left."""
    there = {presence.member for presence in work.attendances.presences(meeting.id)}
    announced = absences_announced(work, meeting)
    found: dict[str, int] = {}
    for member in work.members.all():
        membership = member.status_on(meeting.on)
        if membership in MAY_OWE:
            found[member.number] = owes_meal(
                membership,
                announced.get(member.number),
                meeting.on,
                work.bylaws,
                attended=member.number in there,
                host=member.number in meeting.hosts,
            )
    return found


def _row(meeting: Meeting, number: str, cents: int) -> NewTransfer:
    return NewTransfer(
        debit=member_account(number),
        credit=Account.MEALS,
        cents=cents,
        kind=Kind.MEAL,
        value_on=meeting.on,
        cause=meeting.subject,
        key=f"meal:{meeting.id}:{number}",
    )
