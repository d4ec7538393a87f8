"""A conversation with a client that nobody here wrote, plain, and in its mode that excludes insecure devices."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from assistant.channels.matrix.seeds import KeptSeeds
from assistant.channels.matrix.signing import USAGES, Keys, sign_device
from storage.seal import Seal
from tests import association
from tests.documents.reading import text
from tests.matrix.copies import KeptCopies, seeds_in
from tests.matrix.encrypted import EncryptedPerson
from tests.matrix.house import House
from tests.matrix.js_chat import JsChat, emoji, number, spaced
from tests.matrix.js_client import JsClient, Mode, js_client
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import PASSWORD, Synapse, fresh

pytestmark = pytest.mark.matrix
MEMBER, TREASURER = "M005", "M004"
PHOTO = b"\xff\xd8\xff\xe0 a transfer of 20,00 euros to the association"
HOW_MUCH, HOW, WHEN = "Combien avez-vous payé ?", "Comment avez-vous payé ?", "Quel jour"
PROOF, RIGHT, NOTED = "Si vous avez un justificatif", "Est-ce bien cela ?", "Noté :"


@pytest.mark.parametrize(
    ("mode", "shown"),
    [("all", ("Bonjour", None, "RED UNSIGNED_DEVICE")), ("strict", (None, "UNSIGNED_SENDER_DEVICE", None))],
)
async def test_the_client_warns_of_a_device_that_nobody_signed_or_refuses_it_as_its_mode_says(
    homeserver: Synapse, enter: Enter, mode: Mode, shown: tuple[str | None, ...]
) -> None:
    unsigned = await enter(homeserver, "grace", encrypted=True)
    async with js_client(homeserver.url, await homeserver.register(fresh("awa")), PASSWORD, mode) as awa:
        await meet(unsigned, awa)

        said = await unsigned.say("Bonjour")
        event = await awa.event(lambda event: event.id == said, "message")

    assert (event.body if event.failure is None else None, event.failure, event.shield) == shown


async def test_a_device_that_its_account_signed_is_read_without_a_warning_and_written_to_by_the_strictest_client(
    homeserver: Synapse, enter: Enter, tmp_path: Path
) -> None:
    grace = await enter(homeserver, "grace", encrypted=True)
    assert isinstance(grace, EncryptedPerson)
    await sign_device(grace.client, seeds_in(tmp_path / "keys", grace.user, Seal("secret")), PASSWORD)
    async with js_client(homeserver.url, await homeserver.register(fresh("awa")), PASSWORD, "strict") as awa:
        room = await meet(grace, awa)

        said = await grace.say("Bonjour")
        event = await awa.event(lambda event: event.id == said, "message")
        await awa.say(room, "Bonsoir")

        assert (await grace.sees("Bonsoir")).encrypted
    assert (event.body, event.encrypted, event.failure, event.shield) == ("Bonjour", True, None, None)


@pytest.mark.parametrize("same", [True, False], ids=["the keys of the database", "other keys"])
async def test_after_the_folder_is_lost_the_client_takes_a_new_device_for_the_same_person_by_the_same_keys_alone(
    homeserver: Synapse, enter: Enter, tmp_path: Path, *, same: bool
) -> None:
    seal, copies = Seal("secret"), KeptCopies()
    grace = await enter(homeserver, "grace", encrypted=True)
    assert isinstance(grace, EncryptedPerson)
    await sign_device(grace.client, seeds_in(tmp_path / "lost", grace.user, seal, copies), PASSWORD)
    user = await homeserver.register(fresh("awa"))
    async with js_client(homeserver.url, user, PASSWORD, "strict") as awa, AsyncExitStack() as stack:
        room = await meet(grace, awa)
        said = await grace.say("Bonjour")
        await awa.event(lambda event: event.id == said, "message")
        again = await EncryptedPerson.log_in(homeserver, grace.user, tmp_path)
        stack.push_async_callback(again.close)
        kept = seeds_in(tmp_path / "again", grace.user, seal, copies)
        await (kept.bring_back() if same else reset(again, kept))

        await sign_device(again.client, kept, PASSWORD)
        said = await again.say("Me revoilà", room)
        event = await awa.event(lambda event: event.id == said, "message")

        assert (event.body, event.shield) == ("Me revoilà", None)
        assert await awa.doubts(grace.user) is not same


async def reset(person: Person, kept: KeptSeeds) -> None:
    """Give the account new keys in the place of those it has, as a client offers to whom has lost them."""
    seeds = {usage: os.urandom(32) for usage in USAGES}
    await kept.keep(seeds)
    who = {"type": "m.id.user", "user": person.user}
    auth = {"auth": {"type": "m.login.password", "identifier": who, "password": PASSWORD}}
    await person.ask("POST", "keys/device_signing/upload", Keys(person.user, seeds).upload() | auth)


async def meet(person: Person, invited: JsClient) -> str:
    """In an encrypted room; each client knows that the other one is there."""
    room = await person.open_chat(invited.user)
    await invited.until(lambda: invited.memberships.get(room) == "invite", "invitation")
    await invited.join(room)
    await person.until(lambda: any(seen.sender == invited.user for seen in person.timeline if seen.room == room))
    return room


@pytest.fixture
async def house(homeserver: Synapse, tmp_path: Path) -> AsyncIterator[House]:
    """Serving; nobody is tied to a member yet."""
    built = await House.built(homeserver, tmp_path)
    await built.books(lambda work: association.register(work, 6))
    built.start()
    yield built
    assert built.stop() == 0, built.log[-3000:]


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_the_strictest_client_holds_a_whole_conversation_and_is_warned_of_nothing(
    house: House, *, encrypted: bool
) -> None:
    async with tied(house, MEMBER) as (awa, first), tied(house, TREASURER) as (grace, second):
        member = await opened(house, awa, encrypted=encrypted)
        treasurer = await opened(house, grace, encrypted=encrypted)

        await member.say("solde", "Vous devez")
        await by_number(member)
        _, proof = await treasurer.file("justificatif")
        card = await treasurer.hears("20,00 € par virement")
        await treasurer.touch(card, emoji(card, "Confirmer"), "Confirmé :")
        receipt, pdf = await member.file(".pdf")
        await member.hears("Votre paiement de 20,00 € est confirmé")
        await by_reaction(member)
        await by_word(member)
        shown = [event for chat in (first, second, member, treasurer) for event in await chat.everything()]

    assert proof == PHOTO
    assert (receipt.content["info"]["mimetype"], pdf[:5]) == ("application/pdf", b"%PDF-")
    assert "20,00 €" in spaced(text(pdf))
    assert [event for event in shown if event.failure or event.shield] == []
    assert {event.encrypted for event in shown if event.room == member.room and event.body} == {encrypted}


@asynccontextmanager
async def tied(house: House, member: str) -> AsyncIterator[tuple[JsClient, JsChat]]:
    """Somebody's client, and the chat that the assistant opened, once they have written their code into it."""
    user = await house.server.register(fresh(member.lower()))
    async with js_client(house.server.url, user, PASSWORD, "strict") as client:
        code = json.loads(house.run("invite", member, "--matrix", user, "--json"))["code"]
        await client.until(lambda: "invite" in client.memberships.values(), "invitation")
        (room,) = client.memberships
        await client.join(room)
        chat = JsChat(client, house.bot, room)
        await chat.hears("Le bureau vous invite")
        await chat.say(code, "Je sais désormais que c’est vous")
        yield client, chat


