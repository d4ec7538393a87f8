"""What nobody gets out of the assistant, over a real homeserver and with the real process."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.ports import UnitOfWork
from tests.matrix.house import House, left
from tests.matrix.people import Content, Enter, Person
from tests.matrix.synapse import PASSWORD, Synapse

MEMBERS = 60
TREASURER = f"M{MEMBERS:03}"
MONEY = "€"
GREETING = "Que puis-je faire pour vous"
IN_PRIVATE = "Je vous réponds en privé"
TOO_FAST = "Cela fait beaucoup de messages"
TOKEN = b"syt_"
"""How every access token of this homeserver begins."""
MALFORMED: tuple[Content, ...] = (
    {},
    {"msgtype": "m.text"},
    {"msgtype": "m.text", "body": 7},
    {"msgtype": "m.text", "body": ["solde"]},
    {"msgtype": 3, "body": "solde"},
    {"msgtype": "m.text", "body": "solde\x00", "format": 1, "formatted_body": {}},
    {"msgtype": "m.text", "body": "solde\ud83d"},
    {"msgtype": "m.text", "body": "x" * 60_000},
    {"msgtype": "m.text", "body": "solde", "m.relates_to": "m.replace"},
    {"msgtype": "m.text", "body": "solde", "m.mentions": [7]},
    {"msgtype": "m.image", "body": "preuve.jpg"},
    {"msgtype": "m.image", "body": "preuve.jpg", "url": 7, "info": "big"},
    {"msgtype": "m.file", "body": "../../etc/passwd", "url": "mxc://localhost/../../../secret", "info": {"size": -1}},
    {"msgtype": "m.file", "body": "a.pdf", "file": {"url": "mxc://localhost/none", "key": {}, "hashes": [], "iv": 0}},
    {"msgtype": "m.file", "body": "a.pdf", "url": "https://example.org/a.pdf", "info": {"size": 10**30}},
    {"msgtype": "m.location", "body": "ici", "geo_uri": {}},
)


@pytest.fixture(scope="module")
def house(homeserver: Synapse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One association for this file: each test takes members of its own."""
    built = asyncio.run(_built(homeserver, tmp_path_factory.mktemp("security")))
    built.start()
    yield built
    assert built.stop() == 0, built.log[-3000:]


async def _built(homeserver: Synapse, folder: Path, *, by_token: bool = False) -> House:
    built = await House.built(homeserver, folder, by_token=by_token)
    await built.books(register)
    return built


def register(work: UnitOfWork) -> None:
    """Members who owe nothing yet, so that nobody is told of it unasked; the last one is the treasurer."""
    work.book.put("books_open_on", str(work.today))
    for place in range(1, MEMBERS + 1):
        roles = frozenset({Role.TREASURER} if place == MEMBERS else ())
        history = (StatusChange(work.today, Status.ACTIVE),)
        work.members.save(
            Member(f"M{place:03}", f"NTSIBA{place}", "Hilaire", work.today, history, roles, language="fr")
        )


@pytest.fixture(scope="module")
def numbers() -> Iterator[str]:
    """Members without an office, each given out once."""
    return (f"M{place:03}" for place in range(1, MEMBERS))


@pytest.fixture
async def awa(house: House, enter: Enter, numbers: Iterator[str]) -> Person:
    return await house.member(enter, next(numbers))


@pytest.fixture
async def stranger(house: House, enter: Enter) -> Person:
    return await enter(house.server, "stranger")


async def answered(person: Person) -> None:
    """What that person did before is handled by now."""
    await person.say("bonjour")
    await person.sees(GREETING)


async def caught_up(person: Person, room: str) -> None:
    """Their client shows all that the room holds by now."""
    event = await person.say("ok", room)
    await person.until(lambda: any(seen.id == event for seen in person.timeline))


