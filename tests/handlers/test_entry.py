from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.domain.ledger import Account, Kind, Transfer
from assistant.domain.members import Role, Status
from handlers.undo_entry import LONGEST_LABEL
from tests.handlers.talk import OPENED, Talk, member

GLASS = ("M012", "charge", "15", "aujourd’hui", "un verre cassé")


@pytest.fixture
async def association(talk: Talk) -> Talk:
    """Two treasurers, a president who reads English, and Awa who owes 20,00 €."""
    await talk.register(member("M001", "Joy", Role.PRESIDENT, language="en"), balance=0)
    await talk.register(member("M005", "Zéphirin", Role.TREASURER), balance=0)
    await talk.register(member("M006", "Esther", Role.DEPUTY_TREASURER), balance=0)
    await talk.register(member("M012", "Awa"), balance=-2000)
    return talk


async def _say(talk: Talk, who: str, *lines: str) -> Any:
    """The last one's outcome."""
    outcome = None
    for line in lines:
        outcome = await talk.say(who, line)
    return outcome


async def _entered(talk: Talk, *answers: str) -> Any:
    return await _say(talk, "zéphirin", "/ecriture", *answers, "oui")


async def _last(talk: Talk) -> Transfer:
    return (await talk.database.run(lambda work: work.ledger.transfers()))[-1]


async def test_a_charge_is_echoed_with_the_balance_after_it_and_then_entered(association: Talk) -> None:
    await _say(association, "zéphirin", "/ecriture", *GLASS)
    echo = association.heard("zéphirin")

    outcome = await association.say("zéphirin", "oui")

    booked = await _last(association)
    assert echo == (
        "Awa Ibara (M012) : 15,00 € de plus à payer, à compter du 5 mars 2026 (« un verre cassé »).\n"
        "Après cela : Awa Ibara (M012) doit 35,00 €.\n"
        "Est-ce bien cela ?"
    )
    assert outcome.result == {
        "entry": "1",
        "transfer": booked.id,
        "account": "M012",
        "amount": -1500,
        "date": "2026-03-05",
    }
    assert (booked.debit, booked.cents, booked.kind) == ("member:M012", 1500, Kind.MANUAL)
    assert association.heard("zéphirin").startswith("C’est saisi, n° 1.\nAwa Ibara (M012) : 15,00 € de plus à payer")


async def test_the_questions_come_in_their_order(association: Talk) -> None:
    keys = []
    for line in ("/ecriture", "bank", "more", "2500", "31/12/2025", "relevé"):
        await association.say("zéphirin", line)
        keys.append(association.to("zéphirin").question)

    assert keys == ["account", "side", "amount", "date", "reason", "confirm"]


async def test_the_member_is_told_and_the_president_is_shown_who_entered_it(association: Talk) -> None:
    await _entered(association, *GLASS)

    assert association.heard("awa") == (
        "La trésorerie a ajouté 15,00 € à ce que vous devez, à compter du 5 mars 2026 : « un verre cassé ». "
        "Vous devez 35,00 €. Si ce n’est pas exact, écrivez à la trésorerie."
    )
    assert association.heard("joy") == (
        "Entered by Zéphirin Ibara, No. 1:\nAwa Ibara (M012): €15.00 more to pay, from 5 March 2026 (“un verre cassé”)."
    )
    assert association.keys("joy") == ["Undo this entry"]


async def test_a_credit_and_an_opening_correction_go_the_right_way(association: Talk) -> None:
    await _entered(association, "M012", "credit", "5", "aujourd’hui", "trop perçu")
    credited = association.heard("awa")
    await _entered(association, "M012", "opening", "less", "7,50", "31/12/2025", "année oubliée")

    assert "vous a crédité de 5,00 €" in credited
    assert "Vous devez 15,00 €." in credited
    assert "Votre solde d’ouverture a été diminué de 7,50 € : « année oubliée ». Vous devez 22,50 €." in (
        association.heard("awa")
    )
    assert (await _last(association)).value_on == OPENED


