"""`/payer`, as members write it: questions, slips, proofs, the echo, what is withdrawn."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.members import Status
from assistant.domain.payments import PaymentState
from tests.handlers.talk import Talk, member, plain
from tests.handlers.treasury import asked, declare, gather, kept, press, told


async def test_a_payment_is_declared_in_five_questions_and_changes_no_balance(treasury: Talk) -> None:
    questions = await asked(treasury, "awa", "/payer", "20,50 €", "virement", "hier", "passer")
    echo = treasury.heard("awa")

    outcome = await treasury.say("awa", "oui")

    assert questions == [
        ("amount", "amount"),
        ("method", "choice"),
        ("paid_on", "date"),
        ("proof", "file"),
        ("confirm", "yes_no"),
    ]
    assert echo == "20,50 € par virement, le 4 mars 2026.\nEst-ce bien cela ?"
    assert outcome.result == {"payment": "1", "state": "declared"}
    assert treasury.heard("awa") == (
        "Noté : 20,50 € par virement, le 4 mars 2026. Votre solde changera quand la trésorerie l’aura confirmé ; "
        "vous le lirez ici."
    )
    assert treasury.keys("awa") == ["Retirer", "Solde"]
    balance = await treasury.say("awa", "/solde")
    assert balance.result
    assert (balance.result["balance"], balance.result["pending"]) == (-8000, 2050)


async def test_the_conversation_goes_in_english_too(treasury: Talk) -> None:
    await asked(treasury, "joy", "/pay 20", "cheque", "March 4", "skip")
    echo = treasury.heard("joy")

    await treasury.say("joy", "yes")

    assert echo == "€20.00 by cheque, 4 March 2026.\nIs that right?"
    assert treasury.heard("joy") == (
        "Noted: €20.00 by cheque, 4 March 2026. Your balance will change once the treasurer has confirmed it; you "
        "will read it here."
    )
    assert treasury.keys("joy") == ["Withdraw", "Balance"]


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("/payer 20", "method"),
        ("/payer 20 virement hier", "proof"),
        ("/pay hier transfer 20,00 €", "proof"),
        ("/payer 20 hier", "method"),
        ("/payer 20 2 mars", "method"),
    ],
)
async def test_what_follows_the_command_answers_the_questions_that_it_fits(
    treasury: Talk, typed: str, question: str
) -> None:
    await treasury.say("awa", typed)

    assert treasury.to("awa").question == question


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("0", "BAD_AMOUNT", "Le montant doit être supérieur à zéro."),
        ("-20", "BAD_AMOUNT", "Le montant doit être supérieur à zéro."),
        ("5000,01", "BAD_AMOUNT", "5 000,00 € est le maximum qui peut être saisi ici en une fois."),
        ("20,505", "BAD_AMOUNT", "Écrivez le montant avec deux décimales au plus, et mille ainsi : 1000."),
        ("vingt", "BAD_AMOUNT", "Je n’ai pas pu lire ce montant. Écrivez-le ainsi : 20,50 €."),
    ],
)
async def test_an_amount_that_cannot_be_is_told_why_and_asked_again(
    treasury: Talk, typed: str, code: str, said: str
) -> None:
    await treasury.say("awa", "/payer")

    outcome = await treasury.say("awa", typed)

    assert outcome.result == {"refused": code}
    assert treasury.heard("awa") == f"{said}\n\nCombien avez-vous payé ?"


@pytest.mark.parametrize("typed", ["0", "6000", "20,505", "virement 0"])
async def test_an_amount_that_cannot_be_is_told_when_it_comes_with_the_command_too(treasury: Talk, typed: str) -> None:
    outcome = await treasury.say("awa", f"/payer {typed}")

    assert outcome.result == {"refused": "BAD_AMOUNT"}
    assert treasury.heard("awa").endswith("\n\nCombien avez-vous payé ?")


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("demain", "FUTURE_DATE", "Ce jour n’est pas encore venu. Donnez la date du jour ou une date passée."),
        ("31/12/2019", "BEFORE_MEMBERSHIP", "Vous êtes membre depuis le 1er janvier 2020 : un paiement ne peut pas"),
        ("31/02", "BAD_DATE", "Je n’ai pas pu lire cette date. Écrivez-la comme ceci : 5 mars 2026."),
        ("bientôt", "BAD_DATE", "Je n’ai pas pu lire cette date. Écrivez-la comme ceci : 5 mars 2026."),
    ],
)
async def test_a_day_that_cannot_be_is_told_why_and_asked_again(
    treasury: Talk, typed: str, code: str, said: str
) -> None:
    await treasury.say("awa", "/payer 20 virement")

    outcome = await treasury.say("awa", typed)

    assert outcome.result == {"refused": code}
    assert treasury.heard("awa").startswith(said)
    assert treasury.heard("awa").endswith("\n\nQuel jour l’argent a-t-il été remis ou viré ?")


@pytest.mark.parametrize(("typed", "question"), [("31/12/2019", "paid_on"), ("1/1/2020", "proof")])
async def test_the_day_they_joined_is_taken_and_the_day_before_is_not(
    treasury: Talk, typed: str, question: str
) -> None:
    await treasury.say("awa", f"/payer 20 virement {typed}")

    assert treasury.to("awa").question == question


async def test_what_is_enough_and_all_that_is_owed_are_offered_less_what_is_declared(treasury: Talk) -> None:
    await treasury.say("awa", "/payer")
    before = treasury.keys("awa")
    await declare(treasury, what="15 virement hier")

    await treasury.say("awa", "/payer")

    assert [plain(label) for label in before[:2]] == ["20,00 €", "80,00 €"]
    assert [plain(label) for label in treasury.keys("awa")[:2]] == ["5,00 €", "65,00 €"]


async def test_a_newcomer_is_not_offered_a_day_before_they_joined(treasury: Talk) -> None:
    today = date(2026, 3, 5)
    await treasury.register(member("M070", "Chantal", joined_on=today, since=today))

    await treasury.say("chantal", "/payer 20 virement")

    assert treasury.keys("chantal")[:1] == ["Aujourd’hui"]
    assert "Hier" not in treasury.keys("chantal")


async def test_cash_is_said_to_be_the_exception(treasury: Talk) -> None:
    await asked(treasury, "awa", "/payer 20 especes hier", "passer")

    assert treasury.heard("awa") == (
        "20,00 € en espèces, le 4 mars 2026.\n"
        "Les espèces doivent rester une exception (art. 25) : la trésorerie en notera le motif.\nEst-ce bien cela ?"
    )


@pytest.mark.parametrize(("day", "asked_about"), [("1er mars", True), ("28/02/2026", False)])
async def test_the_same_amount_within_three_days_is_asked_about_and_not_refused(
    treasury: Talk, day: str, asked_about: bool
) -> None:
    await declare(treasury)

    await asked(treasury, "awa", f"/payer 20 cheque {day}", "passer")
    echo = treasury.heard("awa")
    outcome = await treasury.say("awa", "oui")

    twin = (
        "Vous avez déjà déclaré 20,00 € pour le 4 mars 2026 ; ce paiement attend la trésorerie. Ne confirmez que s’il "
        "s’agit d’un autre paiement."
    )
    assert (twin in echo) is asked_about
    assert outcome.result == {"payment": "2", "state": "declared"}


async def test_the_same_amount_that_was_confirmed_is_asked_about(treasury: Talk) -> None:
    await declare(treasury)
    await treasury.say("grace", "/payments 1 confirm")

    await asked(treasury, "awa", "/payer 20 virement hier", "passer")

    assert "Un paiement de 20,00 € du 4 mars 2026 est déjà confirmé." in treasury.heard("awa")


async def test_without_the_yes_nothing_is_recorded(treasury: Talk) -> None:
    await asked(treasury, "awa", "/payer 20 virement hier", "passer")

    outcome = await treasury.say("awa", "non")

    assert outcome.result == {"cancelled": "pay"}
    assert treasury.heard("awa") == "Annulé : rien n’a été enregistré."
    assert await treasury.database.run(lambda work: work.payments.of_member("M012")) == []


async def test_the_same_yes_twice_declares_once(treasury: Talk) -> None:
    await asked(treasury, "awa", "/payer 20 virement hier", "passer")
    yes = treasury.to("awa").keys[0]

    first, second = [await treasury.say("awa", press=yes.data) for _ in range(2)]

    assert (first.result, second.result) == ({"payment": "1", "state": "declared"}, {"refused": "STALE_BUTTON"})
    assert len(await treasury.database.run(lambda work: work.payments.of_member("M012"))) == 1


async def test_back_asks_again_for_the_answer_given_last(treasury: Talk) -> None:
    await asked(treasury, "awa", "/payer 20 virement hier", "passer", "retour")

    assert treasury.to("awa").question == "proof"


# Withdrawn


async def test_a_declaration_is_withdrawn_by_its_button_and_the_cards_change(treasury: Talk) -> None:
    await declare(treasury)
    before = len(treasury.paper.sent)

    outcome = await press(treasury, "awa", "Retirer")

    assert outcome.result == {"payment": "1", "state": "withdrawn"}
    assert told(treasury, "awa", before) == ["Retiré : les 20,00 € du 4 mars 2026 ne comptent plus comme déclarés."]
    assert told(treasury, "grace", before) == [
        "Awa Ibara (M012): €20.00 by transfer, 4 March 2026.\nWithdrawn by the member on 5 March 2026 at 10:00."
    ]
    assert treasury.to("jean").edits is not None
    assert treasury.keys("jean") == []


async def test_of_several_declarations_one_is_chosen(treasury: Talk) -> None:
    await declare(treasury)
    await declare(treasury, what="30 cheque hier")

    await treasury.say("awa", "/payer retirer")
    offered = [plain(label) for label in treasury.keys("awa")[:2]]
    outcome = await press(treasury, "awa", treasury.keys("awa")[1])

    assert offered == ["20,00 € du 4 mars 2026", "30,00 € du 4 mars 2026"]
    assert outcome.result == {"payment": "2", "state": "withdrawn"}
    assert (await kept(treasury, 1)).state is PaymentState.DECLARED


@pytest.mark.parametrize(("who", "word"), [("awa", "/payer retirer"), ("joy", "/pay withdraw")])
async def test_with_nothing_declared_there_is_nothing_to_withdraw(treasury: Talk, who: str, word: str) -> None:
    outcome = await treasury.say(who, word)

    assert outcome.result == {"payment": None, "state": None}


@pytest.mark.parametrize("number", ["1", "99", "9" * 400, "٣"])
async def test_nobody_withdraws_what_is_not_theirs(treasury: Talk, number: str) -> None:
    await declare(treasury)

    outcome = await treasury.say("joy", f"/pay withdraw {number}")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 5"]}
    assert (await kept(treasury, 1)).state is PaymentState.DECLARED


async def test_what_was_decided_meanwhile_is_not_withdrawn_and_who_decided_is_told(treasury: Talk) -> None:
    await declare(treasury)
    await treasury.say("grace", "/payments 1 confirm")

    outcome = await press(treasury, "awa", "Retirer")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": []}
    assert treasury.heard("awa") == ("C’est déjà fait : paiement confirmé par Grace Ibara le 5 mars 2026 à 10 h 00.")


# Who may


async def test_a_stranger_declares_nothing(treasury: Talk) -> None:
    outcome = await treasury.say("quidam", "/payer 20 virement hier")

    assert outcome.result == {"refused": "NOT_A_MEMBER", "articles": []}


async def test_who_left_may_still_pay_what_they_owe(treasury: Talk) -> None:
    await treasury.register(member("M068", "Rufin", status=Status.RESIGNED), balance=-2000)

    number = await declare(treasury, "rufin")

    assert (await kept(treasury, number)).member == "M068"


async def test_where_nobody_can_confirm_it_the_member_is_told(talk: Talk) -> None:
    await gather(talk)
    for number in ("M005", "M006"):
        await talk.database.run(lambda work, number=number: work.members.save(member(number, "Nul")))  # type: ignore[misc]

    await declare(talk)

    assert talk.heard("awa").endswith("Personne d’autre ne peut le confirmer pour l’instant : prévenez le bureau.")


async def test_a_flood_of_declarations_is_stopped_with_one_sentence(treasury: Talk) -> None:
    before = len(treasury.paper.sent)

    for _ in range(60):
        await treasury.say("awa", "/payer 20")

    answers = told(treasury, "awa", before)
    assert len(answers) == 31
    assert answers[-1].startswith("Cela fait beaucoup de messages à la fois")
