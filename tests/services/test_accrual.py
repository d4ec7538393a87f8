from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.ledger import Kind, balance_of
from assistant.domain.members import Status, StatusChange
from assistant.ports import Database, UnitOfWork
from assistant.services import accrual, books
from tests.services.people import open_books, person, register, voted

OPENED = date(2025, 12, 31)
AWA = person("M011", "Awa")
BRICE = person("M012", "Brice", joined_on=date(2026, 3, 15))
CHANTAL = person("M013", "Chantal", status=Status.SUSPENDED)
DIDIER = person(
    "M014", "Didier", history=(StatusChange(OPENED, Status.ACTIVE), StatusChange(date(2026, 6, 10), Status.RESIGNED))
)


def found(work: UnitOfWork) -> None:
    register(work, AWA, BRICE, CHANTAL, DIDIER)
    open_books(work, OPENED, M011=-6000, M013=2500)


@pytest.fixture
async def books_of_2026(database: Database) -> Database:
    await database.run(found)
    return database


@pytest.fixture
async def dearer(books_of_2026: Database, tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    """The same books under a monthly fee of 12,00 € from March 2026 on."""
    terms = voted("dues", "monthly", 1200, date(2026, 3, 1))
    opened = storage.open_database(
        f"sqlite:///{tmp_path / 'books.db'}", bylaws=terms, clock=clock, timezone="Europe/Paris"
    )
    yield opened
    await opened.close()


async def accrued(database: Database, *days: date) -> list[int]:
    """How many rows each run up to such a day wrote."""
    return [await database.run(partial(accrual.accrue, until=day)) for day in days]


async def lines(database: Database, day: date) -> dict[str, list[tuple[Any, ...]]]:
    """What stands in the books at the end of that day, recorded or computed, by number."""

    def read(work: UnitOfWork) -> dict[str, list[tuple[Any, ...]]]:
        return {
            number: sorted((line.value_on, line.kind, line.cents, line.cause) for line in entries)
            for number, entries in books.all_entries_on(work, day).items()
        }

    return await database.run(read)


async def balances(database: Database, day: date) -> dict[str, int]:
    """Recorded cents at the end of that day, by number."""

    def read(work: UnitOfWork) -> dict[str, int]:
        return {number: balance_of(entries, day) for number, entries in work.ledger.all_entries().items()}

    return await database.run(read)


async def test_a_second_run_of_the_same_day_writes_nothing(books_of_2026: Database) -> None:
    first, second = await accrued(books_of_2026, date(2026, 3, 5), date(2026, 3, 5))

    assert (first, second) == (12, 0)


async def test_each_charge_is_written_on_its_day_and_not_the_day_before(books_of_2026: Database) -> None:
    written = await accrued(books_of_2026, OPENED, date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1))

    assert written == [0, 6, 0, 3]


async def test_an_admission_is_charged_on_its_day_with_two_months_and_the_next_month_follows(
    books_of_2026: Database,
) -> None:
    await accrued(books_of_2026, date(2026, 5, 1))

    entries = await books_of_2026.run(lambda work: work.ledger.entries("M012"))

    assert [(line.value_on, line.kind, line.cents) for line in entries] == [
        (date(2026, 3, 15), Kind.ADMISSION, -1500),
        (date(2026, 3, 15), Kind.ANNUAL, -1500),
        (date(2026, 3, 15), Kind.MONTHLY, -2000),
        (date(2026, 5, 1), Kind.MONTHLY, -1000),
    ]


async def test_who_left_is_charged_no_more(books_of_2026: Database) -> None:
    await accrued(books_of_2026, date(2026, 12, 31))

    assert (await balances(books_of_2026, date(2026, 12, 31)))["M014"] == -1500 - 6 * 1000


async def test_after_a_month_s_stop_the_missed_days_are_made_up_for(books_of_2026: Database) -> None:
    await accrued(books_of_2026, date(2026, 1, 15))

    assert await accrued(books_of_2026, date(2026, 2, 15)) == [3]


async def test_what_is_recorded_equals_what_was_computed(books_of_2026: Database) -> None:
    computed = await lines(books_of_2026, date(2026, 12, 31))

    await accrued(books_of_2026, date(2026, 4, 2), date(2026, 12, 31))

    assert await lines(books_of_2026, date(2026, 12, 31)) == computed
    assert await balances(books_of_2026, date(2026, 12, 31)) == {
        number: sum(line[2] for line in entries) for number, entries in computed.items()
    }


