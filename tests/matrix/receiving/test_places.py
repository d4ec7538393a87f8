"""Where the homeserver no longer knows how far was received: its database was replaced, or it is another program."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import nio
import pytest

from assistant.channels.matrix import backoff, syncing
from assistant.channels.matrix.client import Client
from assistant.channels.matrix.media import Media
from assistant.channels.matrix.memory import Memory
from assistant.channels.matrix.rooms import Rooms
from assistant.channels.matrix.syncing import REFUSALS, Receiver
from assistant.channels.matrix.typing_notice import TypingNotice
from assistant.clocks import SystemClock
from tests.matrix.encrypted import BOTH
from tests.matrix.listener import ONE_TRY, Inbox, Listener
from tests.matrix.people import Enter, Person
from tests.matrix.stub import Stub

OF_ANOTHER = "of another homeserver"
LOST = "the homeserver has lost how far was received"


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backoff, "SHORTEST_WAIT", 0.01)


@pytest.fixture
async def assistant(stopped: Listener, monkeypatch: pytest.MonkeyPatch) -> Listener:
    """Its next first batch is not the first one again, which Synapse would give anew for some minutes."""
    await stopped.start()
    await stopped.noted()
    monkeypatch.setattr(syncing, "FILTER", {"presence": {"types": []}, "room": {"timeline": {"limit": 50}}})
    return stopped


@BOTH
async def test_after_it_is_lost_nothing_said_before_is_received_and_everything_said_from_then_on(
    enter: Enter, assistant: Listener, inbox: Inbox, caplog: pytest.LogCaptureFixture, encrypted: bool
) -> None:
    awa = await enter(assistant.account.server, "awa", encrypted=encrypted)
    room = await assistant.meet(awa)
    await _ends_with(assistant, OF_ANOTHER)
    await awa.say("!payer 20")

    await assistant.start()
    await assistant.enters(room)
    await awa.say("solde")

    await inbox.until(1)
    assert inbox.texts == ["solde"]
    assert assistant.rooms.account_in(room) == awa.user
    assert caplog.text.count(LOST) == 1
    assert await assistant.memory.since() != OF_ANOTHER


async def test_an_invitation_of_that_time_is_answered_and_what_was_said_there_too(
    assistant: Listener, awa: Person, inbox: Inbox
) -> None:
    await _ends_with(assistant, OF_ANOTHER)
    room = await awa.open_chat(assistant.account.user)
    await awa.say("solde")

    await assistant.start()

    await assistant.enters(room)
    await inbox.until(1)
    assert inbox.texts == ["solde"]


async def test_a_room_that_the_homeserver_has_lost_too_is_written_to_no_longer(
    assistant: Listener, awa: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await assistant.meet(awa)
    await assistant.memory.keep_direct("@zoe:localhost", "!lost")
    assistant.client.rooms["!lost"] = nio.MatrixRoom("!lost", assistant.account.user)
    assistant.client.rooms["!lost"].add_member("@zoe:localhost", None, None)
    monkeypatch.setattr(assistant.memory, "since", _refused(assistant.memory.since, REFUSALS))

    await awa.say("solde")

    await assistant.holds(lambda: set(assistant.client.rooms) == {room})
    await inbox.until(lambda: ("@zoe:localhost", False) in inbox.reachability)
    assert (awa.user, False) not in inbox.reachability


async def test_a_place_that_is_refused_only_for_a_moment_is_kept(
    assistant: Listener,
    awa: Person,
    inbox: Inbox,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await assistant.meet(awa)
    monkeypatch.setattr(assistant.memory, "since", _refused(assistant.memory.since, REFUSALS - 1))

    await awa.say("un")
    await inbox.until(1)
    await awa.say("deux")

    await inbox.until(2)
    assert inbox.texts == ["un", "deux"]
    assert LOST not in caplog.text


async def test_where_no_request_is_taken_it_is_not_the_place_s_fault(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "channel.db", SystemClock())
    await memory.open()
    await memory.keep_since("s1")
    async with Stub() as stub:
        stub.says("sync", 400, errcode="M_UNKNOWN", error="no")
        client = Client(stub.url, "@mbongi:localhost", "DEVICE", str(tmp_path), ONE_TRY)
        client.restore_login("@mbongi:localhost", "DEVICE", "token")
        receiver = _receiver(client, memory, tmp_path)
        task = asyncio.create_task(receiver.run())
        await stub.until("sync", 2 * (REFUSALS + 1))
        task.cancel()
        await asyncio.wait([task])
        await client.close()

    asked = [one.query.get("since") for one in stub.asked("sync")]
    assert asked[: 2 * (REFUSALS + 1)] == [*["s1"] * REFUSALS, None] * 2
    assert await memory.since() == "s1"
    await memory.close()


@pytest.mark.parametrize(("status", "code"), [(403, "M_UNKNOWN"), (400, "M_BAD_JSON"), (500, "M_UNKNOWN")])
def test_another_refusal_says_nothing_of_the_place(status: int, code: str) -> None:
    refusal = nio.SyncError("no", code)
    refusal.transport_response = type("Response", (), {"status": status})

    assert not syncing._is_place_refused(refusal)


async def _ends_with(assistant: Listener, place: str) -> None:
    """The process, and that place is in its memory."""
    await assistant.stop()
    memory = Memory(assistant.folder / "channel.db", SystemClock())
    await memory.open()
    await memory.keep_since(place)
    await memory.close()


def _receiver(client: Client, memory: Memory, folder: Path) -> Receiver:
    inbox, notice = Inbox(), TypingNotice(client)
    rooms = Rooms(client, memory, known=inbox.known, reachability=inbox.reachable)
    media = Media(client, folder / "downloads")
    return Receiver(client, memory, rooms, media, notice, SystemClock(), receive=inbox.receive)


def _refused(real: Callable[[], Awaitable[str | None]], times: int) -> Callable[[], Awaitable[str | None]]:
    """The place, after so many wrong ones."""
    left = [times]

    async def since() -> str | None:
        left[0] -= 1
        return OF_ANOTHER if left[0] >= 0 else await real()

    return since
