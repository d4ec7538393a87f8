from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.domain.actors import OPERATOR
from assistant.domain.ledger import Kind
from assistant.domain.manual import ManualEntry, NewEntry, Undoing
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, registered
from tests.storage.raw import execute

CHARGE = NewEntry("member:M012", Kind.MANUAL, -1500, date(2026, 3, 5), 'a glass "broken"\nat the feast')
OPENING = NewEntry("bank", Kind.OPENING, 250000, date(2025, 12, 31), "bank statement of December")
UNDOING = Undoing("M005", NOON, "it was Brice")


def _enter(work: UnitOfWork) -> list[int]:
    return [work.manual.add(new, "M005") for new in (CHARGE, OPENING)]


async def test_an_entry_is_kept_as_it_was_made(database: Database) -> None:
    first, second = await database.run(_enter)

    found = await database.run(lambda work: work.manual.get(first))
    missing = await database.run(lambda work: work.manual.get(second + 1))

    assert found == ManualEntry(
        first, "member:M012", Kind.MANUAL, -1500, date(2026, 3, 5), CHARGE.reason, "M005", NOON, None
    )
    assert missing is None


async def test_entries_are_found_by_account_and_all_together_oldest_first(database: Database) -> None:
    first, second = await database.run(_enter)

    on_bank = await database.run(lambda work: work.manual.of_account("bank"))
    everything = await database.run(lambda work: work.manual.all())

    assert [entry.id for entry in on_bank] == [second]
    assert [entry.id for entry in everything] == [first, second]


async def test_an_entry_is_undone_once(database: Database) -> None:
    first, _ = await database.run(_enter)

    done = [
        await database.run(lambda work: work.manual.undo(first, UNDOING)),
        await database.run(lambda work: work.manual.undo(first, replace(UNDOING, by="M006"))),
    ]
    found = await database.run(lambda work: work.manual.get(first))

    assert done == [True, False]
    assert found
    assert found.undone == UNDOING


@pytest.mark.parametrize("wrong", [replace(CHARGE, cents=0), replace(CHARGE, kind=Kind.PAYMENT)])
async def test_an_entry_of_nothing_or_of_another_kind_is_not_kept(database: Database, wrong: NewEntry) -> None:
    with pytest.raises(Exception, match="manual_entry"):
        await database.run(lambda work: work.manual.add(wrong, "M005"))


def _book(work: UnitOfWork) -> None:
    """Two entries with their transfers, the second undone."""
    for new in (CHARGE, OPENING):
        number = work.manual.add(new, "M005")
        row = work.ledger.record([new.transfer(number)], OPERATOR)[0]
    booked = new.transfer(number)
    opposite = replace(booked, debit=booked.credit, credit=booked.debit, key=None, reverses=row)
    work.ledger.record([opposite], OPERATOR)
    work.manual.undo(number, UNDOING)


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ("UPDATE manual_entry SET cents = -1400 WHERE id = 1", [1]),
        ("UPDATE manual_entry SET account = 'member:M014' WHERE id = 1", [1]),
        ("UPDATE manual_entry SET undone_by = 'M005', undone_at = 0, undone_reason = 'x' WHERE id = 1", [1]),
        ("UPDATE manual_entry SET undone_by = NULL, undone_at = NULL, undone_reason = NULL WHERE id = 2", [2]),
    ],
)
async def test_an_entry_that_does_not_agree_with_the_books_is_found(
    database: Database, url: str, statement: str, wrong: list[int]
) -> None:
    await database.run(registered(AMINA, BRICE))
    await database.run(_book)
    sound = await database.run(lambda work: work.audit.problems())

    execute(url, statement)
    found = await database.run(lambda work: work.audit.problems())

    assert sound == []
    assert found == [f"Entry by hand {number} is not what the books have under manual:{number}." for number in wrong]