async def test_members_taken_a_few_at_a_time_owe_what_all_at_once_owe(
    books_of_2026: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = await lines(books_of_2026, date(2026, 12, 31))
    monkeypatch.setattr(accrual, "AT_ONCE", 3)

    await accrued(books_of_2026, date(2026, 12, 31))

    assert await lines(books_of_2026, date(2026, 12, 31)) == computed


async def test_a_clock_that_went_back_reverses_nothing_and_writes_nothing(books_of_2026: Database) -> None:
    await accrued(books_of_2026, date(2026, 4, 1))
    before = await balances(books_of_2026, date(2026, 12, 31))

    written = await accrued(books_of_2026, date(2026, 2, 1), date(2025, 6, 1), date(2026, 4, 1))

    assert written == [0, 0, 0]
    assert await balances(books_of_2026, date(2026, 12, 31)) == before


async def test_a_tariff_voted_afterwards_reverses_the_old_fee_and_charges_the_new_one(
    books_of_2026: Database, dearer: Database
) -> None:
    await accrued(books_of_2026, date(2026, 4, 1))

    written = await accrued(dearer, date(2026, 4, 1), date(2026, 4, 1))

    changes = await dearer.run(lambda work: [line for line in work.ledger.entries("M011") if line.kind is Kind.MONTHLY])
    assert [line.cents for line in changes if line.value_on == date(2026, 2, 1)] == [-1000]
    assert sorted(line.cents for line in changes if line.value_on == date(2026, 3, 1)) == [-1200, -1000, 1000]
    assert written == [14, 0]
    assert await dearer.run(lambda work: work.audit.problems()) == []


async def test_a_tariff_taken_back_charges_the_old_fee_anew_under_a_key_of_its_own(
    books_of_2026: Database, dearer: Database
) -> None:
    await accrued(books_of_2026, date(2026, 3, 1))
    await accrued(dearer, date(2026, 3, 1))

    await accrued(books_of_2026, date(2026, 3, 1))

    transfers = await dearer.run(lambda work: work.ledger.transfers())
    keys = {row.key: row.cents for row in transfers if row.key and row.key.startswith("due:M011:2026-03")}
    assert keys == {"due:M011:2026-03": 1000, "due:M011:2026-03#2": 1200, "due:M011:2026-03#3": 1000}
    assert (await balances(dearer, date(2026, 3, 31)))["M011"] == -6000 - 1500 - 3 * 1000


@pytest.mark.parametrize(
    ("corrected", "owed"),
    [
        (date(2026, 2, 20), -5000 - 2 * 1000),
        (date(2026, 3, 15), -5000 - 1000),
        (date(2026, 4, 30), -5000),
    ],
)
async def test_a_corrected_admission_date_leaves_what_that_date_would_have_charged(
    books_of_2026: Database, corrected: date, owed: int
) -> None:
    await accrued(books_of_2026, date(2026, 5, 31))

    since = replace(BRICE, joined_on=corrected, history=(StatusChange(corrected, Status.ACTIVE),))
    await books_of_2026.run(lambda work: work.members.save(since))
    await accrued(books_of_2026, date(2026, 5, 31))

    assert (await balances(books_of_2026, date(2026, 5, 31)))["M012"] == owed
    assert await accrued(books_of_2026, date(2026, 5, 31)) == [0]
    assert await books_of_2026.run(lambda work: work.audit.problems()) == []


async def test_nobody_is_charged_before_the_books_open(database: Database) -> None:
    await database.run(lambda work: register(work, AWA))

    assert await accrued(database, date(2026, 12, 31)) == [0]


async def test_the_rows_name_the_scheduler_and_the_chain_holds_them(books_of_2026: Database) -> None:
    await accrued(books_of_2026, date(2026, 3, 31))

    transfers = await books_of_2026.run(lambda work: work.ledger.transfers())
    assert {row.author for row in transfers if row.kind is not Kind.OPENING} == {"scheduler"}
    assert await books_of_2026.run(lambda work: work.audit.problems()) == []
