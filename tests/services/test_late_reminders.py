from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.ledger import Method
from assistant.domain.members import Status, StatusChange
from assistant.domain.messages import OutboxState, Preferences
from assistant.domain.payments import PaymentState
from assistant.ports import Database, UnitOfWork
from assistant.services import pauses
from assistant.services.bank import set_entered_until
from tests.handlers.talk import Talk
from tests.services.debtors import BANK_FIRST, BRICE, DAY, ESTHER, NINE, SECOND, owing, queued, reminded, under
from tests.services.people import CHANNEL, pays, voted

# Waiting for the bank


def enter_bank(day: date) -> Callable[[UnitOfWork], None]:
    return lambda work: set_entered_until(work, Actor(ActorKind.MEMBER, BRICE), day)


@pytest.mark.parametrize(("entered", "leaves"), [(None, False), (30, False), (31, True)])
async def test_where_the_bylaws_ask_for_it_reminders_wait_for_the_bank_up_to_the_month_s_end(
    tmp_path: Path, clock: StandingClock, entered: int | None, leaves: bool
) -> None:
    async with under(voted("reminders", BANK_FIRST, True, date(2026, 1, 1)), tmp_path, clock) as database:
        await database.run(owing())
        clock.instant = NINE - DAY
        if entered:
            await database.run(enter_bank(date(2026, 3, entered)))

        run = await reminded(database, clock, NINE)

    assert (set(run.sent), run.held) == ({"M012"} if leaves else set(), not leaves)


async def test_held_reminders_leave_when_the_treasurer_says_the_day_who_is_asked_once(
    tmp_path: Path, clock: StandingClock
) -> None:
    async with under(voted("reminders", BANK_FIRST, True, date(2026, 1, 1)), tmp_path, clock) as database:
        await database.run(owing())
        held = [(await reminded(database, clock, NINE + hours * timedelta(hours=1))).held for hours in range(5)]
        asked = await queued(database, "bank_date_needed")

        await database.run(enter_bank(date(2026, 3, 31)))
        released = await reminded(database, clock, NINE + DAY)
        again = await reminded(database, clock, NINE + 2 * DAY)

    assert held == [True] * 5
    assert asked == [("M002", {"month_end": "2026-03-31"})]
    assert (set(released.sent), again.sent) == ({"M012"}, {})


async def test_a_bank_date_of_last_month_does_not_serve_this_one(tmp_path: Path, clock: StandingClock) -> None:
    async with under(voted("reminders", BANK_FIRST, True, date(2026, 1, 1)), tmp_path, clock) as database:
        await database.run(owing())
        clock.instant = NINE
        await database.run(enter_bank(date(2026, 3, 31)))
        await reminded(database, clock, NINE)

        may = await reminded(database, clock, datetime(2026, 5, 5, 7, tzinfo=UTC))
        asked = await queued(database, "bank_date_needed")

    assert may.held
    assert asked == [("M002", {"month_end": "2026-04-30"})]


# Between queueing and sending


async def test_a_reminder_that_did_not_leave_in_its_month_never_does(database: Database, clock: StandingClock) -> None:
    await database.run(owing())
    await reminded(database, clock, NINE)
    clock.instant = datetime(2026, 4, 30, 22, tzinfo=UTC)

    claimed = await database.run(lambda work: work.outbox.claim("late", (CHANNEL,), 10))

    dead = await database.run(lambda work: work.outbox.in_state(OutboxState.DEAD))
    assert "dues_reminder" not in {row.kind for row in claimed}
    assert [row.member for row in dead] == ["M012"]


async def test_until_midnight_of_the_month_s_last_day_a_reminder_is_alive(
    database: Database, clock: StandingClock
) -> None:
    await database.run(owing())
    await reminded(database, clock, NINE)
    clock.instant = datetime(2026, 4, 30, 22, tzinfo=UTC) - SECOND

    claimed = await database.run(lambda work: work.outbox.claim("late", (CHANNEL,), 10))

    assert "dues_reminder" in {row.kind for row in claimed}


async def sent_to(database: Database, clock: StandingClock, who: str) -> list[str]:
    """What leaves now and reaches that person."""
    talk = Talk(database, clock)
    await talk.sender.drain()
    return [str(message.text) for message in talk.paper.sent if message.to.chat == who]


def declares(work: UnitOfWork, cents: int) -> None:
    """A payment of Esther's that waits for the treasurer."""
    work.payments.add(
        "M012",
        cents=cents,
        method=Method.TRANSFER,
        value_on=work.today,
        reference="",
        state=PaymentState.DECLARED,
        key=None,
    )


async def test_a_reminder_leaves_as_queued_while_it_is_still_called_for(
    database: Database, clock: StandingClock
) -> None:
    await database.run(owing())
    await reminded(database, clock, NINE)
    await database.run(lambda work: pays(work, "M012", 5000))
    await database.run(lambda work: declares(work, 1000))

    assert len(await sent_to(database, clock, "esther")) == 1


@pytest.mark.parametrize(
    "meanwhile",
    [
        pytest.param(lambda work: pays(work, "M012", 6001), id="paid"),
        pytest.param(
            lambda work: work.accounts.save_preferences("M012", Preferences(dues_reminders=False)), id="no reminders"
        ),
        pytest.param(
            lambda work: work.members.save(replace(ESTHER, history=(StatusChange(NINE.date(), Status.DECEASED),))),
            id="deceased",
        ),
        pytest.param(lambda work: pauses.bereaved(work, OPERATOR, "M012", NINE.date()), id="bereaved"),
        pytest.param(lambda work: pauses.stop(work, OPERATOR, "M012"), id="marked by the bureau"),
        pytest.param(lambda work: declares(work, 6001), id="declared"),
    ],
)
async def test_a_reminder_that_is_no_longer_called_for_as_it_would_leave_is_put_aside(
    database: Database, clock: StandingClock, meanwhile: Callable[[UnitOfWork], None]
) -> None:
    await database.run(owing())
    await reminded(database, clock, NINE)
    await database.run(meanwhile)

    told = await sent_to(database, clock, "esther")

    held = await database.run(lambda work: work.outbox.in_state(OutboxState.HELD))
    assert told == []
    assert [row.member for row in held] == ["M012"]


async def test_reminders_queued_late_in_the_evening_wait_for_the_morning(
    database: Database, clock: StandingClock
) -> None:
    await database.run(owing())
    await reminded(database, clock, NINE + timedelta(hours=11) - SECOND)
    clock.instant = NINE + timedelta(hours=11)

    evening = await sent_to(database, clock, "esther")
    clock.instant = NINE + DAY
    morning = await sent_to(database, clock, "esther")

    assert (len(evening), len(morning)) == (0, 1)
