"""The code for a transfer, from `/solde`: for whoever owes something, where the association's account is known."""

from pathlib import Path

import pytest

from assistant.clocks import StandingClock
from assistant.domain.payee import Payee
from assistant.ports import Database
from tests.documents import reading
from tests.handlers.talk import Talk, member

PAYEE = Payee("FR7630006000011234567890189", "AGRIFRPP", "Association N'DZOUANA")


@pytest.fixture
async def paid_at_bank(database: Database, clock: StandingClock) -> Talk:
    talk = Talk(database, clock, payee=PAYEE)
    await talk.register(member("M012", "Awa"), balance=-3500)
    await talk.register(member("M013", "Joy", language="en"), balance=-2050)
    await talk.register(member("M014", "Rufin"), balance=0)
    return talk


async def test_who_owes_something_is_offered_a_code_that_a_bank_reads(paid_at_bank: Talk, tmp_path: Path) -> None:
    await paid_at_bank.say("awa", "/solde")
    await paid_at_bank.press("awa", "Virement par QR code")

    (file,) = paid_at_bank.to("awa").files

    lines = reading.code(file.content, tmp_path).text.split("\n")
    assert (file.name, file.media_type) == ("virement-M012.png", "image/png")
    assert [line for line in lines if line] == [
        "BCD",
        "002",
        "1",
        "SCT",
        "AGRIFRPP",
        "Association N'DZOUANA",
        "FR7630006000011234567890189",
        "EUR35.00",
        "RF96M012",
    ]


async def test_the_same_stands_in_text_and_is_copied_at_a_touch(paid_at_bank: Talk) -> None:
    await paid_at_bank.say("joy", "/balance qr")

    copies = [(key.label, key.copy) for key in paid_at_bank.to("joy").keys]
    assert paid_at_bank.heard("joy") == (
        "€20.50 to Association N'DZOUANA\nIBAN: FR76 3000 6000 0112 3456 7890 189\nReference: RF69 M013\n"
        "Scan the code with your bank’s application, or copy these lines. Then tell me with /pay."
    )
    assert copies == [("Copy the IBAN", "FR7630006000011234567890189"), ("Copy your reference", "RF69M013")]


async def test_who_owes_nothing_is_offered_no_code(paid_at_bank: Talk) -> None:
    await paid_at_bank.say("rufin", "/solde")
    keys = paid_at_bank.keys("rufin")

    await paid_at_bank.say("rufin", "/solde qr")

    assert "Virement par QR code" not in keys
    assert (paid_at_bank.heard("rufin"), paid_at_bank.to("rufin").files) == ("Vous ne devez rien.", ())


async def test_without_an_account_nothing_is_shown(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=-3500)

    await talk.say("awa", "/solde qr")

    assert talk.to("awa").files == ()
    assert talk.heard("awa").startswith("Vous devez 35,00 €")
    assert "Virement par QR code" not in talk.keys("awa")


async def test_what_somebody_else_owes_is_in_nobody_s_code(paid_at_bank: Talk) -> None:
    outcome = await paid_at_bank.say("quidam", "/solde qr")

    assert outcome.result == {"refused": "NOT_A_MEMBER", "articles": []}
    assert paid_at_bank.to("quidam").files == ()
