"""A payment from its declaration to its receipt, as the member and both treasurers read it."""

from __future__ import annotations

from datetime import datetime

import pytest

from assistant.domain.payments import PaymentState
from tests.conftest import PARIS
from tests.conversations.stage import Phone, Stage, edited, fresh

pytestmark = pytest.mark.asyncio(loop_scope="package")

NIGHT = datetime(2026, 3, 5, 23, tzinfo=PARIS)
NIGHT_S_END = datetime(2026, 3, 6, 9, tzinfo=PARIS)
PROOF = b"\xff\xd8\xff virement de 20,00 euros"
WANTED = "Si vous avez un justificatif, envoyez-en une photo ou un PDF."
NOTED = (
    "Noté : 20,00 € par virement, le 4 mars 2026. Votre solde changera quand la trésorerie l’aura confirmé ; vous le "
    "lirez ici."
)
CARDS = {
    "rosine": "Awa Ibara (M012) : 20,00 € par virement, le 4 mars 2026.\nDéclaré le 5 mars 2026.",
    "paul": "Awa Ibara (M012): €20.00 by transfer, 4 March 2026.\nDeclared on 5 March 2026.",
}


async def declare(awa: Phone) -> None:
    """With a proof."""
    await awa.say("/payer 20 virement hier")
    await awa.send_file("preuve.jpg", PROOF)
    await awa.press("Confirmer")


async def state_of(stage: Stage, payment: int = 1) -> PaymentState | None:
    """As it is kept; None where nothing is."""
    kept = await stage.books.run(lambda work: work.payments.get(payment))
    return kept.state if kept else None


async def test_a_payment_is_declared_step_by_step_and_both_treasurers_see_the_proof(stage: Stage) -> None:
    awa, rosine, paul = [await stage.phone(name) for name in ("awa", "rosine", "paul")]

    (amount,) = await awa.say("/payer")
    (method,) = await awa.press("20,00 €")
    (day,) = await awa.press("Virement")
    (proof,) = await awa.press("Hier")
    (echo,) = await awa.send_file("preuve.jpg", PROOF)
    before = await state_of(stage)
    (noted,) = await awa.press("Confirmer")
    (french,), (english,) = await rosine.heard(), await paul.heard()

    assert amount.labels == ("20,00 €", "Annuler")
    assert method.labels == ("Virement", "Chèque", "Espèces", "Retour", "Annuler")
    assert day.labels == ("Aujourd’hui", "Hier", "Retour", "Annuler")
    assert (proof.text, proof.labels) == (WANTED, ("Passer", "Retour", "Annuler"))
    assert echo.text == "20,00 € par virement, le 4 mars 2026.\nVotre justificatif est joint.\nEst-ce bien cela ?"
    assert echo.labels == ("Confirmer", "Non", "Retour", "Annuler")
    assert before is None
    assert (noted.text, noted.labels) == (NOTED, ("Retirer", "Solde"))
    assert await state_of(stage) is PaymentState.DECLARED
    assert (french.text, english.text) == (CARDS["rosine"], CARDS["paul"])
    assert french.labels == ("Confirmer", "Rejeter", "Autre montant")
    assert english.labels == ("Confirm", "Reject", "Another amount")
    assert [paper.content for paper in (*french.papers, *english.papers)] == [PROOF, PROOF]


async def test_one_treasurer_confirms_the_other_s_card_changes_and_the_member_has_the_receipt(stage: Stage) -> None:
    awa, rosine, paul = [await stage.phone(name) for name in ("awa", "rosine", "paul")]
    await declare(awa)
    await rosine.heard()
    await paul.heard()

    confirmed = await rosine.press("Confirmer")
    (card,) = await paul.heard()
    (told,) = await awa.heard()

    assert fresh(confirmed).text == "Confirmé : Awa Ibara, 20,00 €. Reçu n° 2026-0001."
    assert edited(confirmed).text.endswith("Confirmé par Rosine Ibara le 5 mars 2026 à 10 h 00.")
    assert (card.edits, card.labels) == (True, ())
    assert card.text == (
        "Awa Ibara (M012): €20.00 by transfer, 4 March 2026.\nConfirmed by Rosine Ibara on 5 March 2026 at 10:00."
    )
    assert told.text == "Votre paiement de 20,00 € est confirmé. Vous ne devez rien. Reçu n° 2026-0001 ci-joint."
    assert [(paper.name, paper.content[:5]) for paper in told.papers] == [("recu-2026-0001.pdf", b"%PDF-")]
    assert await state_of(stage) is PaymentState.CONFIRMED


