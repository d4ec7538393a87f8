"""Plain words about coming to a meeting lead to its buttons; nothing is noted before a tap, and look-alikes are not."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.meetings import SessionKind
from assistant.words import fold
from handlers.meeting_talk import proxy_words
from tests.handlers.meeting_ahead import call, gather
from tests.handlers.talk import Talk, plain

MEETING = "la réunion mensuelle du 14 mars 2026"


@pytest.fixture
async def called(talk: Talk) -> Talk:
    await gather(talk)
    await call(talk)
    return talk


@pytest.mark.parametrize(
    "words",
    [
        "je ne viendrai pas samedi",
        "Bonjour, je ne pourrai pas venir",
        "je peux pas venir désolée",
        "je ne serai pas là",
        "Je n’y serai pas",
        "je ne pourrai pas assister à la réunion",
        "je serai absent samedi",
        "je serai absente, je dois travailler",
        "je suis empêché",
        "je confirme mon absence",
        "I can't come",
        "I can’t make it on Saturday",
        "Sorry, I won't be able to attend",
        "I'm not coming",
        "I will not be there",
    ],
)
async def test_who_writes_that_they_stay_away_is_asked_to_confirm_with_a_tap(called: Talk, words: str) -> None:
    outcome = await called.say("awa", words)

    assert outcome.result is None
    assert called.heard("awa") == f"Faut-il noter que vous ne venez pas à {MEETING} ?"
    assert called.keys("awa") == ["Je ne viens pas"]
    assert await called.database.run(lambda work: work.attendances.answers(1)) == {}


@pytest.mark.parametrize(
    "words",
    [
        "je serai là",
        "Oui je serai présente samedi",
        "je viendrai !",
        "je viendrai à la réunion",
        "je viens bien samedi",
        "j’y serai",
        "je participerai à l’assemblée",
        "je confirme ma présence",
        "I'll be there",
        "I will attend",
        "I am coming",
    ],
)
async def test_who_writes_that_they_come_is_asked_to_confirm_too(called: Talk, words: str) -> None:
    await called.say("awa", words)

    assert called.heard("awa") == f"Faut-il noter que vous venez à {MEETING} ?"
    assert called.keys("awa") == ["Je viens"]


@pytest.mark.parametrize(
    ("words", "answer"), [("je viens", "venez"), ("Je ne viens pas", "ne venez pas"), ("2", "ne venez pas")]
)
async def test_the_words_or_the_number_of_a_button_are_as_good_as_a_tap(called: Talk, words: str, answer: str) -> None:
    await called.say("awa", words)

    assert called.heard("awa").startswith(f"C’est noté : vous {answer} à")


async def test_the_tap_answers(called: Talk) -> None:
    await called.say("awa", "je serai là samedi")

    outcome = await called.press("awa", "Je viens")

    assert outcome.result == {"meeting": "1", "rsvp": "present"}


@pytest.mark.parametrize(
    "words",
    [
        "je viens de payer",
        "je ne viens pas de payer",
        "je viens de recevoir votre message",
        "je viendrai payer samedi",
        "je viens samedi avec mon chèque",
        "je viendrai vous voir",
        "je ne viens pas d’arriver",
        "je ne peux pas payer",
        "je ne serai pas à jour",
        "je serai à jour demain",
        "I'll come back to you",
        "I can't pay",
        "I am coming back to this later",
        "qui viendra samedi ?",
        "il ne viendra pas",
    ],
)
async def test_look_alikes_are_not_taken_for_an_answer(called: Talk, words: str) -> None:
    await called.say("awa", words)

    assert "Faut-il noter" not in called.heard("awa")
    assert not {"Je viens", "Je ne viens pas"} & set(called.keys("awa"))


@pytest.mark.parametrize("words", ["c’est quand la prochaine réunion ?", "les réunions", "l’assemblée générale"])
async def test_a_question_about_meetings_shows_what_is_ahead_and_asks_nothing(called: Talk, words: str) -> None:
    await called.say("awa", words)

    assert called.heard("awa").startswith("Réunion mensuelle, samedi 14 mars 2026 à 14 h 30")
    assert called.to("awa").question is None
    assert called.keys("awa")[:2] == ["Je viens", "Je ne viens pas"]


async def test_of_several_meetings_it_is_asked_which(called: Talk) -> None:
    await call(called, date(2026, 3, 21), SessionKind.EXCEPTIONAL)

    await called.say("awa", "je ne viendrai pas")
    asked, keys = called.heard("awa"), list(map(plain, called.keys("awa")))
    await called.press("awa", called.keys("awa")[1])

    assert (asked, keys[1]) == (
        "À quelle réunion ne venez-vous pas ?",
        "Réunion exceptionnelle, samedi 21 mars 2026 à 14 h 30",
    )
    assert list(await called.database.run(lambda work: work.attendances.answers(2))) == ["M012"]


async def test_with_nothing_ahead_it_says_so(talk: Talk) -> None:
    await gather(talk)

    await talk.say("awa", "je ne viendrai pas")

    assert talk.heard("awa").startswith("Aucune réunion n’est convoquée pour l’instant.")


async def test_a_death_is_met_with_condolences_before_anything_else(called: Talk) -> None:
    await called.say("awa", "je ne viendrai pas samedi, mon père est mort")

    assert called.heard("awa").startswith("Toutes nos condoléances.")


async def test_a_stranger_is_told_how_to_be_known(called: Talk) -> None:
    await called.say("nobody", "je ne viendrai pas samedi")

    assert "Faut-il noter" not in called.heard("nobody")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("procuration à Joy Ibara", ["joy", "ibara"]),
        ("je donne procuration à Joy Ibara pour samedi", ["joy", "ibara"]),
        ("I give my proxy to M013", ["m013"]),
        ("je veux donner une procuration", []),
        ("je retire ma procuration", ["withdraw"]),
        ("cancel my proxy please", ["withdraw"]),
    ],
)
def test_a_request_about_a_proxy_names_who_or_that_it_ends(words: str, said: list[str]) -> None:
    assert proxy_words(fold(words)) == said


async def test_a_proxy_to_somebody_is_offered_and_then_only_asks_for_the_yes(called: Talk) -> None:
    await called.say("awa", "procuration à Joy Ibara")
    offered = (called.heard("awa"), called.to("awa").question)

    await called.press("awa", called.keys("awa")[0])

    assert offered == ("Est-ce bien cela ?", None)
    assert called.to("awa").question == "confirm"
    assert "Joy Ibara" in called.heard("awa")
