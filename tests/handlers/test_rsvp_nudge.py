"""Who has not answered is asked again, on 6 and on 12 March, and can answer from there."""

from __future__ import annotations

from datetime import date

import pytest

from tests.handlers.meeting_ahead import call, gather, ticks
from tests.handlers.talk import Talk, plain

EIGHT, TWO = date(2026, 3, 6), date(2026, 3, 12)
MEAL = (
    "Si vous ne venez pas, dites-le au plus tard le 7 mars 2026 : jusque-là, le repas (5,00 €) ne vous est pas demandé "
    "(art. 15)."
)


@pytest.fixture
async def called(talk: Talk) -> Talk:
    await gather(talk)
    await call(talk)
    return talk


async def test_the_first_one_says_until_when_staying_away_is_free_of_charge(called: Talk) -> None:
    called.at(EIGHT)

    await ticks(called)

    assert called.heard("awa") == (
        "Venez-vous à la réunion mensuelle, samedi 14 mars 2026 à 14 h 30 ?\n"
        "Lieu : chez Rufin Ibara, 12 rue des Lilas, Lyon\n"
        f"{MEAL}\n"
        "Vous n’avez pas encore répondu ; il suffit d’appuyer sur un bouton."
    )
    assert called.keys("awa") == ["Je viens", "Je ne viens pas", "Donner procuration"]


async def test_the_second_one_no_longer_does_and_the_host_never_hears_of_it(called: Talk) -> None:
    called.at(EIGHT)
    await ticks(called)
    host = called.heard("rufin")
    called.at(TWO)

    await ticks(called)

    assert "repas" not in host
    assert called.heard("awa").startswith("Venez-vous à la réunion mensuelle")
    assert "repas" not in called.heard("awa")


async def test_who_answers_from_it_is_not_asked_again(called: Talk) -> None:
    called.at(EIGHT)
    await ticks(called)
    await called.press("awa", "Je ne viens pas")
    answered = called.heard("awa")
    called.at(TWO)

    await ticks(called)

    assert "Le repas ne vous est pas demandé" in answered
    assert called.heard("awa") == answered


async def test_who_may_give_no_proxy_is_offered_none(talk: Talk) -> None:
    await gather(talk, awa=-6001)
    await ticks(talk)
    await call(talk)
    talk.at(EIGHT)

    await ticks(talk)

    assert talk.keys("awa") == ["Je viens", "Je ne viens pas"]


async def test_the_suspended_hear_nothing_of_it(called: Talk) -> None:
    called.at(EIGHT)

    await ticks(called)

    assert "odile" not in {message.to.chat for message in called.paper.sent}


async def test_every_reader_reads_it_in_their_language(called: Talk) -> None:
    called.at(EIGHT)

    await ticks(called)

    assert plain(called.to("joy").text).startswith(
        "Are you coming to the monthly meeting, Saturday 14 March 2026 at 14:30?\n"
        "Place: at the home of Rufin Ibara, 12 rue des Lilas, Lyon\n"
        "If you are not coming, say so by 7 March 2026: up to then the meal (€5.00) is not asked of you (art. 15)."
    )