async def test_whoever_presses_second_reads_who_decided_and_changes_nothing(stage: Stage) -> None:
    awa, rosine, paul = [await stage.phone(name) for name in ("awa", "rosine", "paul")]
    await declare(awa)
    await rosine.press("Confirmer")

    (late,) = await paul.press("Reject")
    (again,) = await rosine.press("Confirmer")

    assert late.text == "That is done already: payment confirmed by Rosine Ibara on 5 March 2026 at 10:00."
    assert again.text == "C’est déjà fait : paiement confirmé par Rosine Ibara le 5 mars 2026 à 10 h 00."
    assert await state_of(stage) is PaymentState.CONFIRMED


async def test_a_rejection_asks_for_a_reason_that_the_member_reads(stage: Stage) -> None:
    awa, rosine = [await stage.phone(name) for name in ("awa", "rosine")]
    await declare(awa)

    (why,) = await rosine.press("Rejeter")
    await rosine.say("aucun virement reçu à ce jour")
    (told,) = await awa.heard()

    assert why.text == "Awa Ibara, 20,00 € : pourquoi ce rejet ? Le membre lira votre motif."
    assert told.text == (
        "Votre paiement de 20,00 € du 4 mars 2026 n’a pas pu être confirmé : « aucun virement reçu à ce jour ». "
        "Vérifiez la date et le compte, puis déclarez-le de nouveau, ou écrivez à la trésorerie. Votre solde n’a pas "
        "changé."
    )
    assert told.labels == ("Déclarer de nouveau", "Solde")
    assert await state_of(stage) is PaymentState.REJECTED


async def test_a_file_of_the_wrong_kind_is_told_why_and_asked_for_again(stage: Stage) -> None:
    awa = await stage.phone("awa")
    await awa.say("/payer 20 virement hier")

    (refused,) = await awa.send_file("preuve.txt", b"vingt euros")
    (disguised,) = await awa.send_file("preuve.jpg", b"<html>")
    (echo,) = await awa.send_file("preuve.pdf", b"%PDF-1.7")

    sorry = f"Je peux recevoir une photo (JPEG, PNG, WebP) ou un PDF, de 10 Mo au plus.\n\n{WANTED}"
    assert (refused.text, disguised.text) == (sorry, sorry)
    assert echo.text.startswith("20,00 € par virement, le 4 mars 2026.\nVotre justificatif est joint.")


async def test_a_declaration_is_taken_back_by_its_button(stage: Stage) -> None:
    awa, rosine = [await stage.phone(name) for name in ("awa", "rosine")]
    await declare(awa)
    await rosine.heard()

    await awa.press("Retirer")
    card = edited(await rosine.heard())

    assert card.text.endswith("Retiré par le membre le 5 mars 2026 à 10 h 00.")
    assert await state_of(stage) is PaymentState.WITHDRAWN


async def test_in_quiet_hours_a_card_waits_for_their_end_and_an_answer_does_not(stage: Stage) -> None:
    awa, rosine, paul = [await stage.phone(name) for name in ("awa", "rosine", "paul")]
    await rosine.say("/reglages")
    await rosine.press("Heures calmes")
    await rosine.press("de 20 h à 9 h")
    await stage.at(NIGHT)

    await declare(awa)
    (at_once,) = await paul.heard()
    (answer,) = await rosine.say("/solde")
    await stage.at(NIGHT_S_END)
    card = next(one for one in await rosine.heard() if one.text == CARDS["rosine"])

    assert at_once.text == CARDS["paul"]
    assert answer.text.startswith("Vous ne devez rien.")
    assert card.labels == ("Confirmer", "Rejeter", "Autre montant")
