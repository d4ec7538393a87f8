"""`/paiements` and the cards: what treasurers see, how they decide, what the second of two reads, what members get."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.messages import Preferences
from assistant.domain.payments import PaymentState
from tests.documents import reading
from tests.handlers.talk import Talk, plain
from tests.handlers.treasury import PHOTO, asked, declare, kept, photograph, press, told

# The card


async def test_a_declaration_arrives_as_a_card_in_each_treasurer_s_language(treasury: Talk) -> None:
    await declare(treasury)

    assert treasury.heard("grace") == ("Awa Ibara (M012): €20.00 by transfer, 4 March 2026.\nDeclared on 5 March 2026.")
    assert treasury.heard("jean") == "Awa Ibara (M012) : 20,00 € par virement, le 4 mars 2026.\nDéclaré le 5 mars 2026."
    assert treasury.keys("grace") == ["Confirm", "Reject", "Another amount"]
    assert treasury.keys("jean") == ["Confirmer", "Rejeter", "Autre montant"]


async def test_both_cards_change_as_one_decides_and_the_member_gets_the_receipt(treasury: Talk) -> None:
    await declare(treasury)
    cards = {who: str(treasury.paper.sent.index(treasury.to(who)) + 1) for who in ("grace", "jean")}
    before = len(treasury.paper.sent)

    outcome = await press(treasury, "grace", "Confirm")

    edited = {message.to.chat: message for message in treasury.paper.sent[before:] if message.edits}
    assert outcome.result == {"payment": "1", "state": "confirmed"}
    assert {who: message.edits for who, message in edited.items()} == {who: f"p{n}" for who, n in cards.items()}
    assert plain(edited["jean"].text).endswith("\nConfirmé par Grace Ibara le 5 mars 2026 à 10 h 00.")
    assert all(message.keys == () for message in edited.values())
    assert told(treasury, "awa", before) == [
        "Votre paiement de 20,00 € est confirmé. Vous devez 60,00 €. Reçu n° 2026-0001 ci-joint."
    ]
    assert treasury.heard("grace") == "Confirmed: Awa Ibara, €20.00. Receipt No. 2026-0001."


async def test_the_receipt_says_the_amount_in_figures_and_words_the_day_the_means_and_the_new_balance(
    treasury: Talk,
) -> None:
    await declare(treasury)
    await declare(treasury, "joy", "120 cheque 3 mars")

    for number in (1, 2):
        await treasury.say("grace", f"/payments {number} confirm")

    (french,), (english,) = treasury.to("awa").files, treasury.to("joy").files
    text, other = plain(reading.text(french.content)), plain(reading.text(english.content))
    assert (french.name, english.name) == ("recu-2026-0001.pdf", "receipt-2026-0002.pdf")
    for said in ("2026-0001", "20,00 €", "vingt euros", "4 mars 2026", "irement", "60,00 €", "Awa Ibara"):
        assert said in text
    for said in ("2026-0002", "€120.00", "one hundred and twenty euros", "3 March 2026", "heque", "€40.00"):
        assert said in other


async def test_quiet_hours_hold_a_card_back_and_never_its_change(treasury: Talk) -> None:
    await declare(treasury)
    quiet = Preferences(quiet_from=9, quiet_until=14)
    await treasury.database.run(lambda work: work.accounts.save_preferences("M006", quiet))
    before = len(treasury.paper.sent)

    await declare(treasury, what="30 virement hier")
    await treasury.say("grace", "/payments 1 reject no transfer")

    assert [text.partition("\n")[2] for text in told(treasury, "jean", before)] == [
        "Rejeté par Grace Ibara le 5 mars 2026 à 10 h 00.\nMotif : « no transfer »."
    ]


async def test_a_card_held_back_that_is_decided_meanwhile_never_comes(treasury: Talk) -> None:
    quiet = Preferences(quiet_from=9, quiet_until=14)
    await treasury.database.run(lambda work: work.accounts.save_preferences("M006", quiet))
    before = len(treasury.paper.sent)
    await declare(treasury)
    await treasury.say("grace", "/payments 1 confirm")

    treasury.later(hours=5)
    await treasury.sender.drain()

    assert told(treasury, "jean", before) == []


# Deciding


async def test_a_rejection_asks_why_and_the_member_reads_it_kindly(treasury: Talk) -> None:
    await declare(treasury)

    await press(treasury, "jean", "Rejeter")
    question = treasury.heard("jean")
    outcome = await treasury.say("jean", "aucun virement reçu à ce jour")

    assert question == "Awa Ibara, 20,00 € : pourquoi ce rejet ? Le membre lira votre motif."
    assert outcome.result == {"payment": "1", "state": "rejected"}
    assert treasury.heard("awa") == (
        "Votre paiement de 20,00 € du 4 mars 2026 n’a pas pu être confirmé : « aucun virement reçu à ce jour ». "
        "Vérifiez la date et le compte, puis déclarez-le de nouveau, ou écrivez à la trésorerie. Votre solde n’a pas "
        "changé."
    )
    assert treasury.keys("awa") == ["Déclarer de nouveau", "Solde"]


async def test_a_rejection_is_kind_in_english_too(treasury: Talk) -> None:
    await declare(treasury, "joy")

    await treasury.say("grace", "/payments 1 reject nothing came in")

    assert treasury.heard("joy") == (
        "Your payment of €20.00 for 4 March 2026 could not be confirmed: “nothing came in”. Check the day and the "
        "account, then declare it again, or write to the treasurer. Your balance has not changed."
    )


async def test_an_empty_reason_is_asked_for_again(treasury: Talk) -> None:
    await declare(treasury)
    await press(treasury, "jean", "Rejeter")

    outcome = await treasury.say("jean", " \u200b\n ")

    assert outcome.result == {"refused": "TEXT_NEEDED"}
    assert (await kept(treasury, 1)).state is PaymentState.DECLARED


async def test_another_amount_keeps_both_and_the_member_is_told(treasury: Talk) -> None:
    await declare(treasury)

    await press(treasury, "jean", "Autre montant")
    question = treasury.heard("jean")
    await treasury.say("jean", "0")
    again = treasury.heard("jean")
    outcome = await treasury.say("jean", "15")

    assert question == "Awa Ibara a déclaré 20,00 €. Combien a été reçu ?"
    assert again == f"Le montant doit être supérieur à zéro.\n\n{question}"
    assert outcome.result == {"payment": "1", "state": "confirmed"}
    payment = await kept(treasury, 1)
    assert (payment.cents, payment.amount) == (2000, 1500)
    assert treasury.heard("awa").startswith("Votre paiement est confirmé pour 15,00 €")
    assert "20,00 €" in treasury.heard("awa")
    assert "20,00 €" in plain(reading.text(treasury.to("awa").files[0].content))


async def test_cash_asks_the_treasurer_why_and_never_the_member(treasury: Talk) -> None:
    questions = await asked(treasury, "awa", "/payer 20 especes hier", "passer")
    await treasury.say("awa", "oui")
    card = treasury.heard("jean")

    await press(treasury, "jean", "Confirmer")
    question = treasury.heard("jean")
    await treasury.say("jean", "banque fermée")

    assert [key for key, _ in questions] == ["proof", "confirm"]
    assert card.endswith("Les espèces sont une exception (art. 25) : la confirmation demande un motif.")
    assert question == "Awa Ibara, 20,00 € : pourquoi des espèces ont-elles été acceptées ?"
    decision = (await kept(treasury, 1)).decision
    assert decision
    assert decision.reason == "banque fermée"


async def test_cash_for_another_amount_asks_for_both(treasury: Talk) -> None:
    await declare(treasury, what="20 especes hier")

    questions = await asked(treasury, "jean", "/paiements 1 amend", "15")
    outcome = await treasury.say("jean", "banque fermée")

    assert questions == [("amount", "amount"), ("reason", "text")]
    assert outcome.result == {"payment": "1", "state": "confirmed"}


# The queue


async def test_the_queue_is_shown_oldest_first_with_its_total(treasury: Talk) -> None:
    await declare(treasury, "joy", "30,50 cheque 1 mars")
    treasury.later(minutes=1)
    await declare(treasury)

    await treasury.say("jean", "/paiements")

    assert treasury.heard("jean") == "2 paiements attendent, 50,50 € au total."
    assert [plain(label) for label in treasury.keys("jean")] == [
        "Joy Ibara, 30,50 €, Chèque, 01/03/2026",
        "Awa Ibara, 20,00 €, Virement, 04/03/2026",
        "Annuler",
    ]


async def test_one_is_chosen_seen_with_its_proof_and_decided_and_what_is_left_is_said(
    treasury: Talk, tmp_path: Path
) -> None:
    await treasury.say("awa", "/payer 20 virement hier")
    await photograph(treasury, "awa", tmp_path)
    await treasury.say("awa", "oui")
    await declare(treasury, "joy", "30 cheque hier")

    await treasury.say("grace", "/payments")
    await press(treasury, "grace", treasury.keys("grace")[0])
    shown = treasury.to("grace")
    outcome = await press(treasury, "grace", "Confirm")

    assert (shown.question, [file.content for file in shown.files]) == ("decision", [PHOTO])
    assert outcome.result == {"payment": "1", "state": "confirmed"}
    assert treasury.heard("grace") == "Confirmed: Awa Ibara, €20.00. Receipt No. 2026-0001.\nOne more waits: €30.00."
    assert treasury.keys("grace") == ["Next", "Undo"]


@pytest.mark.parametrize("who", ["grace", "jean"])
async def test_an_empty_queue_is_said(treasury: Talk, who: str) -> None:
    outcome = await treasury.say(who, "/paiements")

    assert outcome.result == {"payment": None, "state": None}
    assert treasury.heard(who) in {
        "No payment waits for your decision.",
        "Aucun paiement n’attend votre décision.",
    }


async def test_a_member_s_payments_can_be_looked_through(treasury: Talk) -> None:
    await declare(treasury)
    await declare(treasury, "joy")
    await treasury.say("grace", "/payments 1 confirm")

    await treasury.say("jean", "/paiements M012")
    offered = treasury.keys("jean")[0]
    outcome = await press(treasury, "jean", offered)

    assert plain(offered) == "Awa Ibara, 20,00 €, Virement, 04/03/2026"
    assert outcome.result == {"payment": "1", "state": "confirmed"}
    assert treasury.heard("jean").endswith("Confirmé par Grace Ibara le 5 mars 2026 à 10 h 00.")


# Undone


async def test_a_confirmed_payment_is_undone_with_a_reason_and_the_member_is_told(treasury: Talk) -> None:
    await declare(treasury, what="20 cheque hier")
    await treasury.say("grace", "/payments 1 confirm")

    await press(treasury, "grace", "Undo")
    question = treasury.heard("grace")
    outcome = await treasury.say("grace", "chèque revenu impayé")

    assert question == "Awa Ibara, €20.00: why is it undone? The member will read it."
    assert outcome.result == {"payment": "1", "state": "reversed"}
    assert treasury.heard("awa") == (
        "Votre paiement de 20,00 € du 4 mars 2026 a été annulé : « chèque revenu impayé ». Vous devez 80,00 €. Si ce "
        "n’est pas exact, écrivez à la trésorerie."
    )


@pytest.mark.parametrize("word", ["reverse", "annuler"])
async def test_what_was_undone_is_not_undone_again(treasury: Talk, word: str) -> None:
    await declare(treasury)
    await treasury.say("grace", "/payments 1 confirm")
    await treasury.say("grace", f"/payments 1 {word} bounced")

    outcome = await treasury.say("jean", f"/paiements 1 {word} encore")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": []}
    assert treasury.heard("jean") == "C’est déjà fait : paiement annulé par Grace Ibara le 5 mars 2026 à 10 h 00."


async def test_what_is_only_declared_is_decided_and_not_undone(treasury: Talk) -> None:
    await declare(treasury)

    await treasury.say("jean", "/paiements 1 reverse")

    assert treasury.to("jean").question == "decision"


async def test_nobody_undoes_their_own_payment(treasury: Talk) -> None:
    await declare(treasury, "jean")
    await treasury.say("grace", "/payments 1 confirm")

    shown = await treasury.say("jean", "/paiements 1")
    outcome = await treasury.say("jean", "/paiements 1 reverse")

    assert shown.result == {"payment": "1", "state": "confirmed"}
    assert outcome.result == {"refused": "SELF_CONFIRMATION", "articles": ["NDZ art. 22"]}