@pytest.mark.parametrize("name", [None, "Hilaire NTSIBA12", "M012"])
async def test_a_stranger_s_invitation_is_declined_whatever_they_call_themselves(
    house: House, stranger: Person, name: str | None
) -> None:
    if name is not None:
        await stranger.rename(name)

    room = await stranger.open_chat(house.bot, encrypted=False)
    await stranger.say("solde")
    await stranger.until(lambda: left(stranger, room, house.bot))

    assert stranger.read() == []


async def test_a_stranger_in_a_members_room_reads_nothing_personal(house: House, awa: Person, stranger: Person) -> None:
    room = await awa.open_chat(house.bot, stranger.user, direct=False)
    await stranger.accept(by=awa.user)

    for words in ("!solde", "!releve", "!mesdonnees", "!start", "!aide", "!payer 20"):
        await stranger.say(words, room)
        await stranger.sees(IN_PRIVATE)

    assert all(text.startswith(IN_PRIVATE) for text in stranger.read())


async def test_in_a_group_only_what_is_addressed_to_the_assistant_is_answered_and_never_with_anything_personal(
    house: House, awa: Person, stranger: Person
) -> None:
    private = awa.room
    room = await awa.open_chat(house.bot, stranger.user, direct=False)
    await stranger.accept(by=awa.user)

    for words in ("solde", "combien je dois ?", "/solde", "aide"):
        await awa.say(words, room)
    await awa.say("!solde", room)
    await awa.sees(IN_PRIVATE)
    await awa.say("mon solde ?", room, **{"m.mentions": {"user_ids": [house.bot]}})
    await awa.sees(IN_PRIVATE)
    await awa.say("bonjour", private)
    await awa.sees(GREETING)

    await caught_up(awa, room)
    assert len(awa.read(room)) == 2


async def test_once_a_third_person_has_come_the_next_personal_message_goes_to_a_fresh_room(
    house: House, enter: Enter, numbers: Iterator[str], stranger: Person
) -> None:
    awa = await house.member(enter, next(numbers), encrypted=True)
    await awa.say("solde")
    await awa.sees(MONEY)
    shared = awa.room
    await awa.invite(stranger.user)
    await stranger.accept(by=awa.user)

    await awa.say("!solde")
    refused = await awa.sees(IN_PRIVATE)
    await house.tell(awa, "Il vous reste 20 €.")
    fresh = await awa.accept(by=house.bot)
    told = await awa.sees("20 €")

    assert (refused.room, told.room) == (shared, fresh)
    await caught_up(stranger, shared)
    assert not any(MONEY in text for text in stranger.read())


async def test_who_is_only_invited_counts_as_present(house: House, awa: Person, stranger: Person) -> None:
    shared = awa.room
    await awa.invite(stranger.user)

    await awa.say("!solde")
    refused = await awa.sees(IN_PRIVATE)
    await stranger.accept(by=awa.user)

    assert refused.room == shared
    await caught_up(stranger, shared)
    assert not any(MONEY in text for text in awa.read(shared))


async def test_a_third_person_s_reaction_on_a_question_decides_nothing(
    house: House, awa: Person, stranger: Person
) -> None:
    question = await house.asked_to_confirm(awa)
    await awa.invite(stranger.user)
    await stranger.accept(by=awa.user)

    for key in ("1️⃣", "✅", "👍"):
        await stranger.react(question.id, key)
    await stranger.say("1")
    await stranger.say("!solde")
    await stranger.sees(IN_PRIVATE)

    assert await house.declared(awa) == 0


async def test_a_reaction_in_one_s_own_chat_on_somebody_else_s_question_decides_nothing(
    house: House, awa: Person, enter: Enter, numbers: Iterator[str]
) -> None:
    grace = await house.member(enter, next(numbers))
    question = await house.asked_to_confirm(awa)

    for key in ("1️⃣", "✅"):
        await grace.try_to_send("m.reaction", {"m.relates_to": _reaction(question.id, key)})
    await answered(grace)

    assert await house.declared(awa) == 0


def _reaction(event: str, key: str) -> Content:
    return {"rel_type": "m.annotation", "event_id": event, "key": key}


