"""Who comes late still finds the place, whether the meeting's hour has come or the bureau has opened it."""

from __future__ import annotations

import pytest

from tests.handlers.meeting_ahead import DAY, call, gather
from tests.handlers.sitting import BUREAU, assemble, open_with
from tests.handlers.talk import Talk

BEGUN = "Cette réunion a commencé. Réunion mensuelle, samedi 14 mars 2026 à 14 h 30"
PLACE = "Lieu : chez Rufin Ibara, 12 rue des Lilas, Lyon"
DOOR = "Vous pouvez encore venir : présentez votre code à l’entrée."
WAYS = ["Mon code", "Itinéraire"]


@pytest.mark.parametrize("words", ["/reunions", "/reunions 1", "où est la réunion ?", "je viens à la réunion"])
async def test_once_the_hour_has_come_the_place_is_shown_and_nothing_is_asked(talk: Talk, words: str) -> None:
    await gather(talk)
    await call(talk)
    talk.at(DAY, 13)
    talk.later(minutes=30)

    outcome = await talk.say("awa", words)

    assert "refused" not in (outcome.result or {})
    heard = talk.heard("awa").splitlines()
    assert (heard[:2], heard[-1]) == ([BEGUN, PLACE], DOOR)
    assert (talk.keys("awa"), talk.to("awa").question) == (WAYS, None)


async def test_a_minute_before_it_is_still_answered(talk: Talk) -> None:
    await gather(talk)
    await call(talk)
    talk.at(DAY, 13)
    talk.later(minutes=29)

    await talk.say("awa", "/reunions")

    assert "a commencé" not in talk.heard("awa")
    assert talk.to("awa").question == "answer"


async def test_an_open_meeting_is_shown_until_it_is_closed(talk: Talk) -> None:
    await assemble(talk)
    await open_with(talk, *BUREAU, "M013", "M014")

    await talk.say("awa", "/reunions")

    assert talk.heard("awa").startswith("Cette réunion a commencé. ")
    assert talk.keys("awa") == WAYS


async def test_the_next_day_it_is_no_longer_there(talk: Talk) -> None:
    await gather(talk)
    await call(talk)
    talk.at(DAY.replace(day=15))

    await talk.say("awa", "/reunions")

    assert talk.heard("awa").startswith("Aucune réunion n’est convoquée pour l’instant.")
