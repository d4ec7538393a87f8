"""The machine is gone; what is left is the last backup, the secret key and the password: members notice nothing."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from assistant.channels.matrix.api import Api
from assistant.channels.matrix.signing import Published, published_keys
from assistant.domain.messages import OutboxState
from assistant.ports import UnitOfWork
from tests import association
from tests.matrix.house import House
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import PASSWORD, Synapse

MEMBER, TREASURER = "M005", "M004"
MONEY = "€"
GREETING = "Que puis-je faire pour vous"
UNREADABLE = "Je n’ai pas pu lire"


@pytest.fixture
async def house(homeserver: Synapse, tmp_path: Path) -> AsyncIterator[House]:
    """Serving, until its folder is lost."""
    built = await House.built(homeserver, tmp_path / "first")
    await built.books(lambda work: association.register(work, 6))
    built.start()
    yield built
    if built.is_up():
        built.kill()


@pytest.fixture
async def restored(house: House, tmp_path: Path) -> AsyncIterator[House]:
    """An empty place on another machine, with the same account."""
    again = House(house.server, tmp_path / "second", house.bot, {"MATRIX_PASSWORD": PASSWORD})
    yield again
    if again.is_up():
        assert again.stop() == 0, again.log[-3000:]


def lose(house: House) -> None:
    """With the books and the keys, all of it."""
    assert house.stop() == 0, house.log[-3000:]
    shutil.rmtree(house.folder / "data")


async def devices(house: House, person: Person) -> dict[str, Published]:
    """Those of the assistant, as that person is told of them."""
    answer = await person.ask("POST", "keys/query", {"device_keys": {house.bot: []}})
    async with Api(house.server.url, person.token) as api:
        return {device: await published_keys(api, house.bot, device) for device in answer["device_keys"][house.bot]}


def held_back(person: Person) -> Callable[[UnitOfWork], bool]:
    """An answer to that person waits for the quarantine to end."""
    return lambda work: any(one.to.account == person.user for one in work.outbox.in_state(OutboxState.PENDING))


async def test_after_a_restore_a_member_goes_on_in_the_same_encrypted_chat_with_the_same_assistant(
    house: House, restored: House, enter: Enter, tmp_path: Path
) -> None:
    awa = await house.member(enter, MEMBER, encrypted=True)
    grace = await house.member(enter, TREASURER)
    chats = awa.room, grace.room
    await awa.say("solde")
    await awa.sees(MONEY)
    before = await devices(house, awa)
    house.run("backup", str(tmp_path / "copy"))
    lose(house)
    for person in (awa, grace):
        await person.say("bonjour")

    restored.run("restore", str(tmp_path / "copy"))
    restored.start()
    await restored.meet(grace)  # who has come is past what was said before
    await restored.published(awa, besides=before)
    await awa.sync(0)
    await awa.say("solde")
    await grace.say("solde", chats[1])
    for person in (awa, grace):
        await restored.holds(held_back(person))
        await person.sync(0)
        assert not person.unread()
    restored.run("release")
    answers = [await person.sees(MONEY) for person in (awa, grace)]
    after = await devices(house, awa)

    assert tuple(answer.room for answer in answers) == chats
    assert [answer.encrypted for answer in answers] == [True, False]
    assert not [text for person in (awa, grace) for text in person.read() if GREETING in text or UNREADABLE in text]
    (new,) = after.keys() - before.keys()
    assert {one.public("master") for one in (*before.values(), *after.values())} == {after[new].public("master")}
    assert after[new].signed
