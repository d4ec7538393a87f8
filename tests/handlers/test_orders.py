from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.members import Role
from assistant.domain.orders import NewOrder, OrderKind
from assistant.ports import Database
from assistant.services import orders
from tests.conftest import PARIS
from tests.handlers.spending import BUREAU, agree, gather, hand_in, propose
from tests.handlers.talk import Talk, member, plain

FRIDAY = date(2026, 3, 6)
PAYOUT = NewOrder(OrderKind.PAYOUT, "M012", 100000, "death_father", "claim:4")


@pytest.fixture
async def database(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    opened = storage.throwaway(
        tmp_path / "sealed.db", bylaws=bylaws.load("ndzouana"), clock=clock, timezone=PARIS, secret_key="secret"
    )
    yield opened
    await opened.close()


async def payable(talk: Talk, new: NewOrder = PAYOUT, language: str = "fr") -> None:
    """An approved payment, whose cards have left."""
    await gather(talk, language)
    await talk.database.run(lambda work: orders.propose(work, OPERATOR, new, approved=True))
    await talk.sender.drain()


async def test_the_bureau_chooses_among_the_open_payments_oldest_first(talk: Talk) -> None:
    await gather(talk)
    await propose(talk, amount="45,90")
    await propose(talk, amount="12")

    await talk.say("sylvie", "/ordres")

    shown = talk.to("sylvie")
    assert (shown.question, shown.kind) == ("order", "choice")
    assert [key.option for key in shown.keys if key.option][:2] == ["1", "2"]
    assert [plain(key) for key in talk.keys("sylvie")][:2] == [
        "À voter : 45,90 €, Awa Ibara, « Peinture »",
        "À voter : 12,00 €, Awa Ibara, « Peinture »",
    ]


async def test_a_yes_counts_at_once_and_the_voter_s_card_shows_it(talk: Talk) -> None:
    await gather(talk)
    await propose(talk)
    card = talk.paper.sent.index(talk.to("sylvie")) + 1

    outcome = await talk.press("sylvie", "Approuver")

    edited = next(message for message in talk.paper.sent if message.edits == f"p{card}")
    assert outcome.result == {"order": "1", "votes": {"yes": 1, "no": 0, "waiting": 2}, "state": "proposed"}
    assert str(edited.text).endswith("Vous avez approuvé.")
    assert edited.keys == ()


async def test_step_by_step_the_vote_is_asked_then_the_reason_of_a_no(talk: Talk) -> None:
    await gather(talk)
    await propose(talk)

    asked = []
    for said in ("/ordres", "1", "refuse"):
        await talk.say("sylvie", said)
        asked.append(talk.to("sylvie").question)
    outcome = await talk.say("sylvie", "Trop cher")

    assert asked == ["order", "vote", "reason"]
    assert outcome.result == {"order": "1", "votes": {"yes": 0, "no": 1, "waiting": 2}, "state": "refused"}
    assert talk.heard("sylvie") == "Vous avez refusé. Rien ne sera versé ; Awa Ibara lira pourquoi."


async def test_the_last_yes_says_that_all_agree_and_every_card_shows_it(talk: Talk) -> None:
    await gather(talk)
    await propose(talk)

    outcome = await agree(talk)

    assert outcome.result == {"order": "1", "votes": {"yes": 3, "no": 0, "waiting": 0}, "state": "approved"}
    assert talk.heard("rosine") == (
        "Vous avez approuvé. Tout le bureau est d’accord (art. 25). Awa Ibara peut acheter, et enverra ensuite le "
        "justificatif."
    )
    assert "Le bureau a donné son accord le 5 mars 2026 à 10 h 00 ; Rosine Ibara a répondu en dernier." in talk.heard(
        "sylvie"
    )
    assert talk.keys("sylvie") == talk.keys("hilaire") == []


async def test_the_round_goes_in_english_too(talk: Talk) -> None:
    await gather(talk, "en")
    for said in ("/expense 45.90", "Paint", "today", "skip", "yes"):
        await talk.say("awa", said)

    await talk.press("sylvie", "Approve")

    assert (
        talk.heard("sylvie") == "You have agreed. The whole bureau is asked (art. 25): 1 yes, 0 no, 2 still to answer."
    )


async def test_an_answer_may_be_changed_while_the_round_is_open(talk: Talk) -> None:
    await gather(talk)
    await propose(talk)
    await agree(talk, 1, "sylvie")

    await talk.say("sylvie", "/ordres 1")
    shown = talk.heard("sylvie")
    await talk.say("sylvie", "refuse")
    outcome = await talk.say("sylvie", "Réflexion faite")

    assert shown.endswith("Vous avez déjà répondu ; vous pouvez encore changer d’avis.")
    assert outcome.result is not None
    assert outcome.result["state"] == "refused"


async def test_who_stands_to_receive_is_told_so_in_one_sentence(talk: Talk) -> None:
    await gather(talk)
    await propose(talk, "sylvie")

    outcome = await talk.say("sylvie", "/ordres 1 approve")

    assert outcome.result == {"refused": "SELF_CONFIRMATION", "articles": ["NDZ art. 25", "NDZ art. 34"]}
    assert talk.heard("sylvie") == "Ce paiement vous est destiné : le reste du bureau en décide (art. 25, art. 34)."


@pytest.mark.parametrize("button", ["Approuver", "Refuser"])
async def test_a_button_of_yesterday_says_who_decided_and_when_and_changes_nothing(talk: Talk, button: str) -> None:
    await gather(talk)
    await propose(talk)
    card = talk.to("sylvie")
    await talk.say("rosine", "/ordres 1 refuse Trop cher")
    token = next(key.data for key in card.keys if key.label == button)

    outcome = await talk.say("sylvie", press=token)

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 25"]}
    assert talk.heard("sylvie") == (
        "C’est déjà fait.\n45,90 € à Awa Ibara (M012) : « Peinture ».\n"
        "Rosine Ibara a refusé le 5 mars 2026 à 10 h 00.\nMotif : « Trop cher »."
    )
    assert await talk.database.run(lambda work: len(work.votes.on("order:1"))) == 1


async def test_a_card_decided_while_its_question_was_open_says_where_things_stand(talk: Talk) -> None:
    await gather(talk)
    await propose(talk)
    await talk.say("sylvie", "/ordres 1")
    await talk.say("rosine", "/ordres 1 refuse Trop cher")

    outcome = await talk.say("sylvie", "approve")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 25"]}


async def test_who_lost_the_role_is_refused_on_the_old_button_and_in_an_open_question(talk: Talk) -> None:
    await gather(talk)
    await propose(talk)
    card = talk.to("sylvie")
    await talk.say("hilaire", "/ordres 1")
    await talk.register(member("M002", "Sylvie"))
    await talk.register(member("M001", "Hilaire", Role.CULTURE))

    pressed = await talk.say("sylvie", press=card.keys[0].data)
    answered = await talk.say("hilaire", "approve")

    expected = {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 25"]}
    assert pressed.result == answered.result == expected
    assert await talk.database.run(lambda work: work.votes.on("order:1")) == []


async def test_members_and_strangers_do_not_see_the_payments(talk: Talk) -> None:
    await gather(talk)
    await propose(talk)

    member_ = await talk.say("awa", "/ordres")
    stranger = await talk.say("nobody", "/ordres 1 approve")

    assert member_.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 25"]}
    assert stranger.result == {"refused": "NOT_A_MEMBER", "articles": []}


async def test_with_nothing_open_the_command_says_so(talk: Talk) -> None:
    await gather(talk)

    outcome = await talk.say("sylvie", "/ordres")

    assert outcome.result == {"order": None}
    assert talk.heard("sylvie") == "Aucun paiement n’attend le bureau."


async def test_the_treasurer_notes_a_transfer_and_everybody_concerned_reads_it(talk: Talk) -> None:
    await payable(talk)
    card = talk.paper.sent.index(talk.to("hilaire")) + 1
    told = talk.heard("rosine")

    await talk.press("rosine", "Noter le paiement")
    asked = [talk.to("rosine").question]
    for said in ("today", "Virement"):
        await talk.say("rosine", said)
        asked.append(talk.to("rosine").question)
    outcome = await talk.say("rosine", "VIR 2026-77")

    assert told.startswith("À payer par virement.\n1 000,00 € à Awa Ibara (M012) : entraide (Décès du père).")
    assert asked == ["paid_on", "method", "reference"]
    assert outcome.result == {"order": "1", "votes": {"yes": 0, "no": 0, "waiting": 3}, "state": "paid"}
    assert talk.to("hilaire").edits == f"p{card}"
    assert "Payé par virement le 5 mars 2026, référence VIR 2026-77 ; noté par Rosine Ibara" in talk.heard("hilaire")
    assert talk.heard("awa") == (
        "1 000,00 € vous ont été versés par virement le 5 mars 2026 : entraide (Décès du père)."
        " Référence : VIR 2026-77."
    )


async def test_the_president_notes_a_cheque_in_english(talk: Talk) -> None:
    await payable(talk, language="en")

    for said in ("/orders 1", "today", "cheque", "0042"):
        outcome = await talk.say("hilaire", said)

    assert outcome.result is not None
    assert outcome.result["state"] == "paid"
    assert talk.heard("hilaire") == (
        "Noted: €1,000.00 paid to Awa Ibara by cheque, 5 March 2026. Awa Ibara has been told."
    )


@pytest.mark.parametrize(
    ("payer", "method", "sentence"),
    [
        ("rosine", "cheque", "Seule la présidence signe les chèques (art. 25). Rien n’a été noté."),
        (
            "hilaire",
            "transfer",
            "Seule la trésorerie, titulaire ou adjointe, fait les virements (art. 25). Rien n’a été noté.",
        ),
    ],
)
async def test_the_other_s_means_is_refused_with_its_article(
    talk: Talk, payer: str, method: str, sentence: str
) -> None:
    await payable(talk)

    for said in ("/ordres 1", "today", method):
        outcome = await talk.say(payer, said)

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 25"]}
    assert talk.heard(payer) == sentence


@pytest.mark.parametrize(
    ("day", "refused"),
    [("04/03/2026", "BUREAU_APPROVAL_REQUIRED"), ("07/03/2026", "FUTURE_DATE"), ("05/03/2026", None)],
)
async def test_the_day_of_a_payment_is_asked_again_where_it_cannot_be(
    talk: Talk, day: str, refused: str | None
) -> None:
    await payable(talk)
    talk.at(FRIDAY)
    await talk.say("rosine", "/ordres 1")

    outcome = await talk.say("rosine", day)

    assert (outcome.result or {}).get("refused") == refused
    assert talk.to("rosine").question == ("method" if refused is None else "paid_on")


async def test_the_secretary_reads_where_an_approved_payment_stands(talk: Talk) -> None:
    await payable(talk)

    outcome = await talk.say("sylvie", "/ordres 1")

    assert outcome.result is not None
    assert outcome.result["state"] == "approved"
    assert talk.to("sylvie").question is None
    assert "Le bureau a donné son accord" in talk.heard("sylvie")


async def test_before_its_receipt_an_expense_is_not_paid(talk: Talk) -> None:
    await gather(talk)
    await propose(talk)
    await agree(talk)

    outcome = await talk.say("rosine", "/ordres 1")

    assert outcome.result == {"refused": "RECEIPT_REQUIRED", "articles": ["NDZ art. 23"]}
    assert "Le paiement attend le justificatif (art. 23)." in talk.heard("rosine")


async def test_the_treasurer_does_not_pay_themselves(talk: Talk) -> None:
    await payable(talk, replace(PAYOUT, beneficiary="M003"))

    outcome = await talk.say("rosine", "/ordres 1")

    assert outcome.result == {"refused": "SELF_CONFIRMATION", "articles": ["NDZ art. 22", "NDZ art. 25"]}
    assert talk.heard("rosine").startswith("Ce paiement vous est destiné : une autre personne habilitée le fait")


async def test_the_second_to_pay_reads_who_paid_and_when(talk: Talk) -> None:
    await payable(talk)
    for said in ("/ordres 1", "today", "cheque"):
        await talk.say("hilaire", said)
    for said in ("/ordres 1", "today", "transfer", "VIR 77"):
        await talk.say("rosine", said)

    outcome = await talk.say("hilaire", "0042")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 25"]}
    assert "noté par Rosine Ibara le 5 mars 2026 à 10 h 00" in talk.heard("hilaire")
    assert len(await talk.database.run(lambda work: work.ledger.transfers())) == 1


async def test_an_old_yes_pressed_by_who_may_pay_does_not_begin_a_payment(talk: Talk, tmp_path: Path) -> None:
    await gather(talk)
    await propose(talk)
    card = talk.to("rosine")
    await agree(talk)
    await hand_in(talk, tmp_path)

    outcome = await talk.say("rosine", press=card.keys[0].data)

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 25"]}
    assert talk.to("rosine").question is None


async def test_each_of_the_bureau_has_one_card_a_payment(talk: Talk) -> None:
    await gather(talk)

    await propose(talk)

    cards = [message.to.chat for message in talk.paper.sent if message.keys and message.keys[0].label == "Approuver"]
    assert sorted(cards) == sorted(BUREAU)
