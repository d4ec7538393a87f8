from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.decisions import Reason, Standing
from assistant.domain.errors import BeforeBooksError, RefusedError
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.ports import Database, UnitOfWork
from assistant.services.reports import ArrearsLine, Overview, Owed, arrears, overview
from tests.services.spreadsheets import balances, everything, members

SEPTEMBER = date(2026, 9, 30)
DAY = date(2026, 1, 15)
DUE = date(2026, 2, 14)


def _lines(work: UnitOfWork, on: date = SEPTEMBER) -> dict[str, ArrearsLine]:
    return {line.number: line for line in arrears(work, OPERATOR, on)}


async def test_sixty_euros_are_within_the_tolerance_and_a_cent_more_is_not(database: Database) -> None:
    await database.run(everything)

    lines = await database.run(_lines)

    assert (lines["M014"].balance, lines["M014"].status) == (-6000, Reason.WITHIN_TOLERANCE)
    assert (lines["M015"].balance, lines["M015"].status) == (-5999, Reason.WITHIN_TOLERANCE)
    assert (lines["M016"].balance, lines["M016"].status) == (-6001, Reason.NOT_UP_TO_DATE)


async def test_a_suspended_member_is_shown_as_such_whatever_the_standing(database: Database) -> None:
    await database.run(everything)

    line = (await database.run(_lines))["M065"]

    assert line.status is Reason.SUSPENDED
    assert isinstance(line.standing, Standing)


async def test_who_left_or_has_not_joined_yet_has_no_line(database: Database) -> None:
    await database.run(everything)

    september = await database.run(_lines)
    november = await database.run(lambda work: _lines(work, date(2026, 11, 3)))

    assert {"M066", "M067", "M072"}.isdisjoint(september)
    assert "M072" in november
    assert len(september) == 69


async def test_arrears_of_a_day_before_the_books_open_are_an_error(database: Database) -> None:
    await database.run(everything)

    with pytest.raises(BeforeBooksError):
        await database.run(lambda work: _lines(work, date(2025, 12, 30)))


async def test_nobody_without_an_account_is_reachable(database: Database) -> None:
    await database.run(everything)

    lines = await database.run(_lines)

    assert not any(line.reachable for line in lines.values())


async def test_the_bureau_sees_arrears_and_others_do_not(database: Database) -> None:
    await database.run(everything)

    def as_member(work: UnitOfWork, number: str) -> list[ArrearsLine]:
        return arrears(work, Actor(ActorKind.MEMBER, work.members.get(number)), SEPTEMBER)

    seen = await database.run(lambda work: as_member(work, "M002"))
    with pytest.raises(RefusedError) as refused:
        await database.run(lambda work: as_member(work, "M012"))

    assert len(seen) == 69
    assert refused.value.decision.reason is Reason.NOT_AUTHORISED


async def test_arrears_have_their_first_day(database: Database) -> None:
    await database.run(lambda work: members(work, "M001;NTSIBA;Hilaire;;;11/08/2012;actif;;;;fr;"))

    line = (await database.run(lambda work: _lines(work, date(2027, 2, 15))))["M001"]

    assert line.overdue == 4500
    assert line.owing_since == date(2026, 12, 1)


def _seen(work: UnitOfWork) -> Overview:
    return overview(work, OPERATOR, SEPTEMBER)


async def test_the_overview_has_those_who_owe_the_most_arrears_first(database: Database) -> None:
    await database.run(everything)

    lines = await database.run(_lines)
    seen = await database.run(_seen)

    owing = [line for line in lines.values() if line.balance < 0]
    assert {line.number for line in seen.lines} == {line.number for line in owing}
    assert [line.overdue for line in seen.lines] == sorted((line.overdue for line in owing), reverse=True)
    assert seen.since == date(2025, 12, 31)


async def test_the_total_of_the_overview_is_what_its_bands_part(database: Database) -> None:
    await database.run(everything)

    seen = await database.run(_seen)

    assert seen.total == Owed(len(seen.lines), sum(line.overdue for line in seen.lines))
    assert seen.total == Owed(sum(band.members for band in seen.bands), sum(band.cents for band in seen.bands))
    assert [band.up_to for band in seen.bands] == [6000, 24000, None]


async def test_a_levy_that_is_not_due_yet_is_owed_and_not_overdue(database: Database) -> None:
    def levied(work: UnitOfWork) -> Overview:
        members(work, "M001;NTSIBA;Hilaire;;;11/08/2012;actif;;;;fr;")
        balances(work, "M001;100,00")
        levy = NewTransfer(member_account("M001"), Account.AID, 20000, Kind.LEVY, DAY, "claim:1", due_on=DUE)
        work.ledger.record([levy], OPERATOR)
        return overview(work, OPERATOR, DAY)

    seen = await database.run(levied)
    later = await database.run(lambda work: overview(work, OPERATOR, DUE + timedelta(days=1)))

    assert [(line.overdue, line.balance) for line in seen.lines] == [(0, -12500)]
    assert (seen.total, seen.not_overdue) == (Owed(0, 0), Owed(1, 12500))
    assert (later.total, later.not_overdue) == (Owed(1, 13500), Owed(0, 0))


async def test_who_has_left_and_still_owes_is_counted_apart(database: Database) -> None:
    def left(work: UnitOfWork) -> Overview:
        members(work, "M001;NTSIBA;Hilaire;;;11/08/2012;demissionnaire;;;;fr;01/01/2026")
        balances(work, "M001;-35,00")
        return overview(work, OPERATOR, DAY)

    seen = await database.run(left)

    assert (seen.lines, seen.former) == ((), Owed(1, 3500 + 2500))


async def test_the_overview_shows_the_last_twelve_months_or_those_since_the_books_opened(database: Database) -> None:
    await database.run(everything)

    months = (await database.run(_seen)).months
    a_year_on = (await database.run(lambda work: overview(work, OPERATOR, date(2027, 3, 1)))).months

    assert [month.month for month in months] == [date(2026, month, 1) for month in range(1, 10)]
    assert months[0].due > months[1].due > 0
    assert len(a_year_on) == 12


async def test_a_member_does_not_see_the_overview(database: Database) -> None:
    await database.run(everything)

    with pytest.raises(RefusedError, match="NOT_AUTHORISED"):
        await database.run(lambda work: overview(work, Actor(ActorKind.MEMBER, work.members.get("M012")), SEPTEMBER))
