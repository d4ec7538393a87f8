"""The meal at a member's home: the host's lump sum as an order, and each member's contribution at the closing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.domain.attending import Answer, ProxyState
from assistant.domain.convening import Meeting
from assistant.domain.ledger import Account, Kind
from assistant.domain.members import Member, Status
from assistant.domain.orders import Order, OrderKind, OrderState
from assistant.ports import UnitOfWork
from assistant.services import balance, order_news
from assistant.services.meetings import meals
from tests.services.bureau import AWA, BINTOU, HILAIRE, SYLVIE, TODAY, acting, agree, paying
from tests.services.meetings.hall import CLARA, DENIS, MEMBERS, Hall, closing, opening
from tests.services.people import person, register

PARIS = ZoneInfo("Europe/Paris")
WEEK_BEFORE = TODAY - timedelta(days=7)
COUPLE = (AWA.number, BINTOU.number)


@pytest.fixture
async def invited(hall: Hall) -> Hall:
    """At Awa's and Bintou's; the meeting's id is 2."""
    await hall.convene(hosts=COUPLE)
    return hall


async def test_a_couple_is_paid_one_lump_sum_on_the_bureau_s_yes(invited: Hall) -> None:
    order = await invited.run(_proposing(2))

    assert order is not None
    assert (order.kind, order.beneficiary, order.cents) == (OrderKind.HOST, AWA.number, 10000)
    assert (order.cause, order.title, order.state) == ("meeting:2", "2026-11-21", OrderState.PROPOSED)


async def test_it_is_proposed_once_and_for_nobody_where_nobody_receives(invited: Hall) -> None:
    first = await invited.run(_proposing(2))
    second = await invited.run(_proposing(2))

    assert first == second
    assert await invited.run(_proposing(1)) is None


async def test_it_is_taken_back_unless_it_is_paid_and_proposed_anew_to_other_hosts(invited: Hall) -> None:
    await invited.run(_proposing(2))
    taken = await invited.run(_cancelling(2))
    moved = await invited.run(_moving(2, CLARA))

    again = await invited.run(_proposing(2))

    assert taken is not None
    assert taken.decision is not None
    assert (taken.state, taken.decision.reason) == (OrderState.CANCELLED, "Neige")
    assert again is not None
    assert (again.beneficiary, again.cause, again.cause_id) == (CLARA.number, f"meeting:2:{moved.edition}", 2)


async def test_what_is_paid_is_not_taken_back_nor_proposed_again(invited: Hall) -> None:
    order = await invited.run(_proposing(2))
    assert order is not None
    await agree(invited.database, order.id)
    paid = await invited.run(paying(_treasurer(), order.id))

    assert await invited.run(_cancelling(2)) is None
    assert (await invited.run(_proposing(2))) == paid
    booked = await invited.run(lambda work: work.ledger.keyed(order.subject))
    assert booked is not None
    assert (booked.debit, booked.credit, booked.kind) == (Account.MEALS, Account.BANK, Kind.HOST)


async def test_where_the_second_host_is_paid_a_third_one_is_not(invited: Hall) -> None:
    await invited.run(_proposing(2))
    await invited.run(_cancelling(2))
    await invited.run(_moving(2, CLARA))
    order = await invited.run(_proposing(2))
    assert order is not None
    await agree(invited.database, order.id)
    paid = await invited.run(paying(_treasurer(), order.id))
    await invited.run(_moving(2, DENIS))

    assert await invited.run(_cancelling(2)) is None
    assert (await invited.run(_proposing(2))) == paid


async def test_the_bureau_reads_the_day_on_which_the_meeting_is_held_by_now(invited: Hall) -> None:
    order = await invited.run(_proposing(2))
    assert order is not None
    sunday = TODAY + timedelta(days=1)
    await invited.run(lambda work: work.meetings.change(2, replace(_meeting(work, 2), on=sunday)))

    card = await invited.run(lambda work: order_news.card_of(work, order))

    assert card["title"] == "2026-11-22"


async def test_everybody_but_the_hosts_contributes_once_the_meeting_is_closed(invited: Hall) -> None:
    await _hold(invited, MEMBERS[:5])

    lines = await invited.run(lambda work: work.ledger.all_entries())
    rows = {number: [line for line in mine if line.kind is Kind.MEAL] for number, mine in lines.items()}
    charged = {number for number, mine in rows.items() if mine}
    assert charged == {who.number for who in MEMBERS} - set(COUPLE)
    assert {(row.cents, row.value_on, row.cause) for mine in rows.values() for row in mine} == {
        (-500, TODAY, "meeting:2")
    }


async def test_without_a_host_nobody_contributes(hall: Hall) -> None:
    await hall.open(HILAIRE, SYLVIE)

    _, meal = await hall.run(closing())

    assert (meal.payers, meal.lump_sum) == (0, 0)
    assert await hall.run(lambda work: work.ledger.all_entries()) == {}


async def test_charging_twice_charges_nobody_twice(invited: Hall) -> None:
    await _hold(invited, (HILAIRE, SYLVIE))

    again = await invited.run(lambda work: meals.charge(work, acting(SYLVIE), _meeting(work, 2)))

    assert again.payers == 6
    assert await _owed(invited, CLARA) == 500


