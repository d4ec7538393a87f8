"""What follows the bureau's yes: what is paid to who declared, what is owed to the others with how to pay it."""

from pathlib import Path
from typing import Any

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import Actor, ActorKind
from assistant.domain.payee import Payee
from assistant.i18n import language
from assistant.ports import Database, UnitOfWork
from assistant.services.aid import cancelling
from handlers.claim_notices_member import claim_approved, claim_cancelled, levy_called, levy_cancelled
from tests.documents import reading
from tests.handlers.declaring import declare, gather, tell, vote
from tests.handlers.talk import Talk, member, plain

PAYEE = Payee("FR7630006000011234567890189", "AGRIFRPP", "Association N'DZOUANA")
CALLED = {
    "event": 1,
    "association": "N’DZOUANA",
    "cents": 5000,
    "currency": "EUR",
    "due_on": "2026-04-04",
    "article": "NDZ art. 14",
    "number": "M014",
    "name": "Awa Ibara",
    "kind": "death_father",
}


@pytest.fixture
def paid_at_bank(database: Database, clock: StandingClock) -> Talk:
    return Talk(database, clock, payee=PAYEE)


async def _cancel(talk: Talk, claim: int = 1) -> None:
    def undo(work: UnitOfWork) -> None:
        actor = Actor(ActorKind.MEMBER, work.members.get("M001"))
        cancelling.cancel(work, actor, claim, "déclaré par erreur")

    await talk.database.run(undo)
    await talk.say("hilaire", "/aide")


async def test_who_declared_reads_the_sum_and_that_it_is_told_when_it_is_paid(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)

    await vote(talk)

    assert talk.heard("awa") == (
        "Le bureau a donné son accord : 1 000,00 € pour le décès de votre père, le 2 mars 2026 (art. 25). Le versement "
        "suit ; vous le lirez ici.\nSi l’annonce aux membres vous convient, dites-le : rien ne sera dit sans vous."
    )
    assert talk.keys("awa") == ["Annoncer", "Ne pas annoncer"]


async def test_of_a_member_s_death_who_declared_it_reads_that_the_bureau_decides_whom_it_pays(talk: Talk) -> None:
    await gather(talk)
    await talk.register(member("M021", "Paul"), balance=0)
    await tell(talk, "awa", "/evenement death_member", "M021", "02/03/2026", "yes")

    await vote(talk)

    told = [plain(message.text) for message in talk.paper.sent if message.to.chat == "awa"]
    assert any(
        text.startswith(
            "Le bureau a accordé 2 000,00 € pour le décès de notre membre Paul Ibara, le 2 mars 2026 (art. 25). Il "
            "décide à qui la somme est versée, et préviendra la famille."
        )
        for text in told
    )
    assert not [message for message in talk.paper.sent if message.to.chat == "paul"]


@pytest.mark.parametrize(
    ("consent", "first"), [("yes", "Awa Ibara a perdu son père."), ("no", "Un deuil touche l’association.")]
)
async def test_the_bereaved_is_named_only_if_the_family_agrees(paid_at_bank: Talk, consent: str, first: str) -> None:
    await gather(paid_at_bank)
    await tell(paid_at_bank, "awa", "/evenement death_father", "02/03/2026", "Paul Zamba", "yes")
    await paid_at_bank.say("awa", f"/evenement announce 1 {consent}")

    await vote(paid_at_bank)

    assert paid_at_bank.heard("rufin") == (
        f"{first} La cotisation décès est de 50,00 €, à régler au plus tard le 4 avril 2026 (art. 14).\n"
        "Scannez le code avec l’application de votre banque, ou copiez le compte. Puis dites-le-moi avec /payer."
    )
    assert ("Awa" in paid_at_bank.heard("rufin")) is (consent == "yes")
    assert not [
        message for message in paid_at_bank.paper.sent if "Zamba" in message.text and message.to.chat == "rufin"
    ]


async def test_the_code_is_for_the_contribution_with_one_s_own_reference(paid_at_bank: Talk, tmp_path: Path) -> None:
    await gather(paid_at_bank)
    await declare(paid_at_bank)

    await vote(paid_at_bank)

    (file,) = paid_at_bank.to("rufin").files
    lines = [line for line in reading.code(file.content, tmp_path).text.split("\n") if line]
    assert (file.name, lines[-2:]) == ("virement-M014.png", ["EUR50.00", "RF42M014"])
    assert [(key.label, key.copy) for key in paid_at_bank.to("rufin").keys][1:] == [
        ("Copier l’IBAN", "FR7630006000011234567890189"),
        ("Copier votre référence", "RF42M014"),
    ]
    await paid_at_bank.press("rufin", "Payer 50,00\u00a0€")
    assert paid_at_bank.to("rufin").question == "method"


