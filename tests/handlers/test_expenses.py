from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.domain.members import Status
from assistant.ports import Database
from tests.conftest import PARIS
from tests.handlers.spending import TICKET, agree, gather, hand_in, photograph, propose
from tests.handlers.talk import Talk, member, plain

FRIDAY = date(2026, 3, 6)


@pytest.fixture
async def database(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    opened = storage.throwaway(
        tmp_path / "sealed.db", bylaws=bylaws.load("ndzouana"), clock=clock, timezone=PARIS, secret_key="secret"
    )
    yield opened
    await opened.close()


async def test_a_purchase_is_asked_for_in_five_questions_and_put_to_the_bureau(talk: Talk) -> None:
    await gather(talk)
    asked = []
    for said in ("/depense", "45,90", "Peinture pour la salle", "demain", "Passer"):
        await talk.say("awa", said)
        asked.append((talk.to("awa").question, talk.to("awa").kind))

    outcome = await talk.say("awa", "oui")

    assert asked == [
        ("amount", "amount"),
        ("what", "text"),
        ("date", "date"),
        ("receipt", "file"),
        ("confirm", "yes_no"),
    ]
    assert outcome.result == {"expense": "1", "state": "proposed"}
    assert talk.heard("awa") == (
        "Noté : 45,90 € pour « Peinture pour la salle », le 6 mars 2026. Le bureau est interrogé, et vous lirez sa "
        "réponse ici. Attendez-la avant d’acheter (art. 23)."
    )
    assert talk.heard("sylvie") == (
        "45,90 € à Awa Ibara (M012) : « Peinture pour la salle ».\nPrévu le 6 mars 2026.\n"
        "Tout le bureau est interrogé (art. 25) : 0 pour, 0 contre, 3 en attente."
    )
    assert talk.keys("sylvie") == ["Approuver", "Refuser"]


async def test_the_conversation_goes_in_english_too(talk: Talk) -> None:
    await gather(talk, "en")
    for said in ("/expense 45.90", "Paint", "tomorrow", "skip"):
        await talk.say("awa", said)

    echoed = talk.heard("awa")
    outcome = await talk.say("awa", "yes")

    assert echoed == "€45.90 for “Paint”, planned for 6 March 2026.\nShall I put it to the bureau?"
    assert outcome.result == {"expense": "1", "state": "proposed"}
    assert talk.heard("sylvie").startswith("€45.90 to Awa Ibara (M012): “Paint”.\nPlanned for 6 March 2026.")


async def test_a_no_to_the_echo_records_nothing_and_asks_nobody(talk: Talk) -> None:
    await gather(talk)
    for said in ("/depense 45,90", "Peinture", "demain", "skip"):
        await talk.say("awa", said)

    outcome = await talk.say("awa", "non")

    assert outcome.result == {"cancelled": "expense"}
    assert not [message for message in talk.paper.sent if message.to.chat == "sylvie"]


@pytest.mark.parametrize(
    ("day", "state"), [("04/03/2026", "refused"), ("05/03/2026", "proposed"), ("06/03/2026", "proposed")]
)
async def test_a_purchase_of_an_earlier_day_is_refused_gently_with_what_to_do(talk: Talk, day: str, state: str) -> None:
    await gather(talk)
    await talk.say("awa", "/depense 45,90")
    await talk.say("awa", "Peinture")

    outcome = await talk.say("awa", day)

    if state == "proposed":
        assert talk.to("awa").question == "receipt"
    else:
        assert outcome.result == {
            "refused": "BUREAU_APPROVAL_REQUIRED",
            "articles": ["NDZ art. 23", "NDZ art. 25"],
        }
        assert "Écrivez au bureau, qui vous dira ce qui est possible." in talk.heard("awa")
        assert talk.keys("awa") == ["En proposer une autre"]


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("night_performance", "un déplacement pour une prestation de nuit en Île-de-France"),
        ("regional_performance", "un déplacement pour une prestation dans une autre région"),
    ],
)
async def test_the_journey_of_a_performance_is_put_to_the_bureau_with_who_bears_it(
    talk: Talk, choice: str, words: str
) -> None:
    await gather(talk)
    for said in ("/depense 64", "Déplacement", choice, "demain", "skip", "yes"):
        outcome = await talk.say("awa", said)

    assert outcome.result == {"expense": "1", "state": "proposed"}
    assert f"64,00 € à Awa Ibara (M012) : {words}." in talk.heard("rosine")
    assert "À ajouter à la facture du client (art. 24)." in talk.heard("rosine")


async def test_the_journey_of_a_project_names_it(talk: Talk) -> None:
    await gather(talk)
    for said in ("/depense 80", "travel", "project", "École de Brazzaville", "demain", "skip", "yes"):
        await talk.say("awa", said)

    assert "un déplacement pour un projet, « École de Brazzaville »" in talk.heard("rosine")
    assert "Dans la limite du budget du projet (art. 24)." in talk.heard("rosine")


