from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain.errors import BeforeBooksError
from assistant.domain.ledger import Kind, balance_of
from assistant.domain.members import Member
from assistant.ports import Database, UnitOfWork
from assistant.services import accrual, books
from tests.services.spreadsheets import SHEET_DAY, balances, everything, members

SYLVIE = "M012;YOKA;Sylvie;;;17/03/2021;actif;;;;fr;"
DAYS = st.dates(SHEET_DAY, date(2027, 12, 31))


def _sylvie(work: UnitOfWork) -> Member:
    member = work.members.get("M012")
    assert member is not None
    return member


def _balance(work: UnitOfWork, day: date) -> int:
    return balance_of(books.entries_on(work, _sylvie(work), day), day)


async def test_dues_count_on_their_day_whether_or_not_they_are_recorded(database: Database) -> None:
    await database.run(lambda work: (members(work, SYLVIE), balances(work, "M012;0")))
    computed = await database.run(lambda work: [_balance(work, date(2026, 2, day)) for day in (1, 28)])

    await database.run(lambda work: accrual.accrue(work, date(2026, 2, 1)))
    recorded = await database.run(lambda work: [_balance(work, date(2026, 2, day)) for day in (1, 28)])

    assert computed == recorded == [-3500, -3500]


async def test_dues_recorded_for_later_days_play_no_part(database: Database) -> None:
    await database.run(lambda work: (members(work, SYLVIE), balances(work, "M012;0")))
    await database.run(lambda work: accrual.accrue(work, date(2027, 1, 1)))

    january = await database.run(lambda work: books.entries_on(work, _sylvie(work), date(2026, 1, 31)))

    assert [(entry.kind, entry.cents) for entry in january] == [(Kind.ANNUAL, -1500), (Kind.MONTHLY, -1000)]


async def test_recorded_dues_that_a_new_status_undoes_no_longer_count(database: Database) -> None:
    await database.run(lambda work: (members(work, SYLVIE), balances(work, "M012;0")))
    await database.run(lambda work: accrual.accrue(work, date(2026, 6, 1)))

    await database.run(lambda work: members(work, SYLVIE.replace("actif", "demissionnaire") + "31/03/2026"))

    assert await database.run(lambda work: _balance(work, date(2026, 6, 1))) == -4500


async def test_the_day_on_which_the_books_open_can_be_asked_for_and_the_day_before_cannot(database: Database) -> None:
    await database.run(lambda work: (members(work, SYLVIE), balances(work, "M012;-5,00")))

    opening = await database.run(lambda work: books.situation_of(work, _sylvie(work), SHEET_DAY))
    with pytest.raises(BeforeBooksError, match="the books start on 2025-12-31; ask for that day or a later one"):
        await database.run(lambda work: books.all_situations(work, SHEET_DAY - timedelta(days=1)))

    assert (opening.balance, opening.overdue) == (-500, 500)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(asked=DAYS, recorded=DAYS)
async def test_everybody_at_once_is_as_one_by_one_whatever_is_recorded(
    database: Database, asked: date, recorded: date
) -> None:
    await database.run(everything)
    await database.run(lambda work: accrual.accrue(work, recorded))

    together = await database.run(lambda work: books.all_situations(work, asked))
    alone = await database.run(
        lambda work: {member.number: books.situation_of(work, member, asked) for member in work.members.all()}
    )

    assert together == alone
