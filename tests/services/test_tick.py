from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.ledger import Kind
from assistant.domain.members import Role, Status
from assistant.domain.messages import Address, Delivery, OutboxState, Outgoing
from assistant.ports import Database, UnitOfWork
from assistant.services import accrual
from assistant.services.admission import Item, admit, record
from assistant.services.tick import TickReport, tick
from tests.services.people import BYLAWS, open_books, pays, person, register

OPENED = date(2025, 12, 31)
FIRST_HOUR = datetime(2025, 12, 31, 23, tzinfo=UTC)
HOURS = 365 * 24
AWA = person("M001", "Awa", Role.PRESIDENT)
BRICE = person("M002", "Brice", joined_on=date(2026, 3, 29))
CHANTAL = person("M003", "Chantal", joined_on=date(2026, 10, 25))


def found(work: UnitOfWork) -> None:
    register(work, AWA, BRICE, CHANTAL)
    open_books(work, OPENED, M001=-1234)


@pytest.fixture
async def founded(database: Database) -> Database:
    await database.run(found)
    return database


async def rows(database: Database) -> list[tuple[Any, ...]]:
    """The books, whatever the order and the instants in which they were written."""

    def read(work: UnitOfWork) -> list[tuple[Any, ...]]:
        return sorted(
            (row.key or "", row.debit, row.credit, row.cents, row.kind, row.value_on, row.cause)
            for row in work.ledger.transfers()
        )

    return await database.run(read)


async def ticked(database: Database, clock: StandingClock, *instants: datetime) -> list[TickReport]:
    reports = []
    for instant in instants:
        clock.instant = instant
        reports.append(await database.run(tick))
    return reports


async def expected(tmp_path: Path, day: date) -> list[tuple[Any, ...]]:
    """The rows of an association whose dues were accrued once, on that day."""
    clock = StandingClock(datetime(2026, 1, 1, tzinfo=UTC))
    once = storage.throwaway(tmp_path / "once.db", bylaws=BYLAWS, clock=clock, timezone="Europe/Paris")
    await once.run(found)
    await once.run(lambda work: accrual.accrue(work, day))
    written = await rows(once)
    await once.close()
    return written


async def test_every_hour_of_a_year_leaves_the_rows_of_one_run_at_its_end(
    founded: Database, clock: StandingClock, tmp_path: Path
) -> None:
    reports = await ticked(founded, clock, *(FIRST_HOUR + timedelta(hours=hour) for hour in range(HOURS)))

    assert await rows(founded) == await expected(tmp_path, date(2026, 12, 31))
    assert sum(report.accrued for report in reports) == 13 + (3 + 8) + (3 + 1)
    assert [len(report.reminders.sent) for report in reports if report.reminders.sent] == [1] * 3 + [2] * 7 + [3] * 2
    assert await founded.run(lambda work: work.audit.problems()) == []


@pytest.mark.parametrize("stop", [timedelta(hours=7), timedelta(days=1), timedelta(days=31), timedelta(days=300)])
async def test_a_run_that_comes_late_leaves_the_same_rows(
    founded: Database, clock: StandingClock, tmp_path: Path, stop: timedelta
) -> None:
    await ticked(founded, clock, FIRST_HOUR, FIRST_HOUR + stop, datetime(2026, 12, 31, 22, tzinfo=UTC))

    assert await rows(founded) == await expected(tmp_path, date(2026, 12, 31))


async def test_a_day_begins_at_midnight_in_paris(founded: Database, clock: StandingClock) -> None:
    eve = FIRST_HOUR - timedelta(seconds=1)

    before, after = await ticked(founded, clock, eve, FIRST_HOUR)

    assert (before.accrued, after.accrued) == (0, 2)


async def test_a_clock_that_went_back_writes_nothing_wrong(
    founded: Database, clock: StandingClock, tmp_path: Path
) -> None:
    noon = datetime(2026, 4, 1, 10, tzinfo=UTC)

    reports = await ticked(founded, clock, noon, noon - timedelta(days=45), noon - timedelta(days=400), noon)

    assert [report.accrued for report in reports[1:]] == [0, 0, 0]
    assert await rows(founded) == await expected(tmp_path, date(2026, 4, 1))
    assert await founded.run(lambda work: work.audit.problems()) == []


async def test_a_reminder_day_before_the_books_open_passes_quietly(founded: Database, clock: StandingClock) -> None:
    report = (await ticked(founded, clock, datetime(2025, 12, 5, 10, tzinfo=UTC)))[0]

    assert (report.accrued, report.reminders.sent) == (0, {})


async def test_a_clock_that_went_back_reminds_nobody_again(founded: Database, clock: StandingClock) -> None:
    fifth = datetime(2026, 4, 5, 10, tzinfo=UTC)

    first, *later = await ticked(founded, clock, fifth, fifth - timedelta(days=3), fifth, fifth + timedelta(days=1))

    assert set(first.reminders.sent) == {"M001", "M002"}
    assert [report.reminders.sent for report in later] == [{}, {}, {}]


async def test_an_admission_is_charged_by_the_next_run_of_the_same_day(founded: Database, clock: StandingClock) -> None:
    didier = person("M004", "Didier", joined_on=None, status=Status.CANDIDATE)
    await ticked(founded, clock, datetime(2026, 3, 5, 9, tzinfo=UTC))

    def join(work: UnitOfWork) -> None:
        register(work, didier)
        for item in Item:
            record(work, OPERATOR, "M004", item, work.today)
        pays(work, "M004", 5000)
        admit(work, OPERATOR, "M004", work.today)

    await founded.run(join)
    report = (await ticked(founded, clock, datetime(2026, 3, 5, 10, tzinfo=UTC)))[0]

    charged = await founded.run(lambda work: [entry.kind for entry in work.ledger.entries("M004") if entry.cents < 0])
    assert report.accrued == 3
    assert sorted(charged) == [Kind.ADMISSION, Kind.ANNUAL, Kind.MONTHLY]


async def test_the_bureau_is_told_once_of_messages_that_may_not_have_arrived(
    founded: Database, clock: StandingClock
) -> None:
    noon = datetime(2026, 4, 2, 10, tzinfo=UTC)
    await ticked(founded, clock, noon)

    def lose(work: UnitOfWork) -> None:
        to = Address("paper", "brice", "brice")
        row = work.outbox.put(Outgoing(to, "dues_reminder", {}, delivery=Delivery.AT_MOST_ONCE, member="M002"))
        work.outbox.settle(row or 0, OutboxState.UNSURE, "no answer")

    async def told() -> list[Any]:
        return await founded.run(
            lambda work: [row.body for row in work.outbox.since(0) if row.kind == "deliveries_unsure"]
        )

    await founded.run(lose)
    await ticked(founded, clock, noon, noon + timedelta(hours=1))
    first = await told()
    await founded.run(lose)
    await ticked(founded, clock, noon + timedelta(hours=2))

    assert first == [{"count": 1}]
    assert await told() == [{"count": 1}, {"count": 2}]
