from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.meetings import SessionKind
from tests.handlers.assembly import STARTS, convene, gather, gives, open_it
from tests.handlers.talk import Talk
from tests.handlers.treasury import press


@pytest.fixture
async def hall(talk: Talk) -> Talk:
    await gather(talk)
    await convene(talk)
    return talk


# Once more, for the second assembly


async def test_the_former_holder_is_offered_to_their_giver_alone(hall: Talk) -> None:
    await gives(hall)
    await open_it(hall)
    await hall.database.run(lambda work: work.meetings.close(1, "M001"))
    await convene(hall, starts_at=STARTS + timedelta(days=14), first=1)

    await hall.say("grace", "/proxy")
    others = hall.to("grace").options
    await hall.say("awa", "/procuration")
    offered = hall.keys("awa")
    await hall.press("awa", "Élodie N’Goma")
    summary = hall.heard("awa")
    outcome = await hall.say("awa", "yes")

    assert others == 0
    assert offered == ["Élodie N’Goma", "Retour", "Annuler"]
    assert summary.startswith("Donner procuration à Élodie N’Goma pour la seconde assemblée générale ordinaire")
    assert outcome.result
    assert outcome.result["meeting"] == "2"


# Ending it


async def test_the_giver_takes_it_back_and_the_others_hear_of_it(hall: Talk) -> None:
    await gives(hall)

    await press(hall, "awa", "La retirer")
    asked = hall.heard("awa")
    outcome = await hall.say("awa", "yes")

    assert (
        asked == "Retirer la procuration donnée à Élodie N’Goma pour l’assemblée générale ordinaire du 14 mars 2026 ?"
    )
    assert outcome.result == {"proxy": "1", "meeting": "1", "state": "withdrawn"}
    assert hall.keys("awa") == ["Choisir quelqu’un d’autre"]
    assert hall.heard("élodie") == (
        "Awa Mabiala ne vous donne plus procuration pour l’assemblée générale ordinaire du 14 mars 2026 (procuration "
        "P-2026-0001) : vous voterez pour vous uniquement."
    )
    assert hall.heard("hilaire").startswith("Procuration P-2026-0001 retirée : Awa Mabiala (M012)")


@pytest.mark.parametrize("typed", ["/procuration retirer", "/proxy withdraw", "/procuration retirer p-2026-0001"])
async def test_it_is_withdrawn_by_a_word(hall: Talk, typed: str) -> None:
    await gives(hall)

    await hall.say("awa", typed)
    outcome = await hall.say("awa", "oui")

    assert outcome.result
    assert outcome.result["state"] == "withdrawn"


async def test_a_step_back_from_the_only_one_puts_the_same_question(hall: Talk) -> None:
    await gives(hall)
    await hall.say("awa", "/procuration retirer")
    asked = hall.heard("awa")

    await hall.say("awa", "retour")

    assert hall.heard("awa") == asked


async def test_the_holder_declines_and_the_giver_can_choose_again(hall: Talk) -> None:
    await gives(hall)

    await press(hall, "élodie", "Je ne peux pas")
    outcome = await hall.say("élodie", "yes")

    assert outcome.result == {"proxy": "1", "meeting": "1", "state": "declined"}
    assert hall.heard("élodie") == (
        "La procuration P-2026-0001 est refusée : vous voterez pour vous uniquement à l’assemblée générale ordinaire "
        "du 14 mars 2026. Un message le signale à Awa Mabiala, qui pourra choisir quelqu’un d’autre."
    )
    assert hall.heard("awa") == (
        "Élodie N’Goma ne peut pas porter votre procuration pour l’assemblée générale ordinaire du 14 mars 2026 "
        "(art. 16). Choisissez quelqu’un d’autre avant l’ouverture, le 14 mars 2026 à 14 h 30, ou venez voter "
        "vous-même."
    )
    assert hall.keys("awa") == ["Choisir quelqu’un d’autre"]


async def test_a_button_whose_mandate_has_ended_changes_nothing(hall: Talk) -> None:
    await gives(hall)
    await press(hall, "awa", "La retirer")
    await hall.say("awa", "yes")
    hall.later(hours=2)

    declined = await press(hall, "élodie", "Je ne peux pas")

    assert declined.result
    assert declined.result["refused"] == "WITHDRAWN"
    assert hall.heard("élodie") == "Cette procuration a déjà pris fin, le 5 mars 2026 à 10 h 00."


async def test_a_button_after_the_opening_says_that_it_is_too_late(hall: Talk) -> None:
    await gives(hall)
    await open_it(hall)

    declined = await press(hall, "élodie", "Je ne peux pas")

    assert declined.result
    assert declined.result["refused"] == "DEADLINE_PASSED"


@pytest.mark.parametrize("word", ["retirer", "refuser"])
async def test_anothers_mandate_is_like_none(hall: Talk, word: str) -> None:
    await gives(hall)

    outcomes = []
    for reference in ("P-2026-0001", "P-2026-0009"):
        outcome = await hall.say("grace", f"/procuration {word} {reference}")
        outcomes.append((outcome.result, hall.heard("grace")))

    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0]
    assert outcomes[0][0]["refused"] == "NOT_AUTHORISED"


@pytest.mark.parametrize("word", ["retirer", "refuser"])
async def test_who_has_none_is_told_so(hall: Talk, word: str) -> None:
    outcome = await hall.say("awa", f"/procuration {word}")

    assert outcome.result == {"proxy": None}


async def test_of_two_given_the_meeting_is_chosen(hall: Talk) -> None:
    await convene(hall, SessionKind.MONTHLY, STARTS + timedelta(days=28))
    for meeting in ("1", "2"):
        await hall.say("awa", f"/procuration {meeting} M013")
        await hall.say("awa", "yes")

    await hall.say("awa", "/procuration retirer")
    question = hall.to("awa").question
    await hall.say("awa", "2")
    outcome = await hall.say("awa", "yes")

    assert question == "meeting"
    assert outcome.result == {"proxy": "2", "meeting": "2", "state": "withdrawn"}
