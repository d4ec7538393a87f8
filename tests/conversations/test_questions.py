"""A question that is open: answered in many ways, taken back, left, interrupted, answered again."""

from __future__ import annotations

import pytest

from tests.conversations.association import PEOPLE
from tests.conversations.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")

ASKED = "Combien avez-vous payé ?"
HOW = "Comment avez-vous payé ?"
WHEN = "Quel jour l’argent a-t-il été remis ou viré ?"
SETTINGS = "Vos réglages. Langue : français. Heures calmes : aucune. Rappel mensuel : oui."


async def quiet_hours(stage: Stage, name: str) -> tuple[int | None, int | None]:
    """As they are kept."""
    number = PEOPLE[name].number
    kept = await stage.books.run(lambda work: work.accounts.preferences(number))
    return kept.quiet_from, kept.quiet_until


async def test_a_language_is_chosen_and_spoken_from_then_on(stage: Stage) -> None:
    awa = await stage.phone("awa")

    (asked,) = await awa.say("/langue")
    (chosen,) = await awa.press("English")
    (balance,) = await awa.say("/solde")
    (back,) = await awa.say("/language fr")

    assert (asked.text, asked.labels) == (
        "Dans quelle langue dois-je répondre ?",
        ("English", "Français", "Annuler"),
    )
    assert chosen.text == "From now on I answer in English."
    assert balance.text.startswith("You owe €20.00")
    assert back.text == "Je réponds désormais en français."


async def test_back_asks_the_question_before_and_cancel_leaves_everything_as_it_was(stage: Stage) -> None:
    awa = await stage.phone("awa")

    (first,) = await awa.say("/reglages")
    (second,) = await awa.press("Heures calmes")
    (again,) = await awa.press("Retour")
    (left,) = await awa.press("Annuler")

    assert first.text == again.text == SETTINGS
    assert first.labels == again.labels == ("Langue", "Heures calmes", "Rappel mensuel", "Ne rien changer", "Annuler")
    assert second.labels[-2:] == ("Retour", "Annuler")
    assert left.text == "Annulé : rien n’a été enregistré."
    assert await quiet_hours(stage, "awa") == (None, None)


@pytest.mark.parametrize("word", ["annuler", "/cancel"])
async def test_a_question_is_left_by_word_as_well(stage: Stage, word: str) -> None:
    awa = await stage.phone("awa")
    await awa.say("/langue")

    (left,) = await awa.say(word)

    assert left.text == "Annulé : rien n’a été enregistré."


async def test_options_may_be_chosen_by_their_numbers(stage: Stage) -> None:
    awa = await stage.phone("awa")
    await awa.say("/reglages")

    (asked,) = await awa.say("2")
    (chosen,) = await awa.say("3")

    assert asked.labels[:4] == ("de 21 h à 8 h", "de 22 h à 7 h", "de 20 h à 9 h", "Pas d’heures calmes")
    assert chosen.text == SETTINGS.replace("aucune", "de 20 h à 9 h")
    assert await quiet_hours(stage, "awa") == (20, 9)


async def test_a_button_below_an_answer_may_be_chosen_by_its_number(stage: Stage) -> None:
    awa = await stage.phone("awa")
    await awa.say("/solde")

    (detail,) = await awa.say("2")

    assert "Cotisation" in detail.text


async def test_answers_may_be_typed_without_accents_in_any_case(stage: Stage) -> None:
    awa = await stage.phone("awa")

    (how,) = await awa.say("/payer 20,50 eur")
    (when,) = await awa.say("CHEQUE")
    (proof,) = await awa.say("avant-hier")
    (echo,) = await awa.say("passer")

    assert (how.text, when.text) == (HOW, WHEN)
    assert proof.text == "Si vous avez un justificatif, envoyez-en une photo ou un PDF."
    assert echo.text == "20,50 € par chèque, le 3 mars 2026.\nEst-ce bien cela ?"


async def test_what_cannot_be_is_told_why_and_the_question_is_put_again(stage: Stage) -> None:
    awa = await stage.phone("awa")
    await awa.say("/payer")

    (nothing,) = await awa.say("0")
    (words,) = await awa.say("vingt")
    (taken,) = await awa.say("20")
    (unknown,) = await awa.say("9")

    assert nothing.text == f"Le montant doit être supérieur à zéro.\n\n{ASKED}"
    assert words.text == f"Je n’ai pas pu lire ce montant. Écrivez-le ainsi : 20,50 €.\n\n{ASKED}"
    assert taken.text == HOW
    assert unknown.text == f"Choisissez l’une des réponses proposées.\n\n{HOW}"


async def test_a_command_that_asks_nothing_is_answered_and_the_question_put_again(stage: Stage) -> None:
    awa = await stage.phone("awa")
    await awa.say("/payer")

    balance, asked = await awa.say("/solde")
    (how,) = await awa.say("20")

    assert balance.text.startswith("Vous devez 20,00 €")
    assert asked.text == ASKED
    assert how.text == HOW


async def test_a_command_that_asks_sets_the_open_question_aside_and_says_so(stage: Stage) -> None:
    awa = await stage.phone("awa")
    await awa.say("/payer")

    (asked,) = await awa.say("/langue")

    assert asked.text == ("J’ai mis /payer de côté ; rien n’a été enregistré.\n\nDans quelle langue dois-je répondre ?")


async def test_a_button_of_a_question_that_is_answered_changes_nothing(stage: Stage) -> None:
    awa = await stage.phone("awa")
    await awa.say("/reglages")
    await awa.press("Heures calmes")
    await awa.press("de 21 h à 8 h")

    (stale,) = await awa.press("de 22 h à 7 h")

    assert stale.text == "Ce bouton n’est plus d’actualité ; rien n’a changé."
    assert await quiet_hours(stage, "awa") == (21, 8)


async def test_a_button_of_the_question_before_puts_the_open_question_again(stage: Stage) -> None:
    awa = await stage.phone("awa")
    await awa.say("/payer 20")
    await awa.press("Virement")

    stale, asked = await awa.press("Chèque")

    assert stale.text == "Ce bouton n’est plus d’actualité ; rien n’a changé."
    assert asked.text == WHEN
