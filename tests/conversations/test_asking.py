"""What is asked and answered at once: what one owes, an article, what is not understood."""

from __future__ import annotations

import pytest

from tests.conversations.association import LONG
from tests.conversations.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")

GROUPS = ["console", "telegram", pytest.param("matrix", marks=pytest.mark.matrix)]
"""The web chat has none."""
OWED = {
    "awa": (
        "Vous devez 20,00 €, depuis le 1er février 2026. Vous êtes à jour : l’association accepte jusqu’à 60,00 € de "
        "retard (art. 8). Vote, procurations et entraide vous sont ouverts.\n"
        "Prochaine échéance : 10,00 € le 1er avril 2026."
    ),
    "joy": (
        "You owe €20.00, since 1 February 2026. You are up to date: the association accepts up to €60.00 of arrears "
        "(art. 8). Votes, proxies and mutual aid are open to you.\n"
        "Next due: €10.00 on 1 April 2026."
    ),
}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("awa", "/solde"),
        ("awa", "Solde"),
        ("awa", "suis-je a jour"),
        ("joy", "What do I owe?"),
    ],
)
async def test_what_one_owes_is_told_by_command_and_in_words(stage: Stage, name: str, asked: str) -> None:
    phone = await stage.phone(name)

    (answer,) = await phone.say(asked)

    assert answer.text == OWED[name]
    assert answer.labels == {"awa": ("Payer 20,00 €", "Détail"), "joy": ("Pay €20.00", "Details")}[name]


async def test_a_button_below_an_answer_runs_its_command(stage: Stage) -> None:
    awa = await stage.phone("awa")
    await awa.say("/solde")

    (detail,) = await awa.press("Détail")

    assert "Cotisation" in detail.text


async def test_a_long_article_is_read_to_its_last_word(stage: Stage) -> None:
    awa = await stage.phone("awa")

    heard = await awa.say("/reglement 17")

    assert " ".join(one.text for one in heard) == f"Art. 17 – Quorum\n{LONG}"


async def test_what_a_person_typed_is_shown_as_typed_whatever_it_looks_like(stage: Stage) -> None:
    awa = await stage.phone("awa")

    (answer,) = await awa.say("/reglement <b>zorg*lub* & _co_")

    assert answer.text.startswith("Je n’ai rien trouvé sur « <b>zorg*lub* & _co_ ».")


async def test_what_is_not_understood_is_met_with_what_can_be_asked(stage: Stage) -> None:
    awa = await stage.phone("awa")

    (answer,) = await awa.say("il pleut")

    assert answer.text.startswith("Je n’ai pas compris. Vous pouvez demander votre solde")
    assert answer.labels == ("Solde", "Déclarer un paiement", "Événement", "Réunions", "Règlement", "Aide")


async def test_a_command_that_does_not_exist_is_named_as_one_would_type_it(stage: Stage) -> None:
    awa = await stage.phone("awa")

    (answer,) = await awa.say("/tombola 3")

    assert answer.text == "Je ne connais pas /tombola."


async def test_a_file_that_nobody_asked_for_is_left_alone(stage: Stage) -> None:
    awa = await stage.phone("awa")

    (answer,) = await awa.send_file("acte.pdf", b"%PDF-1.7")

    assert answer.text == "Je ne sais pas à quoi sert ce fichier ; je n’en ai rien fait."


@pytest.mark.parametrize(
    ("name", "said", "refused"),
    [
        ("awa", "/paiements", "Seuls le trésorier et son adjoint décident des paiements (art. 22)."),
        ("joy", "/payments", "Only the treasurer and the deputy decide on payments (art. 22)."),
    ],
)
async def test_a_command_of_an_office_is_refused_to_who_does_not_hold_it(
    stage: Stage, name: str, said: str, refused: str
) -> None:
    phone = await stage.phone(name)

    (answer,) = await phone.say(said)

    assert answer.text == refused


@pytest.mark.parametrize("stage", GROUPS, indirect=True)
async def test_in_a_group_a_command_is_answered_with_the_way_to_a_private_chat_and_talk_with_nothing(
    stage: Stage,
) -> None:
    awa = await stage.phone("awa")

    heard = await awa.say_in_group("combien je dois ?", "/solde")

    assert [one.text for one in heard] == ["Je vous réponds en privé : écrivez-moi directement."]
