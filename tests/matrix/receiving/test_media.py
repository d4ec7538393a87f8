from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import nio
import pytest

from assistant.channels.matrix import media as module
from assistant.channels.matrix.incoming import Lock, RemoteFile
from assistant.channels.matrix.media import upload
from assistant.chat import CannotSendError, File
from assistant.domain.messages import Incoming, SentFile
from tests.matrix.encrypted import BOTH
from tests.matrix.listener import Inbox, Listener
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import Synapse

PROOF = b"\xff\xd8\xff proof" * 1000
SHEET = File("reçu.pdf", "application/pdf", b"%PDF-1.7 " + b"x" * 70_000)
DAY = 24 * 3600


@pytest.fixture
async def awa(homeserver: Synapse, enter: Enter, assistant: Listener) -> Person:
    """Somebody in a private chat with the assistant."""
    person = await enter(homeserver, "awa")
    await assistant.meet(person)
    return person


def downloads(assistant: Listener) -> list[str]:
    folder = assistant.folder / "downloads"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def file_of(kept: Incoming) -> SentFile:
    assert kept.file is not None
    return kept.file


@BOTH
async def test_a_file_is_fetched_and_decrypted_before_its_message_is_kept(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, encrypted: bool
) -> None:
    awa = await enter(homeserver, "awa", encrypted=encrypted)
    await assistant.meet(awa)

    await awa.upload(PROOF, "../preuve\u202e.jpg", body="mon virement", filename="../preuve\u202e.jpg")

    (kept,) = await inbox.until(1)
    file = file_of(kept)
    path = Path(file.path)
    assert (file.name, file.media_type, file.size, kept.text) == ("..preuve.jpg", "image/jpeg", 9000, "mon virement")
    assert await asyncio.to_thread(path.read_bytes) == PROOF
    assert (path.parent, path.name.isalnum()) == (assistant.folder / "downloads", True)
    assert path.parent.stat().st_mode & 0o777 == 0o700


@BOTH
async def test_a_file_that_is_kept_is_taken_off_the_chat(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, encrypted: bool
) -> None:
    awa = await enter(homeserver, "awa", encrypted=encrypted)
    await assistant.meet(awa)

    event = await awa.upload(PROOF)

    await awa.until(lambda: awa.is_redacted(event))
    assert len(inbox.kept) == 1


