from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.decisions import Reason, Standing
from assistant.domain.errors import BeforeBooksError, RefusedError
from assistant.ports import Database, UnitOfWork
from assistant.services.reports import ArrearsLine, arrears
from tests.services.spreadsheets import everything, members

SEPTEMBER = date(2026, 9, 30)


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