async def test_a_journey_to_a_meeting_is_refused_with_the_three_that_are_covered(talk: Talk) -> None:
    await gather(talk)
    await talk.say("awa", "/depense 23")
    await talk.press("awa", "Déplacement")

    outcome = await talk.press("awa", "Autre chose, une réunion par exemple")

    assert outcome.result == {"refused": "TRAVEL_NOT_COVERED", "articles": ["NDZ art. 24"]}
    assert talk.heard("awa").startswith("Les déplacements, en voiture ou autrement, ne sont pas remboursés (art. 24).")


async def test_costs_of_a_mission_name_it_and_are_refused_without_one(talk: Talk) -> None:
    await gather(talk)
    await talk.say("awa", "/depense 30 mission")
    without = await talk.press("awa", "Aucune ne m’a été confiée")
    for said in ("/depense 30 mission", "Préfecture de Bobigny", "demain", "skip", "yes"):
        given = await talk.say("awa", said)

    assert without.result == {"refused": "MISSION_REQUIRED", "articles": ["NDZ art. 24"]}
    assert given.result == {"expense": "1", "state": "proposed"}
    assert "une mission, « Préfecture de Bobigny »" in talk.heard("rosine")


async def test_after_the_yes_the_member_reads_from_when_to_buy_and_sends_the_receipt(
    talk: Talk, tmp_path: Path
) -> None:
    await gather(talk)
    await propose(talk)
    await agree(talk)
    agreed = talk.heard("awa")

    await talk.press("awa", "Envoyer le justificatif")
    await photograph(talk, "awa", tmp_path)
    for said in ("aujourd'hui", "42,10", "oui"):
        outcome = await talk.say("awa", said)

    assert agreed.startswith("Le bureau a donné son accord pour votre dépense de 45,90 €, « Peinture » (art. 23).")
    assert "Vous pouvez acheter à partir du 5 mars 2026." in agreed
    assert outcome.result == {"expense": "1", "state": "documented"}
    assert talk.heard("rosine").startswith("À payer par virement.\n42,10 € à Awa Ibara")
    assert talk.heard("hilaire").startswith("À payer par chèque.")
    assert [file.content for file in talk.to("rosine").files] == [TICKET]
    assert talk.keys("rosine") == ["Noter le paiement", "Justificatif incomplet"]
    assert talk.keys("hilaire") == ["Noter le paiement"]


async def test_the_command_offers_to_send_the_receipt_or_to_begin_anew(talk: Talk) -> None:
    await gather(talk)
    await propose(talk)
    await agree(talk)

    await talk.say("awa", "/depense")
    offered = [plain(key) for key in talk.keys("awa")]
    await talk.press("awa", "Une nouvelle dépense")

    assert offered == ["Justificatif de 45,90 €, « Peinture »", "Une nouvelle dépense", "Annuler"]
    assert talk.to("awa").question == "amount"


async def test_an_amount_after_the_command_is_a_new_expense_whatever_waits(talk: Talk) -> None:
    await gather(talk)
    await propose(talk)
    await agree(talk)

    for said in ("/depense 1", "Timbres", "demain", "skip", "yes"):
        outcome = await talk.say("awa", said)

    assert outcome.result == {"expense": "2", "state": "proposed"}


async def test_a_receipt_is_of_the_day_of_the_yes_or_later_and_within_what_was_agreed(
    talk: Talk, tmp_path: Path
) -> None:
    await gather(talk)
    await propose(talk)
    await agree(talk)
    talk.at(FRIDAY)
    await talk.say("awa", "/depense receipt 1")
    await photograph(talk, "awa", tmp_path)

    early = await talk.say("awa", "04/03/2026")
    said = talk.heard("awa")
    late = await talk.say("awa", "07/03/2026")
    await talk.say("awa", "05/03/2026")
    much = await talk.say("awa", "45,91")

    assert early.result == {"refused": "BUREAU_APPROVAL_REQUIRED"}
    assert said.startswith("Le bureau a donné son accord le 5 mars 2026, et un achat d’avant ce jour")
    assert late.result == {"refused": "FUTURE_DATE"}
    assert much.result == {"refused": "BAD_AMOUNT"}
    assert talk.to("awa").question == "amount"


async def test_the_receipt_itself_cannot_be_left_out(talk: Talk) -> None:
    await gather(talk)
    await propose(talk)
    await agree(talk)
    await talk.say("awa", "/depense receipt 1")

    outcome = await talk.say("awa", "skip")

    assert outcome.result == {"refused": "FILE_NEEDED"}
    assert talk.to("awa").question == "receipt"


