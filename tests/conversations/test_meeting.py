"""A convocation: sent by the secretary, answered by button, changed by words, a vote given into other hands."""

from __future__ import annotations

import pytest

from assistant.domain.attending import Rsvp
from tests.conversations.association import PEOPLE
from tests.conversations.stage import Phone, Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")

PLACE = "12 rue des Lilas, Lyon"
MEETING = "la réunion mensuelle du 21 mars 2026"
CONVOCATION = (
    "Convocation à la réunion mensuelle, samedi 21 mars 2026 à 14 h 30.\n"
    f"Lieu : {PLACE}\n"
    "Ordre du jour (art. 19) :\n"
    "1. Lecture et approbation du compte rendu de la réunion précédente (vote)\n"
    "2. Fête du printemps\n"
    "Si vous ne pouvez pas venir, un membre présent peut voter pour vous (art. 16)."
)
NEUTRAL = (
    "Cette procuration n’a pas pu être enregistrée : la personne choisie ne peut pas la recevoir pour cette réunion "
    "(art. 16). Choisissez un autre mandataire avant l’ouverture, ou écrivez au bureau."
)
WAY = "https://www.openstreetmap.org/search?query=12%20rue%20des%20Lilas%2C%20Lyon"
CHANGE = "Vous pouvez changer d’avis jusqu’au début de la réunion."
WHO = f"Qui votera pour vous à {MEETING} ? Donnez le numéro du membre, ou ses prénom et nom en entier."


async def convene(sylvie: Phone) -> None:
    """The monthly meeting of 21 March."""
    await sylvie.say("/convoquer monthly 2026-03-21 14h30")
    await sylvie.say(PLACE)
    await sylvie.press("Passer")
    await sylvie.say("Fête du printemps")
    await sylvie.press("Confirmer")


async def answers(stage: Stage, name: str) -> list[Rsvp]:
    """What a member has answered, as received."""
    number = PEOPLE[name].number
    return await stage.books.run(lambda work: work.attendances.history(1, number))


async def holder_of(stage: Stage, name: str) -> str | None:
    """Who votes for the member."""
    proxies = await stage.books.run(lambda work: work.proxies.of_meeting(1))
    return next((proxy.holder for proxy in proxies if proxy.giver == PEOPLE[name].number), None)


async def test_the_members_are_called_each_in_their_language_with_the_papers(stage: Stage) -> None:
    sylvie, awa, joy = [await stage.phone(name) for name in ("sylvie", "awa", "joy")]

    await sylvie.say("/convoquer monthly 2026-03-21 14h30")
    await sylvie.say(PLACE)
    await sylvie.press("Passer")
    (preview,) = await sylvie.say("Fête du printemps")
    early = await awa.heard()
    await sylvie.press("Confirmer")
    (french,), (english,) = await awa.heard(), await joy.heard()

    assert CONVOCATION in preview.text
    assert preview.text.endswith("Faut-il l’envoyer ?")
    assert early == []
    assert french.text == CONVOCATION
    assert english.text.startswith("You are called to the monthly meeting, Saturday 21 March 2026 at 14:30.")
    assert french.labels == ("Je viens", "Je ne viens pas", "Donner procuration")
    assert english.labels == ("I am coming", "I am not coming", "Give a proxy")
    assert french.links == english.links == (WAY,)
    assert [paper.content[:5] for paper in french.papers] == [b"%PDF-", b"BEGIN"]


async def test_an_answer_by_button_is_changed_by_words(stage: Stage) -> None:
    sylvie, awa = await stage.phone("sylvie"), await stage.phone("awa")
    await convene(sylvie)

    (coming,) = await awa.press("Je viens")
    (really,) = await awa.say("Finalement je ne viendrai pas samedi")
    between = await answers(stage, "awa")
    (noted,) = await awa.press("Je ne viens pas")
    (thanked,) = await awa.say("Le mariage de ma sœur")

    assert coming.text == f"C’est noté : vous venez à {MEETING}.\n{CHANGE}"
    assert (really.text, really.labels) == (
        f"Faut-il noter que vous ne venez pas à {MEETING} ?",
        ("Je ne viens pas",),
    )
    assert [one.answer for one in between] == ["present"]
    assert noted.text.startswith(f"C’est noté : vous ne venez pas à {MEETING}.\n")
    assert noted.labels == ("Donner procuration", "Passer", "Retour", "Annuler")
    assert "Votre raison, pour le bureau : « Le mariage de ma sœur »" in thanked.text
    assert [(one.answer, one.reason) for one in await answers(stage, "awa")][-1] == ("absent", "Le mariage de ma sœur")


async def test_a_convocation_is_answered_by_number_too(stage: Stage) -> None:
    sylvie, awa = await stage.phone("sylvie"), await stage.phone("awa")
    await convene(sylvie)

    (coming,) = await awa.say("1")

    assert coming.text == f"C’est noté : vous venez à {MEETING}.\n{CHANGE}"
    assert [one.answer for one in await answers(stage, "awa")] == ["present"]


async def test_a_button_under_the_first_message_still_answers_after_others_have_come(stage: Stage) -> None:
    sylvie, awa = await stage.phone("sylvie"), await stage.phone("awa")
    await convene(sylvie)
    await awa.say("/solde")

    (coming,) = await awa.press("Je viens")

    assert coming.text.startswith(f"C’est noté : vous venez à {MEETING}.")


async def test_a_vote_is_given_by_name_and_a_name_that_nobody_has_gets_one_neutral_sentence(stage: Stage) -> None:
    sylvie, awa, rufin = [await stage.phone(name) for name in ("sylvie", "awa", "rufin")]
    await convene(sylvie)
    await rufin.heard()

    (who,) = await awa.press("Donner procuration")
    (unknown,) = await awa.say("Zoé Inconnue")
    (number,) = await awa.say("M099")
    (echo,) = await awa.say("rufin ibara")
    (given,) = await awa.press("Confirmer")
    (held,) = await rufin.heard()

    assert who.text == WHO
    assert unknown.text == number.text == f"Donnez le numéro du membre, ou ses prénom et nom en entier.\n\n{WHO}"
    assert echo.text == (
        f"Donner procuration à Rufin Ibara pour {MEETING} ? Le mandat sera transmis à cette personne, à la présidence "
        "et au bureau (art. 16)."
    )
    assert given.text.startswith(f"Rufin Ibara votera pour vous à {MEETING} (art. 16).")
    assert [paper.name for paper in given.papers] == ["procuration-P-2026-0001.pdf"]
    assert held.text.startswith("Awa Ibara vous donne procuration pour la réunion mensuelle")
    assert (held.labels, len(held.papers)) == (("Je ne peux pas",), 1)
    assert await holder_of(stage, "awa") == "M014"


async def test_why_a_person_cannot_hold_a_vote_is_not_told(stage: Stage) -> None:
    sylvie, awa = await stage.phone("sylvie"), await stage.phone("awa")
    await convene(sylvie)
    await awa.press("Donner procuration")
    await awa.say("Odile Ibara")

    (refused,) = await awa.press("Confirmer")

    assert refused.text == NEUTRAL
    assert await holder_of(stage, "awa") is None