@pytest.mark.parametrize(
    ("said_at", "owed"),
    [
        (datetime(2026, 11, 14, 23, 59, tzinfo=PARIS), 0),
        (datetime(2026, 11, 15, 0, 0, tzinfo=PARIS), 500),
    ],
)
async def test_who_says_a_week_before_that_they_will_not_come_owes_nothing(
    invited: Hall, said_at: datetime, owed: int
) -> None:
    await _answers(invited, CLARA, Answer.ABSENT, said_at)
    await _hold(invited, (HILAIRE, SYLVIE))

    assert await _owed(invited, CLARA) == owed


async def test_who_said_so_and_comes_all_the_same_owes_it(invited: Hall) -> None:
    await _answers(invited, CLARA, Answer.ABSENT, _at(WEEK_BEFORE))
    await _hold(invited, (HILAIRE, SYLVIE, CLARA))

    assert await _owed(invited, CLARA) == 500


@pytest.mark.parametrize(
    ("answers", "announced"),
    [
        ([(10, Answer.ABSENT), (3, Answer.ABSENT)], 10),
        ([(10, Answer.ABSENT), (9, Answer.PRESENT), (3, Answer.ABSENT)], 3),
        ([(10, Answer.ABSENT), (3, Answer.PRESENT)], None),
        ([], None),
    ],
    ids=["said again", "changed twice", "comes after all", "silent"],
)
async def test_an_absence_counts_from_the_day_it_was_said_and_not_taken_back(
    invited: Hall, answers: list[tuple[int, Answer]], announced: int | None
) -> None:
    for days, said in answers:
        await _answers(invited, CLARA, said, _at(TODAY - timedelta(days=days)))

    day = await invited.run(lambda work: meals.absence_announced_on(work, _meeting(work, 2), CLARA.number))

    assert day == (None if announced is None else TODAY - timedelta(days=announced))


async def test_a_mandate_announces_the_absence_of_who_gave_it_unless_it_is_withdrawn(invited: Hall) -> None:
    invited.clock.instant = _at(WEEK_BEFORE)
    given = await invited.gives(CLARA, DENIS, meeting=2)
    standing = await invited.run(lambda work: meals.absence_announced_on(work, _meeting(work, 2), CLARA.number))
    await invited.run(lambda work: work.proxies.end(given.id, ProxyState.WITHDRAWN, CLARA.number))

    withdrawn = await invited.run(lambda work: meals.absence_announced_on(work, _meeting(work, 2), CLARA.number))

    assert (standing, withdrawn) == (WEEK_BEFORE, None)


async def test_who_is_suspended_or_has_left_by_then_contributes_nothing(invited: Hall) -> None:
    suspended = person("M020", "Rufin", status=Status.SUSPENDED)
    left = person("M021", "Prosper", status=Status.RESIGNED)
    await invited.run(lambda work: register(work, suspended, left))
    await _hold(invited, (HILAIRE, SYLVIE))

    assert [await _owed(invited, who) for who in (suspended, left)] == [0, 0]


async def test_the_member_s_account_says_what_it_is_and_by_which_article(invited: Hall) -> None:
    await _hold(invited, (HILAIRE, SYLVIE))

    statement = await invited.run(lambda work: balance.statement(work, acting(CLARA), None))

    [line] = statement.lines
    assert (line.entry.kind, line.entry.value_on, line.article) == (Kind.MEAL, TODAY, "NDZ art. 15")


def _proposing(meeting: int) -> Callable[[UnitOfWork], Order | None]:
    return lambda work: meals.propose_host_order(work, acting(SYLVIE), _meeting(work, meeting))


def _cancelling(meeting: int) -> Callable[[UnitOfWork], Order | None]:
    return lambda work: meals.cancel_host_order(work, acting(SYLVIE), _meeting(work, meeting), "Neige")


def _moving(meeting: int, host: Member) -> Callable[[UnitOfWork], Meeting]:
    def unit(work: UnitOfWork) -> Meeting:
        assert work.meetings.change(meeting, replace(_meeting(work, meeting), hosts=(host.number,)))
        return _meeting(work, meeting)

    return unit


async def _hold(hall: Hall, there: tuple[Member, ...]) -> None:
    """With these, from the door to the closing."""
    await hall.enter(*there, meeting=2)
    await hall.run(opening(meeting=2))
    await hall.run(closing(meeting=2))


async def _answers(hall: Hall, who: Member, said: Answer, at: datetime) -> None:
    await hall.run(lambda work: work.attendances.answer(2, who.number, said, "", received_at=at, by=who.number))


async def _owed(hall: Hall, who: Member) -> int:
    """For the meal, in cents."""
    lines = await hall.run(lambda work: work.ledger.entries(who.number))
    return -sum(line.cents for line in lines if line.kind is Kind.MEAL)


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=PARIS)


def _treasurer() -> Member:
    return MEMBERS[2]


def _meeting(work: UnitOfWork, number: int) -> Meeting:
    kept = work.meetings.get(number)
    assert kept is not None
    return kept