async def test_an_incomplete_receipt_comes_back_with_what_it_lacks_and_the_next_one_is_paid(
    talk: Talk, tmp_path: Path
) -> None:
    await gather(talk)
    await propose(talk)
    await agree(talk)
    await hand_in(talk, tmp_path)
    await talk.press("rosine", "Justificatif incomplet")
    returned = await talk.say("rosine", "Le nom du magasin")
    said = talk.heard("awa")

    await talk.press("awa", "Envoyer le justificatif")
    await photograph(talk, "awa", tmp_path)
    for answer in ("05/03/2026", "45,90", "oui"):
        await talk.say("awa", answer)
    for answer in ("/ordres 1", "today", "transfer", "VIR 42"):
        paid = await talk.say("rosine", answer)

    assert returned.result is not None
    assert (returned.result["state"], returned.result["receipt"]) == ("approved", "RECEIPT_INCOMPLETE")
    assert "« Le nom du magasin ». Un justificatif montre ce qui a été acheté et dans quel commerce (art. 23)." in said
    assert paid.result is not None
    assert paid.result["state"] == "paid"
    assert talk.heard("awa").startswith("45,90 € vous ont été versés par virement le 5 mars 2026 : « Peinture ».")


async def test_a_receipt_sent_with_the_claim_of_the_day_is_paid_after_the_yes(talk: Talk, tmp_path: Path) -> None:
    await gather(talk)
    for said in ("/depense 45,90", "Peinture", "aujourd'hui"):
        await talk.say("awa", said)
    await photograph(talk, "awa", tmp_path)
    await talk.say("awa", "oui")
    shown = [file.content for file in talk.to("sylvie").files]

    await agree(talk)

    assert shown == [TICKET]
    assert "Votre justificatif est là" in talk.heard("awa")
    assert talk.heard("hilaire").startswith("À payer par chèque.")


async def test_a_claim_is_withdrawn_with_one_button_and_the_cards_change(talk: Talk) -> None:
    await gather(talk)
    await propose(talk)
    card = talk.paper.sent.index(talk.to("sylvie")) + 1

    outcome = await talk.press("awa", "Retirer")
    again = await talk.say("awa", "/depense retirer 1")

    assert outcome.result == {"expense": "1", "state": "cancelled"}
    assert talk.to("sylvie").edits == f"p{card}"
    assert "Retiré par Awa Ibara le 5 mars 2026 à 10 h 00." in talk.heard("sylvie")
    assert talk.keys("sylvie") == []
    assert again.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 25"]}


async def test_a_button_for_a_receipt_that_is_there_already_says_so(talk: Talk, tmp_path: Path) -> None:
    await gather(talk)
    await propose(talk)
    await agree(talk)
    await hand_in(talk, tmp_path)

    outcome = await talk.say("awa", "/depense receipt 1")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 23"]}
    assert talk.heard("awa") == "Le justificatif est déjà là ; le paiement suit."


@pytest.mark.parametrize("said", ["/depense receipt 1", "/depense withdraw 1", "/depense withdraw 99"])
async def test_somebody_else_s_expense_is_neither_shown_nor_touched(talk: Talk, said: str) -> None:
    await gather(talk)
    await talk.register(member("M013", "Bintou"))
    await propose(talk)
    await agree(talk)

    outcome = await talk.say("bintou", said)

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 23"]}
    assert "Peinture" not in talk.heard("bintou")


async def test_a_refusal_is_told_kindly_with_its_reason_and_without_who(talk: Talk) -> None:
    await gather(talk)
    await propose(talk)

    await talk.say("sylvie", "/ordres 1 refuse Nous en avons encore")

    assert talk.heard("awa").startswith(
        "Le bureau n’a pas donné son accord pour votre dépense de 45,90 €, « Peinture » : « Nous en avons encore »."
    )
    assert "Sylvie" not in talk.heard("awa")


async def test_the_suspended_and_strangers_propose_nothing(talk: Talk) -> None:
    await gather(talk)
    await talk.register(member("M020", "Rufin", status=Status.SUSPENDED))

    suspended = await talk.say("rufin", "/depense")
    stranger = await talk.say("nobody", "/depense")

    assert suspended.result == {"refused": "SUSPENDED", "articles": ["NDZ art. 30"]}
    assert stranger.result == {"refused": "NOT_A_MEMBER", "articles": []}


async def test_what_members_write_is_shown_as_text(talk: Talk) -> None:
    await gather(talk)
    for said in ("/depense 5", "<b>Peinture</b>", "demain", "skip", "yes"):
        await talk.say("awa", said)

    assert "&lt;b&gt;Peinture&lt;/b&gt;" in str(talk.to("sylvie").text)


@pytest.mark.parametrize("typed", ["comment avoir un remboursement ?", "j'ai une dépense", "an expense"])
async def test_a_plain_request_for_a_refund_offers_the_command(talk: Talk, typed: str) -> None:
    await gather(talk)

    await talk.say("awa", typed)

    assert talk.keys("awa") == ["Proposer une dépense, ou en envoyer le justificatif"]
