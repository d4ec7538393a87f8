"""What a member owes and may do on a day."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from assistant.domain.members import Member
from assistant.ports import UnitOfWork
from assistant.rules import rights as rules
from assistant.rules import standing
from assistant.scenarios.people import NUMBER, Person, seat
from assistant.scenarios.registry import Found
from assistant.scenarios.stage import Stage
from assistant.services import balance, books


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day at whose end things are judged."""

    as_of: date


@dataclass(frozen=True, slots=True)
class Until:
    """The last day looked at."""

    until: date


async def statement(stage: Stage, given: Person, when: AsOf) -> Found:
    """`then`: balance_cents, overdue_cents, pending_cents, up_to_date, reason, waits_until."""
    found = await _balance(stage, given, when.as_of)
    money = found.situation
    facts = {
        "balance_cents": money.balance,
        "overdue_cents": money.overdue,
        "pending_cents": sum(payment.cents for payment in found.pending),
        "up_to_date": money.up_to_date,
        "reason": money.standing,
        "waits_until": money.waits_until,
    }
    return Found(facts, money.articles)


async def first_day_not_up_to_date(stage: Stage, given: Person, when: Until) -> Found:
    """`then`: first_day, from the day of the balance sheet or of the admission on; nothing where there is none."""
    opened = await seat(stage, given, when.until)
    first = max(opened, given.admitted_on or opened)

    def unit(work: UnitOfWork) -> Found:
        member = _member(work)
        entries = books.entries_on(work, member, when.until)
        found = standing.first_day_not_up_to_date(entries, work.bylaws, first, when.until)
        return Found({"first_day": found}, books.situation_of(work, member, found or when.until).articles)

    return await stage.run(unit)


async def rights(stage: Stage, given: Person, when: AsOf) -> Found:
    """`then`: each right by name, as vote, hold_proxy, mutual_aid."""
    found = await _balance(stage, given, when.as_of)
    return Found(asdict(found.rights), found.situation.articles)


async def stand_for_election(stage: Stage, given: Person, when: AsOf) -> Found:
    """`then`: allowed, reason."""
    found = await _balance(stage, given, when.as_of)
    decision = rules.may_stand_for_election(found.member.status_on(when.as_of), found.situation, stage.bylaws)
    return Found({"allowed": decision.allowed, "reason": decision.reason}, decision.articles)


async def _balance(stage: Stage, given: Person, day: date) -> balance.Balance:
    await seat(stage, given, day)
    return await stage.run(lambda work: balance.of(work, _member(work), day))


def _member(work: UnitOfWork) -> Member:
    found = work.members.get(NUMBER)
    assert found is not None  # noqa: S101 - seat has put the member there
    return found
