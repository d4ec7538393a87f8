"""Approved minutes of a meeting that is over: a member finds them under the meetings and reads them whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.domain.actors import OPERATOR
from assistant.domain.convening import AgendaItem, NewMeeting
from assistant.domain.meetings import SessionKind
from assistant.domain.resolutions import Tally
from assistant.ports import UnitOfWork
from assistant.services.meetings import holding, recording
from tests.conversations.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")

HELD, READ = datetime(2026, 3, 14, 13, 30, tzinfo=UTC), datetime(2026, 4, 11, 12, 30, tzinfo=UTC)
LABEL = "Réunion mensuelle, 14 mars 2026"


def _begins(work: UnitOfWork, at: datetime) -> int:
    """A monthly meeting of that hour with three people, open."""
    agenda = (AgendaItem.own("Fête du printemps"),)
    meeting = work.meetings.add(
        NewMeeting(kind=SessionKind.MONTHLY, on=at.date(), starts_at=at, place="Lyon", agenda=agenda), "M001"
    )
    assert meeting is not None
    work.meetings.convene(meeting, "M002")
    for number in ("M001", "M002", "M012"):
        holding.check_in(work, OPERATOR, meeting, number)
    holding.open(work, OPERATOR, meeting)
    return meeting


async def hold(stage: Stage) -> None:
    """The meeting is over, its minutes are drafted."""
    await stage.at(HELD)

    def unit(work: UnitOfWork) -> None:
        meeting = _begins(work, HELD)
        holding.close(work, OPERATOR, meeting)
        recording.write(work, OPERATOR, meeting, "0", "Le comité des fêtes est remercié.")

    await stage.books.run(unit)


async def approve(stage: Stage) -> None:
    """The meeting of April has read and approved them, and is over."""
    await stage.at(READ)

    def unit(work: UnitOfWork) -> None:
        meeting = _begins(work, READ)
        recording.approve(work, OPERATOR, 1, meeting, Tally(3, 0, 0))
        holding.close(work, OPERATOR, meeting)

    await stage.books.run(unit)


async def test_a_draft_is_read_by_no_member_and_what_was_approved_by_each_in_their_language(stage: Stage) -> None:
    awa, joy = await stage.phone("awa"), await stage.phone("joy")
    await hold(stage)
    early = await awa.say("/reunions")
    (draft,) = await awa.say("/reunions pv 1")
    await approve(stage)
    await awa.heard()
    await joy.heard()

    (ahead,) = await awa.say("/reunions")
    (page,) = await awa.press("Comptes rendus")
    (french,) = await awa.press(LABEL)
    (english,) = await joy.say("/meetings minutes 1")

    assert "Comptes rendus" not in early[-1].labels
    assert draft.text.startswith("Je n’ai pas de compte rendu approuvé de cette réunion.")
    assert draft.papers == ()
    assert ahead.labels == ("Comptes rendus",)
    assert (page.text, page.labels) == (
        "Comptes rendus approuvés, en commençant par la réunion la plus récente. Lequel ?",
        (LABEL,),
    )
    assert french.text.startswith(
        "Compte rendu de la réunion mensuelle du 14 mars 2026, approuvé le 11 avril 2026 (art. 19).\n"
    )
    assert english.text.startswith("Minutes of the monthly meeting of 14 March 2026, approved on 11 April 2026")
    assert [paper.name for paper in french.papers] == ["compte-rendu-2026-03-14.pdf"]
    assert french.papers[0].content[:5] == b"%PDF-"
    assert french.labels == ("Autres comptes rendus",)


async def test_a_suspended_member_reads_why_not(stage: Stage) -> None:
    odile = await stage.phone("odile")
    await hold(stage)
    await approve(stage)
    await odile.heard()

    (refused,) = await odile.say("/reunions pv 1")

    assert refused.text.startswith("Votre adhésion est suspendue")
    assert refused.papers == ()
