"""A payment's whole way over Telegram: the member's photo, the treasurers' cards, one decision, nothing left behind."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import storage
from assistant.app.joining import Assistant, opened
from assistant.channels.telegram import Patience, Telegram
from assistant.chat import Channel
from assistant.clocks import SystemClock
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.messages import ChatAccount, OutboxState
from assistant.ports import UnitOfWork
from assistant.settings import load
from tests.telegram import people
from tests.telegram.bot_api import TOKEN, BotApi
from tests.telegram.methods import Shown

AWA, GRACE, JEAN = 7012, 7005, 7006
PROOF = b"\xff\xd8\xff\xe0 a transfer of 20,00 euros to the association"
PHOTO = [{"file_id": "d1", "file_size": len(PROOF), "width": 90, "height": 160}]
JOINED = date(2020, 1, 1)


@dataclass
class Chats:
    """The three chats, each as its person sees it."""

    api: BotApi
    assistant: Assistant
    downloads: Path

    async def write(self, sender: int, text: str | None = None, **fields: object) -> None:
        """One message, and all that it caused has arrived."""
        self.api.give(people.message(sender, text, **fields))
        await self.settled()

    async def press(self, sender: int, label: str) -> None:
        """The button with that label, wherever it was shown last in that chat."""
        shown = next(one for one in reversed(self.seen(sender)) if label in _keys(one))
        self.api.give(people.press(sender, _keys(shown)[label], shown.id))
        await self.settled()

    def seen(self, chat: int) -> list[Shown]:
        return [shown for (where, _), shown in self.api.methods.messages.items() if where == chat]

    def read(self, chat: int) -> str:
        """The last message, with plain spaces."""
        return self.seen(chat)[-1].text.replace("\u00a0", " ").replace("\u202f", " ")

    async def settled(self) -> None:
        await self.api.until_acknowledged()
        for _ in range(3000):
            await self.assistant.sender.drain()
            if await self.assistant.database.run(_is_quiet) and not _files(self.downloads):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"something waits still, or stays: {_files(self.downloads)}")


def _is_quiet(work: UnitOfWork) -> bool:
    going = [row for state in (OutboxState.PENDING, OutboxState.SENDING) for row in work.outbox.in_state(state)]
    return not going and not work.inbox.waiting(1)


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.exists() else []


def _keys(shown: Shown) -> dict[str, str]:
    rows = (shown.markup or {}).get("inline_keyboard", [])
    return {key["text"]: key.get("callback_data", "") for row in rows for key in row}


def register(work: UnitOfWork) -> None:
    work.book.put("books_open_on", "2025-12-31")
    for number, name, chat, roles in (
        ("M012", "Awa", AWA, frozenset[str]()),
        ("M005", "Grace", GRACE, frozenset({Role.TREASURER})),
        ("M006", "Jean", JEAN, frozenset({Role.DEPUTY_TREASURER})),
    ):
        history = (StatusChange(JOINED, Status.ACTIVE),)
        work.members.save(Member(number, "Ibara", name, JOINED, history, roles, language="fr"))  # type: ignore[arg-type]
        account = ChatAccount("telegram", str(chat), str(chat), number, "fr", linked_at=work.now, seen_at=work.now)
        work.accounts.save(account)


@pytest.fixture
async def chats(api: BotApi, tmp_path: Path) -> AsyncIterator[Chats]:
    url = f"sqlite:///{tmp_path / 'association.db'}"
    storage.upgrade(url)
    settings = load(
        {
            "ASSISTANT_DATABASE_URL": url,
            "ASSISTANT_DATA_DIR": str(tmp_path),
            "ASSISTANT_SECRET_KEY": "secret",
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.url,
        },
        dotenv=tmp_path / "no.env",
    )
    channels: dict[str, Channel] = {}
    assert settings.telegram is not None
    async with opened(settings, SystemClock(), channels) as assistant:
        telegram = Telegram(
            settings.telegram,
            SystemClock(),
            tmp_path / "downloads",
            receive=assistant.intake.receive,
            reachability=_ignored,
            patience=Patience(poll=1, answer=10),
        )
        channels[telegram.name] = telegram
        await assistant.database.run(register)
        tasks = [asyncio.create_task(run()) for run in (telegram.run, assistant.intake.run)]
        yield Chats(api, assistant, tmp_path / "downloads")
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await telegram.close()


async def _ignored(_account: str, _reachable: bool) -> None:
    """Nobody comes or goes here."""


async def declare(chats: Chats) -> None:
    chats.api.methods.files["d1"] = PROOF
    await chats.write(AWA, "/payer 20 virement hier")
    await chats.write(AWA, photo=PHOTO, caption="voici la preuve")
    await chats.press(AWA, "Confirmer")


async def test_a_photo_goes_to_both_treasurers_and_both_captions_change_when_one_decides(chats: Chats) -> None:
    await declare(chats)
    cards = [chats.seen(chat)[-1] for chat in (GRACE, JEAN)]
    before = [(card.file and card.file.content, list(_keys(card))) for card in cards]

    await chats.press(GRACE, "Confirmer")

    assert before == [(PROOF, ["Confirmer", "Rejeter", "Autre montant"])] * 2
    assert all("Confirmé par Grace Ibara" in card.text for card in cards)
    assert [(_keys(card), card.file and card.file.content) for card in cards] == [({}, PROOF)] * 2
    assert len(chats.seen(JEAN)) == 1
    receipt = chats.seen(AWA)[-1].file
    assert receipt is not None
    assert (receipt.name.startswith("recu-"), receipt.content[:5]) == (True, b"%PDF-")


async def test_whoever_presses_second_reads_who_decided(chats: Chats) -> None:
    await declare(chats)
    stale = _keys(chats.seen(JEAN)[-1])["Rejeter"]
    await chats.press(GRACE, "Confirmer")

    chats.api.give(people.press(JEAN, stale, chats.seen(JEAN)[-1].id))
    await chats.settled()

    assert chats.read(JEAN).startswith("C’est déjà fait : paiement confirmé par Grace Ibara le ")


async def test_nothing_of_the_proof_stays_in_the_database_the_folders_or_the_log(
    chats: Chats, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    await declare(chats)
    await chats.press(JEAN, "Confirmer")

    assert _readable(tmp_path, PROOF[4:]) == []
    assert "20,00 euros" not in caplog.text
    assert list((tmp_path / "downloads").iterdir()) == []


def _readable(folder: Path, content: bytes) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and content in path.read_bytes()]


async def test_a_stranger_s_file_is_fetched_for_nobody_and_removed(chats: Chats, tmp_path: Path) -> None:
    chats.api.methods.files["d1"] = PROOF

    await chats.write(7999, document={"file_id": "d1", "file_name": "preuve.jpg"})

    assert chats.read(7999).startswith("Je ne sais pas à quoi sert ce fichier")
    assert _readable(tmp_path, PROOF[4:]) == []