async def test_invitations_by_the_dozen_keep_no_member_waiting(house: House, awa: Person, stranger: Person) -> None:
    rooms = await asyncio.gather(*(stranger.open_chat(house.bot, name=f"Salon {n}") for n in range(12)))

    await answered(awa)

    await stranger.until(lambda: all(left(stranger, room, house.bot) for room in rooms))


async def test_an_edit_is_not_a_command(awa: Person) -> None:
    event = await awa.say("bonjour")
    await awa.sees(GREETING)

    await awa.edit(event, "solde")
    await answered(awa)

    assert not any(MONEY in text for text in awa.read())


async def test_a_notice_is_not_answered_so_that_two_bots_never_talk_for_ever(awa: Person) -> None:
    for _ in range(3):
        await awa.say("bonjour", msgtype="m.notice")
    await awa.say("solde")
    await awa.sees(MONEY)

    assert len(awa.read()) == 1


async def test_nothing_malformed_stops_the_assistant(house: House, awa: Person) -> None:
    for content in MALFORMED:
        await awa.try_to_send("m.room.message", content)
        await awa.try_to_send("m.room.encrypted", content | {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "?"})
        await awa.try_to_send("m.reaction", {"m.relates_to": content})

    await answered(awa)
    assert house.is_up()
    assert "Traceback" not in house.log


async def test_a_flood_is_refused_in_one_sentence_and_nobody_else_waits_for_it(
    house: House, awa: Person, enter: Enter, numbers: Iterator[str]
) -> None:
    grace = await house.member(enter, next(numbers))

    for _ in range(5):  # a machine that is slow enough keeps up with one
        await asyncio.gather(*(awa.say("solde") for _ in range(60)))
        await answered(grace)
        await awa.sync(0)
        if any(text.startswith(TOO_FAST) for text in awa.read()):
            break
    await awa.sees(TOO_FAST)

    refused = [text.startswith(TOO_FAST) for text in awa.read()]
    assert (True, True) not in pairwise(refused), "each answer in between ends a spell of refusals"


async def test_a_card_decides_nothing_for_somebody_whose_office_has_ended(
    house: House, awa: Person, enter: Enter
) -> None:
    treasurer = await house.member(enter, TREASURER)
    await answered(treasurer)
    await house.declare(awa)
    card = await treasurer.sees("Déclaré")
    await house.books(_end_office)

    await treasurer.press(card, "Confirmer")
    await treasurer.sees("")

    assert await house.declared(awa) == 1


def _end_office(work: UnitOfWork) -> None:
    member = work.members.get(TREASURER)
    assert member is not None
    work.members.save(replace(member, roles=frozenset()))


async def test_what_the_assistant_keeps_is_closed_to_everybody_else_and_holds_no_secret_in_clear(
    house: House, enter: Enter, numbers: Iterator[str]
) -> None:
    awa = await house.member(enter, next(numbers), encrypted=True)
    await awa.say("canari-3")
    await awa.sees("Je n’ai pas compris")

    kept = [house.matrix_folder, *house.matrix_folder.rglob("*")]
    open_to_others = [path for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077]

    assert len(kept) > 2
    assert open_to_others == []
    for secret in (TOKEN, PASSWORD.encode(), b"canari-3"):
        assert not any(secret in path.read_bytes() for path in kept if path.is_file())
        assert secret.decode() not in house.log


@pytest.mark.parametrize("by_token", [False, True], ids=["password", "token"])
async def test_neither_the_login_nor_words_reach_the_log_when_the_homeserver_dies(
    own_homeserver: Synapse, enter: Enter, tmp_path: Path, *, by_token: bool
) -> None:
    house = await _built(own_homeserver, tmp_path / "house", by_token=by_token)
    house.start()
    awa = await house.member(enter, "M001")
    await answered(awa)

    own_homeserver.kill()
    await house.tell(awa, "canari-4")
    await house.logs("matrix")
    await own_homeserver.start()
    await awa.sees("canari-4")

    assert house.stop() == 0
    for secret in (TOKEN.decode(), PASSWORD, "canari-4"):
        assert secret not in house.log
