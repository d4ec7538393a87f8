"""Who comes late still finds the place, whether the meeting's hour has come or the bureau has opened it."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.meetings import SessionKind
from tests.handlers.meeting_ahead import DAY, answers, call, gather
from tests.handlers.sitting import BUREAU, assemble, open_with
from tests.handlers.talk import Talk

BEGUN = "Cette réunion a commencé. Réunion mensuelle, samedi 14 mars 2026 à 14 h 30"
PLACE = "Lieu : chez Rufin Ibara, 12 rue des Lilas, Lyon"
DOOR = "Vous pouvez encore venir : présentez votre code à l’entrée."
NEXT = date(2026, 4, 11)
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


async def test_words_after_the_command_answer_the_meeting_that_still_can_be(talk: Talk) -> None:
    await gather(talk)
    await call(talk)
    await call(talk, NEXT, SessionKind.EXCEPTIONAL)
    talk.at(DAY, 14)

    outcome = await talk.say("awa", "/reunions present")

    assert outcome.result == {"meeting": "2", "rsvp": "present"}


@pytest.mark.parametrize("said", [("/reunions", "Je ne viens pas"), ("/reunions absent", "En voyage")])
async def test_what_was_asked_of_one_meeting_is_never_answered_for_the_next(talk: Talk, said: tuple[str, str]) -> None:
    command, late = said
    await gather(talk)
    await call(talk)
    await talk.say("awa", command)
    before = await answers(talk)
    talk.at(date(2026, 3, 20))
    await call(talk, NEXT)

    outcome = await talk.say("awa", late)

    assert outcome.result == {"refused": "DEADLINE_PASSED", "articles": ["NDZ art. 19"]}
    assert await talk.database.run(lambda work: work.attendances.answers(2)) == {}
    assert await answers(talk) == before


async def test_nor_does_the_bureau_enter_for_the_next_what_it_was_asked_of_one(talk: Talk) -> None:
    await gather(talk)
    await call(talk)
    await talk.say("sylvie", "/reunions for")
    await talk.say("sylvie", "M012")
    talk.at(date(2026, 3, 20))
    await call(talk, NEXT)

    outcome = await talk.say("sylvie", "Ne vient pas")

    assert outcome.result == {"refused": "DEADLINE_PASSED", "articles": ["NDZ art. 19"]}
    assert await talk.database.run(lambda work: work.attendances.answers(2)) == {}