async def test_without_an_account_set_the_way_to_pay_is_said_all_the_same(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)

    await vote(talk)

    assert talk.heard("rufin").endswith(
        "Réglez comme d’habitude, ou demandez à la trésorerie comment faire. Puis dites-le-moi avec /payer."
    )
    assert (talk.keys("rufin"), talk.to("rufin").files) == (["Payer 50,00\u00a0€"], ())


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("death_member", "Awa Ibara, our member, has died."),
        ("death_spouse", "Awa Ibara has lost their husband or wife."),
        ("death_child", "Awa Ibara has lost their child."),
        ("death_sister", "Awa Ibara has lost their sister."),
    ],
)
def test_the_call_says_in_a_word_who_has_died(kind: str, first: str) -> None:
    said = plain(levy_called(None)(language("en"), CALLED | {"kind": kind}).text)

    assert said.startswith(f"{first} The death contribution is €50.00, to be paid by 4 April 2026 (art. 14).")


def test_an_account_without_a_name_is_the_association_s() -> None:
    (code,) = levy_called(Payee(PAYEE.iban))(language("en"), CALLED).files

    assert code.data["payee"] == {"iban": PAYEE.iban, "bic": None, "name": "N’DZOUANA"}


async def test_happy_events_call_nothing(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement baptism", "02/03/2026", "Léa", "yes", "yes", "yes")

    await vote(talk)

    assert talk.heard("awa").startswith("Le bureau a donné son accord : 150,00 € pour le baptême de votre enfant")
    assert not [message for message in talk.paper.sent if message.to.chat == "rufin"]


async def test_who_turns_out_bereaved_after_the_call_no_longer_owes_it(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement death_father", "02/03/2026", "Paul Zamba", "yes")
    await vote(talk)

    await tell(talk, "rufin", "/evenement death_father", "02/03/2026", "Paul Zamba", "yes")

    assert talk.heard("rufin") == (
        "Nous pensons à vous. La cotisation décès de 50,00 € n’est pas demandée à qui est en deuil (art. 14) : vous ne "
        "la devez plus. Si vous l’avez réglée, cette somme reste à votre crédit."
    )


async def test_a_cancelled_event_is_told_to_who_declared_it_and_to_all_who_were_asked(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)
    await vote(talk)

    await _cancel(talk)

    assert talk.heard("awa") == (
        "Le bureau est revenu sur sa décision pour le décès de votre père, le 2 mars 2026 : « déclaré par erreur ». "
        "Rien ne sera versé. Si ce n’est pas exact, écrivez au bureau."
    )
    assert talk.heard("rufin") == (
        "La cotisation décès de 50,00 € est annulée : « déclaré par erreur ». Si vous l’avez réglée, cette somme reste "
        "à votre crédit."
    )


def test_an_announcement_that_was_read_is_taken_back_in_the_same_message() -> None:
    said = levy_cancelled(language("en"), CALLED | {"reason": "a mistake", "announced": True}).text

    assert plain(said).endswith("What was announced to the members was told by mistake.")


DECIDED: dict[str, Any] = {
    "claim": 1,
    "kind": "death_father",
    "taken_for": "death_father",
    "tie": "unlisted",
    "name": "Awa Ibara",
    "children": 1,
    "event_on": "2026-03-02",
    "state": "approved",
    "consent": False,
    "announced_at": None,
    "currency": "EUR",
    "article": "NDZ art. 25",
    "cancel_reason": "a mistake",
    "verdict": {"allowed": True, "reason": None, "payout": 100000, "articles": ["NDZ art. 14"], "figures": {}},
}


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"cents": 100000}, "The payment comes next; you will read it here."),
        ({"cents": 92000}, "€80.00 of it is set off against what you owe. The payment of €920.00 comes next"),
        (None, "The bylaws set it off against what you owe."),
    ],
)
def test_what_is_set_off_against_arrears_is_said(order: dict[str, int] | None, said: str) -> None:
    assert said in plain(claim_approved(language("en"), DECIDED | {"order": order}).text)


def test_an_event_that_pays_nothing_is_taken_note_of() -> None:
    nothing = {**DECIDED, "order": None, "verdict": {**DECIDED["verdict"], "payout": 0}}

    assert plain(claim_approved(language("en"), nothing).text) == (
        "The bureau has taken note of the death of your father on 2 March 2026 (art. 25); no sum is paid for it."
    )


@pytest.mark.parametrize(("kind", "told"), [("death_father", True), ("death_member", False)])
def test_a_sum_that_was_paid_is_to_come_back_from_whom_it_was_paid_to(kind: str, told: bool) -> None:
    paid = DECIDED | {"taken_for": kind, "order": {"order": 1, "state": "paid", "cents": 100000}}

    said = plain(claim_cancelled(language("en"), paid).text)

    assert ("The €1,000.00 paid is to come back: the treasurer will tell you how." in said) is told