@pytest.mark.parametrize(
    ("account", "side", "debit", "credit"),
    [
        ("bank", "more", Account.BANK, Account.OPENING),
        ("caisse", "less", Account.OPENING, Account.CASH),
        ("fonds d’entraide", "more", Account.OPENING, Account.AID),
    ],
)
async def test_what_was_there_when_the_books_opened_is_entered_once_for_each_account(
    association: Talk, account: str, side: str, debit: str, credit: str
) -> None:
    outcome = await _entered(association, account, side, "2500", "31/12/2025", "relevé de décembre")

    booked = await _last(association)
    assert (booked.debit, booked.credit, booked.cents, booked.kind) == (debit, credit, 250000, Kind.OPENING)
    assert outcome.result["date"] == "2025-12-31"
    assert "solde d’ouverture" in association.heard("zéphirin")


async def test_arguments_answer_the_first_questions(association: Talk) -> None:
    await association.say("zéphirin", "/ecriture M012 charge 15")
    asked = association.to("zéphirin").question
    await association.say("zéphirin", "/entry bank opening 2500")

    assert asked == "date"
    assert association.to("zéphirin").question == "date"


async def test_the_day_the_books_opened_is_offered_for_an_opening_balance_alone(association: Talk) -> None:
    await association.say("zéphirin", "/ecriture M012 charge 15")
    charge = association.keys("zéphirin")
    await association.say("zéphirin", "/ecriture bank opening 2500")

    assert charge[0] == "Aujourd’hui"
    assert association.keys("zéphirin")[:2] == ["31 décembre 2025", "Aujourd’hui"]


@pytest.mark.parametrize(("day", "code"), [("30/12/2025", "TOO_EARLY"), ("6/3/2026", "FUTURE_DATE")])
async def test_a_day_before_the_books_or_to_come_is_refused_and_asked_again(
    association: Talk, day: str, code: str
) -> None:
    outcome = await _say(association, "zéphirin", "/ecriture M012 charge 15", day)

    assert outcome.result == {"refused": code}
    assert association.to("zéphirin").question == "date"


@pytest.mark.parametrize("amount", ["0", "-5", "1,234", "beaucoup"])
async def test_an_amount_that_is_none_is_refused_and_asked_again(association: Talk, amount: str) -> None:
    outcome = await _say(association, "zéphirin", "/ecriture M012 charge", amount)

    assert outcome.result == {"refused": "BAD_AMOUNT"}


async def test_nobody_enters_anything_on_their_own_account(association: Talk) -> None:
    outcome = await association.say("zéphirin", "/ecriture M005")

    assert outcome.result == {"refused": "SELF_CONFIRMATION", "articles": ["NDZ art. 22"]}
    assert association.heard("zéphirin") == (
        "Nul n’écrit sur son propre compte : l’autre trésorier s’en charge (art. 22)."
    )


async def test_the_other_treasurer_does(association: Talk) -> None:
    await _say(association, "esther", "/ecriture M005 credit 15", "aujourd’hui", "frais", "oui")

    assert "vous a crédité de 15,00 €" in association.heard("zéphirin")


async def test_somebody_whom_the_register_does_not_know_is_asked_for_again(association: Talk) -> None:
    outcome = await _say(association, "zéphirin", "/ecriture", "M999")

    assert outcome.result == {"refused": "MEMBER_UNCLEAR"}


async def test_who_has_left_still_has_an_account(association: Talk) -> None:
    await association.register(member("M013", "Brice", status=Status.RESIGNED, since=date(2026, 1, 1)), balance=-6000)

    outcome = await _entered(association, "Brice Ibara", "credit", "40", "aujourd’hui", "remise")

    assert outcome.result["account"] == "M013"


async def test_nothing_is_entered_without_a_yes(association: Talk) -> None:
    before = await _last(association)

    outcome = await _say(association, "zéphirin", "/ecriture", *GLASS, "non")

    assert outcome.result == {"cancelled": "entry"}
    assert await _last(association) == before


@pytest.mark.parametrize("who", ["awa", "joy"])
async def test_only_treasurers_enter(association: Talk, who: str) -> None:
    outcome = await association.say(who, "/ecriture M012 charge 15")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 22"]}