async def test_a_file_that_may_not_be_taken_off_the_chat_is_kept_and_that_is_said_once(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    awa = await enter(homeserver, "awa")
    await assistant.meet(awa, preset="private_chat")

    for _ in range(2):
        await awa.upload(PROOF)
    await inbox.until(2)
    await assistant.holds(lambda: not assistant.media._redactions)

    said = [record for record in caplog.records if "may not remove them" in record.message]
    assert [record.levelname for record in said if record.levelname != "INFO"] == ["WARNING"]


async def test_a_file_is_taken_off_the_chat_only_once_its_message_is_kept(
    assistant: Listener, awa: Person, inbox: Inbox
) -> None:
    inbox.broken = 100

    event = await awa.upload(PROOF)
    await assistant.holds(lambda: inbox.broken < 100)
    still_there = await awa.ask("GET", f"rooms/{awa.room}/event/{event}")
    inbox.broken = 0

    (kept,) = await inbox.until(1)
    assert still_there["content"]["url"]
    assert downloads(assistant) == [Path(file_of(kept).path).name]
    await awa.until(lambda: awa.is_redacted(event))


async def test_one_person_s_messages_stay_in_order_while_a_file_is_fetched_and_others_do_not_wait(
    enter: Enter, assistant: Listener, awa: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoe = await enter(awa.server, "zoe")
    await assistant.meet(zoe)
    await assistant.stop()
    await awa.upload(PROOF, "a.jpg")
    await awa.say("voilà")
    await zoe.say("solde")
    monkeypatch.setattr(module, "_save", _slow(module._save))

    await assistant.start()

    await inbox.until(3)
    assert inbox.texts == ["solde", None, "voilà"]


@pytest.mark.parametrize("told", [5, 11, None], ids=["less", "more", "untold"])
async def test_a_file_that_is_too_large_is_not_kept(
    assistant: Listener, awa: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, told: int | None
) -> None:
    monkeypatch.setattr(module, "FILE_BYTES", 10)

    event = await awa.upload(b"x" * 11, info={"mimetype": "image/jpeg", "size": told})

    (kept,) = await inbox.until(1)
    assert (file_of(kept).path, file_of(kept).size) == ("", told or 0)
    assert downloads(assistant) == []
    await awa.sync(0)
    assert not awa.is_redacted(event)


async def test_an_encrypted_file_that_was_changed_on_its_way_is_not_kept(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa = await enter(homeserver, "awa")
    await assistant.meet(awa)
    locked, keys = nio.crypto.encrypt_attachment(PROOF)
    stored = await awa._stored(locked[:-1] + b"!", "file", "application/octet-stream")

    await awa.send("m.room.message", {"msgtype": "m.file", "body": "a.pdf", "file": keys | stored})

    (kept,) = await inbox.until(1)
    assert file_of(kept).path == ""
    assert downloads(assistant) == []


@pytest.mark.parametrize(
    "uri", ["mxc://localhost/nothing", "mxc://localhost/../../x", "https://localhost/a", "mxc://", "mxc://a b/c"]
)
async def test_a_file_that_is_not_there_does_not_lose_its_message(
    assistant: Listener, awa: Person, inbox: Inbox, uri: str
) -> None:
    await awa.send("m.room.message", {"msgtype": "m.file", "body": "preuve.pdf", "url": uri})
    await awa.say("voilà")

    first, second = await inbox.until(2)
    assert (file_of(first).name, file_of(first).path, second.text) == ("preuve.pdf", "", "voilà")


@pytest.mark.parametrize(
    "lock", [Lock("é", "é", "é"), Lock("a", "a", "a"), Lock("A" * 43, "", "A" * 43)], ids=["letters", "short", "empty"]
)
async def test_a_broken_key_of_a_file_does_not_lose_its_message(assistant: Listener, awa: Person, lock: Lock) -> None:
    stored = await awa._stored(PROOF, "a", "image/jpeg")

    file = await assistant.media.fetch(RemoteFile(stored["url"], "a.jpg", "image/jpeg", None, lock))

    assert file.path == ""
    assert downloads(assistant) == []


async def test_a_homeserver_that_does_not_give_a_file_in_time_does_not_hold_up_its_message(
    assistant: Listener, awa: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DOWNLOAD_SECONDS", 0.2)
    monkeypatch.setattr(module, "_save", _slow(module._save))

    await awa.upload(PROOF)

    (kept,) = await inbox.until(1)
    assert file_of(kept).path == ""
    assert downloads(assistant) == []


async def test_files_that_nobody_handled_go_at_the_next_start(assistant: Listener) -> None:
    await assistant.stop()
    folder = assistant.folder / "downloads"
    folder.mkdir()
    for name, age in (("old", 2 * DAY), ("recent", 3600)):
        await asyncio.to_thread((folder / name).write_bytes, PROOF)
        os.utime(folder / name, (time.time() - age,) * 2)

    await assistant.start()

    await assistant.holds(lambda: downloads(assistant) == ["recent"])


@BOTH
async def test_a_file_that_the_assistant_sends_is_read_by_whom_it_is_for(
    homeserver: Synapse, enter: Enter, assistant: Listener, encrypted: bool
) -> None:
    awa = await enter(homeserver, "awa", encrypted=encrypted)
    room = await assistant.meet(awa)

    content = await upload(assistant.client, room, SHEET)
    await assistant.client.room_send(room, "m.room.message", content, ignore_unverified_devices=True)

    seen = await awa.sees("reçu.pdf")
    assert await awa.fetch(seen) == SHEET.content
    assert seen.content["msgtype"] == "m.file"
    assert seen.content["info"] == {"mimetype": "application/pdf", "size": len(SHEET.content)}
    assert ("file" in content, "url" in content, seen.encrypted) == (encrypted, not encrypted, encrypted)


async def test_a_picture_is_sent_as_one(assistant: Listener, awa: Person) -> None:
    content = await upload(assistant.client, awa.room, File("code.png", "image/png", b"\x89PNG"))

    assert (content["msgtype"], content["body"], content["filename"]) == ("m.image", "code.png", "code.png")


async def test_a_file_that_the_homeserver_does_not_take_is_one_of_the_channel_s_errors(
    assistant: Listener, awa: Person
) -> None:
    with pytest.raises(CannotSendError):
        await upload(assistant.client, awa.room, File("a.pdf", "application/pdf", b"x" * (9 << 20)))


def _slow(real: Any) -> Any:
    async def save(*args: Any) -> Any:
        await asyncio.sleep(0.5)
        return await real(*args)

    return save
