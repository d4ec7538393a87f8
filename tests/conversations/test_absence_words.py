"""Why a member stayed away: the bureau reads it, decides, and after the term it is gone; the decision stays."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.domain.actors import OPERATOR
from assistant.domain.convening import AgendaItem, NewMeeting
from assistant.domain.meetings import SessionKind
from assistant.ports import UnitOfWork
from assistant.services.meetings import holding
from tests.conversations.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")

HELD = datetime(2026, 3, 14, 13, 30, tzinfo=UTC)
EVENING = datetime(2026, 3, 14, 18, tzinfo=UTC)
WORDS = "Opération du cœur"
GONE = "• 14 mars 2026 : excusée (une raison a été donnée, elle n’est plus conservée)"


def _convene(work: UnitOfWork) -> None:
    agenda = (AgendaItem.own("Fête du printemps"),)
    new = NewMeeting(kind=SessionKind.MONTHLY, on=HELD.date(), starts_at=HELD, place="Lyon", agenda=agenda)
    work.meetings.convene(work.meetings.add(new, "M001") or 0, "M002")


def _hold(work: UnitOfWork) -> None:
    """With the bureau alone."""
    for number in ("M001", "M002", "M003"):
        holding.check_in(work, OPERATOR, 1, number)
    holding.open(work, OPERATOR, 1)
    holding.close(work, OPERATOR, 1)


async def test_a_reason_is_read_while_it_serves_and_forgotten_after_that(stage: Stage) -> None:
    awa, sylvie = await stage.phone("awa"), await stage.phone("sylvie")
    await stage.books.run(_convene)
    await awa.say("/reunions absent")
    await awa.say(WORDS)
    await stage.at(HELD)
    await stage.books.run(_hold)
    await stage.at(EVENING)
    await sylvie.heard()
    (asked,) = await sylvie.say("/absences M012")
    await sylvie.press("Examiner : 14 mars 2026")
    await sylvie.press("Excusée")
    await sylvie.press("Passer")

    await stage.at(datetime(2026, 4, 13, 18, tzinfo=UTC))
    await sylvie.heard()
    (later,) = await sylvie.say("/absences M012")

    assert f"• 14 mars 2026 : à examiner « {WORDS} »" in asked.text.splitlines()
    assert GONE in later.text.splitlines()
    assert WORDS not in later.text
    answers = await stage.books.run(lambda work: work.attendances.history(1, "M012"))
    assert {(each.reason, each.forgotten) for each in answers} == {("", False), ("", True)}