async def test_an_entry_stands_in_the_members_statement_with_its_reason(association: Talk) -> None:
    await _entered(association, *GLASS)
    await _say(association, "esther", "/ecriture annuler 1", "c’était Brice")

    outcome = await association.say("awa", "/releve")

    assert association.heard("awa").splitlines()[-2:] == [
        "05/03/2026 · Correction : « un verre cassé » · -15,00 €",
        "05/03/2026 · Correction (annulation) : « c’était Brice » · 15,00 €",
    ]
    assert outcome.result
    assert [line["reason"] for line in outcome.result["lines"][-3:]] == ["", "un verre cassé", "c’était Brice"]


async def test_the_confirmation_has_a_button_that_undoes_it_with_a_reason(association: Talk) -> None:
    await _entered(association, *GLASS)
    await association.press("zéphirin", "Annuler cette écriture")
    asked = association.heard("zéphirin")

    outcome = await association.say("zéphirin", "c’était Brice")

    opposite = await _last(association)
    assert asked == (
        "Awa Ibara (M012) : 15,00 € de plus à payer, à compter du 5 mars 2026 (« un verre cassé »).\n"
        "Pourquoi l’annuler ? Ceux qui en ont été prévenus liront votre motif."
    )
    assert outcome.result == {"entry": "1", "transfer": opposite.id}
    assert opposite.reverses == opposite.id - 1


async def test_an_undoing_is_told_to_the_member_and_the_president(association: Talk) -> None:
    await _entered(association, *GLASS)

    await _say(association, "esther", "/ecriture annuler 1", "c’était Brice")

    assert association.heard("awa") == (
        "La somme de 15,00 € mise à votre charge au 5 mars 2026 est annulée : « c’était Brice ». Vous devez 20,00 €. "
        "Si ce n’est pas exact, écrivez à la trésorerie."
    )
    assert association.heard("joy").endswith("Undone by Esther Ibara on 5 March 2026 at 10:00: “c’était Brice”.")
    assert association.keys("joy") == []


async def test_the_president_may_undo_what_was_shown(association: Talk) -> None:
    await _entered(association, *GLASS)
    await association.press("joy", "Undo this entry")

    outcome = await association.say("joy", "not agreed")

    assert outcome.result
    assert outcome.result["entry"] == "1"
    assert "« not agreed »" in association.heard("awa")


async def test_an_entry_is_undone_once(association: Talk) -> None:
    await _entered(association, *GLASS)
    await _say(association, "esther", "/ecriture annuler 1", "c’était Brice")

    outcome = await association.say("zéphirin", "/entry undo 1")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": []}
    assert association.heard("zéphirin") == (
        "C’est déjà fait : écriture annulée par Esther Ibara le 5 mars 2026 à 10 h 00."
    )


async def test_without_a_number_the_latest_entries_are_offered(association: Talk) -> None:
    await _entered(association, *GLASS)
    await _entered(association, "bank", "more", "2500", "31/12/2025", "relevé de décembre")

    await association.say("zéphirin", "/ecriture annuler")
    offered = association.keys("zéphirin")
    outcome = await _say(association, "zéphirin", "1", "c’était Brice")

    assert offered[0].startswith("2 · Banque : solde d’ouverture augmenté de 2")
    assert [len(label) for label in offered[:2]] == [LONGEST_LABEL, LONGEST_LABEL]
    assert outcome.result["entry"] == "1"


async def test_where_there_is_nothing_to_undo_it_is_said(association: Talk) -> None:
    nothing = await association.say("zéphirin", "/ecriture annuler")
    unknown = await association.say("zéphirin", "/ecriture annuler 9")

    assert nothing.result == unknown.result == {"refused": "NOT_CONFIRMED", "articles": []}
    assert association.heard("zéphirin") == "Il n’y a pas d’écriture n° 9."


async def test_nobody_undoes_what_stands_on_their_own_account(association: Talk) -> None:
    await _entered(association, "M006", "charge", "15", "aujourd’hui", "erreur")

    outcome = await association.say("esther", "/ecriture annuler 1")

    assert outcome.result == {"refused": "SELF_CONFIRMATION", "articles": ["NDZ art. 22"]}


async def test_a_member_undoes_nothing(association: Talk) -> None:
    await _entered(association, *GLASS)

    outcome = await association.say("awa", "/undo-entry 1")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 22"]}