async def opened(house: House, client: JsClient, *, encrypted: bool) -> JsChat:
    """A chat that the member opens, and writes into before the assistant has come."""
    chat = JsChat(client, house.bot, await client.direct(house.bot, encrypted=encrypted))
    await chat.say("bonjour", "Que puis-je faire pour vous")
    return chat


async def by_number(chat: JsChat) -> None:
    await chat.say("payer", HOW_MUCH)
    how = await chat.say("20", HOW)
    await chat.say(number(how, "Virement"), WHEN)
    await chat.say("hier", PROOF)
    right = await chat.hand_in("preuve.jpg", "image/jpeg", PHOTO, RIGHT)
    await chat.say(number(right, "Confirmer"), NOTED)


async def by_reaction(chat: JsChat) -> None:
    await chat.say("!payer", HOW_MUCH)
    how = await chat.say("15", HOW)
    when = await chat.touch(how, emoji(how, "Virement"), WHEN)
    await chat.touch(when, emoji(when, "Hier"), PROOF)
    right = await chat.say("passer", RIGHT)
    await chat.touch(right, "✅", NOTED)


async def by_word(chat: JsChat) -> None:
    await chat.say("payer", HOW_MUCH)
    await chat.say("12,50", HOW)
    await chat.say("virement", WHEN)
    await chat.say("hier", PROOF)
    await chat.say("passer", RIGHT)
    await chat.say("confirmer", NOTED)
