"""The whole assistant as a process of its own, spoken to over a real homeserver."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.matrix.house import House
from tests.matrix.people import Enter, Person, Seen
from tests.matrix.synapse import Synapse

DATA = Path(__file__).parents[1] / "data"
PHOTO = b"\xff\xd8\xff\xe0 a transfer of 20,00 euros to the association"
TREASURER, DEPUTY = "M005", "M006"
FIRST, LAST = 13, 60
"""Of the data's members, those whom nothing but these tests tells apart."""
MONEY = "€"
KNOWN = "Je sais désormais que c’est vous"
GREETING = "Que puis-je faire pour vous"
CONFIRM = "Est-ce bien cela"
STALE = "Ce bouton n’est plus d’actualité"


@pytest.fixture(scope="module")
def association(homeserver: Synapse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = asyncio.run(House.built(homeserver, tmp_path_factory.mktemp("whole")))
    house.run("import", "members", str(DATA / "members.csv"))
    house.run("import", "balances", str(DATA / "balances-2025-12-31.csv"), "--on", "2025-12-31")
    house.start()
    yield house
    assert house.stop() == 0, house.log[-3000:]


@pytest.fixture
def house(association: House) -> House:
    """The association of the data files, serving."""
    if not association.is_up():
        association.start()
    return association


@pytest.fixture(scope="module")
def numbers() -> Iterator[str]:
    """Members, each given out once."""
    return (f"M{place:03}" for place in range(FIRST, LAST + 1))


@pytest.fixture
async def awa(house: House, enter: Enter, numbers: Iterator[str]) -> Person:
    return await house.member(enter, next(numbers))


def invited(house: House, person: Person, number: str) -> str:
    """The code that the operator hands over."""
    return str(json.loads(house.run("invite", number, "--matrix", person.user, "--json"))["code"])


def is_file(seen: Seen) -> bool:
    return bool(seen.content["msgtype"] == "m.file")


def is_photo(seen: Seen) -> bool:
    return bool(seen.content["msgtype"] == "m.image")


@pytest.mark.parametrize("said", ["!start {code}", "{code}"])
async def test_a_member_is_let_in_by_their_code_in_the_encrypted_chat_that_the_assistant_opens(
    house: House, enter: Enter, numbers: Iterator[str], said: str
) -> None:
    awa = await enter(house.server, "awa", encrypted=True)
    code = invited(house, awa, next(numbers))

    await awa.accept(by=house.bot)
    await awa.say(said.format(code=code))
    welcome = await awa.sees(KNOWN)
    await awa.say("solde")
    balance = await awa.sees(MONEY)

    assert (welcome.encrypted, balance.encrypted) == (True, True)
    assert balance.room == awa.room


async def test_a_code_is_good_for_one_account_only(house: House, enter: Enter, numbers: Iterator[str]) -> None:
    awa = await enter(house.server, "awa", encrypted=True)
    code = invited(house, awa, next(numbers))
    await awa.accept(by=house.bot)
    await awa.say(f"!start {code}")
    await awa.sees(KNOWN)
    grace = await house.member(enter, next(numbers))

    await grace.say(f"!start {code}")

    await grace.sees("Ce code n’est pas valable")


async def test_what_is_said_before_the_assistant_has_come_is_answered(
    house: House, enter: Enter, numbers: Iterator[str]
) -> None:
    awa = await enter(house.server, "awa", encrypted=True)
    await house.tie(awa, next(numbers))
    await house.published(awa)

    await awa.open_chat(house.bot)
    await awa.say("solde")

    assert (await awa.sees(MONEY)).encrypted


@pytest.mark.parametrize(("treasurer", "encrypted"), [(TREASURER, False), (DEPUTY, True)], ids=["plain", "encrypted"])
async def test_a_payment_goes_from_the_member_s_photo_to_the_treasurer_s_card_and_back_as_a_receipt(
    house: House, enter: Enter, numbers: Iterator[str], treasurer: str, *, encrypted: bool
) -> None:
    grace = await house.member(enter, treasurer, encrypted=encrypted)
    await grace.say("bonjour")
    await grace.sees(GREETING)
    awa = await house.member(enter, next(numbers), encrypted=encrypted)

    await awa.say("!payer 20 virement hier")
    await awa.sees("justificatif")
    handed_in = await awa.upload(PHOTO, "IMG_1.jpg")
    question = await awa.sees(CONFIRM)
    await awa.press(question, question.choices[0])
    card = await grace.sees("Déclaré")
    proof = await grace.sees(is_photo)
    await grace.press(card, "Confirmer")
    receipt = await awa.sees(is_file)
    await grace.until(lambda: "Confirmé par" in grace.shown(card.id))

    assert (await grace.fetch(proof), proof.encrypted) == (PHOTO, encrypted)
    assert ((await awa.fetch(receipt))[:5], receipt.encrypted) == (b"%PDF-", encrypted)
    await awa.until(lambda: awa.is_redacted(handed_in))


@pytest.mark.parametrize("words", ["solde", "Solde", "!solde", "!balance", "Combien je dois ?"])
async def test_what_is_owed_is_asked_for_by_a_bare_word_a_command_or_a_sentence(awa: Person, words: str) -> None:
    await awa.say(words)

    await awa.sees(MONEY)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("1", MONEY), ("Déclarer un paiement", "Combien avez-vous payé"), ("declarer un p", "Combien avez-vous payé")],
)
async def test_a_button_of_the_menu_is_typed_by_its_number_its_label_or_how_it_begins(
    awa: Person, typed: str, answer: str
) -> None:
    await awa.say("bonjour")
    await awa.sees(GREETING)

    await awa.say(typed)

    await awa.sees(answer)


@pytest.mark.parametrize("typed", ["1", "English", "english"])
async def test_a_choice_of_a_question_is_typed(awa: Person, typed: str) -> None:
    await awa.say("langue")
    await awa.sees("English")

    await awa.say(typed)
    await awa.sees(lambda seen: "English" in seen.text)
    await awa.say("balance")

    await awa.sees("You")


async def test_a_question_that_has_had_its_day_does_nothing_when_it_is_tapped(house: House, awa: Person) -> None:
    question = await house.asked_to_confirm(awa)
    await awa.until(lambda: awa.reactions(question.id))
    mark = next(iter(awa.reactions(question.id)))
    await awa.say("annuler")
    await awa.sees("Annulé")

    await awa.react(question.id, mark)
    await awa.sees(STALE)

    assert await house.declared(awa) == 0


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_question_asked_before_a_restart_is_answered_after_it(
    house: House, enter: Enter, numbers: Iterator[str], *, encrypted: bool
) -> None:
    awa = await house.member(enter, next(numbers), encrypted=encrypted)
    question = await house.asked_to_confirm(awa)

    assert house.stop() == 0, house.log[-3000:]
    await awa.press(question, question.choices[0])
    house.start()
    await awa.sees("Noté")

    assert await house.declared(awa) == 1


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_what_is_said_while_the_assistant_is_dead_is_answered_once_when_it_is_back(
    house: House, enter: Enter, numbers: Iterator[str], *, encrypted: bool
) -> None:
    awa = await house.member(enter, next(numbers), encrypted=encrypted)
    await awa.say("bonjour")
    await awa.sees(GREETING)

    house.kill()
    await awa.say("solde")
    await awa.say("bonjour")
    house.start()
    await awa.sees(GREETING)

    assert sum(MONEY in text for text in awa.read()) == 1
