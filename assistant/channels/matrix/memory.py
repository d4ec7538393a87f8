"""What the channel must remember from one process to the next: one small SQLite file of its own.

How far it has received, who was last met in which room, the prompts whose reactions are presses, and what waits: events
that nothing decrypts yet, and invitations. Each call is on the disk when it returns.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiosqlite

from assistant.domain.errors import SettingsError
from assistant.files.downloads import make_private
from assistant.ports import Clock

PROMPT_LIFE = timedelta(days=60)
"""After that a reaction on a prompt presses nothing."""
LOCK_SECONDS = 5.0
"""How long a process that ends may keep the file."""
MARK = 0x4D626D78
"""Tells our file from anybody else's (`application_id`)."""
VERSION = 1
TABLES = """
    CREATE TABLE since (one INTEGER PRIMARY KEY CHECK (one = 1), token TEXT NOT NULL);
    CREATE TABLE direct (account TEXT PRIMARY KEY, room TEXT NOT NULL);
    CREATE TABLE prompt (
        number INTEGER PRIMARY KEY, event TEXT NOT NULL UNIQUE, room TEXT NOT NULL, account TEXT NOT NULL,
        question TEXT, body TEXT NOT NULL, html TEXT NOT NULL, presses TEXT NOT NULL, chosen TEXT, kept_at REAL NOT NULL
    );
    CREATE INDEX prompt_room ON prompt (room, number);
    CREATE INDEX prompt_kept ON prompt (kept_at);
    CREATE TABLE held (
        number INTEGER PRIMARY KEY, event TEXT NOT NULL UNIQUE, room TEXT NOT NULL, source TEXT NOT NULL,
        came_at REAL NOT NULL
    );
    CREATE TABLE invitation (room TEXT PRIMARY KEY, inviter TEXT NOT NULL);
"""
PROMPT = "event, room, account, question, body, html, presses, chosen"

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Press:
    """What a reaction on a prompt presses. `reaction` is compared without U+FE0F."""

    reaction: str
    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A message with buttons, as it was sent; `chosen` is the label that was chosen, once one was."""

    event: str
    room: str
    account: str
    question: str | None
    body: str
    html: str
    presses: tuple[Press, ...]
    chosen: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """An event that could not be decrypted when it came."""

    event: str
    room: str
    source: Mapping[str, Any]
    came_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A room that somebody has asked the assistant into."""

    room: str
    inviter: str
    """Empty where it was not said."""


class Memory:
    """Opened by one process at a time, by `open`; `close` lets go of it."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._connection: aiosqlite.Connection | None = None

    async def open(self) -> None:
        """Make the file where it is missing. SettingsError where it is another program's or another process has it."""
        await asyncio.to_thread(self._make)
        self._connection = await aiosqlite.connect(self._path, isolation_level=None, timeout=LOCK_SECONDS)
        try:
            await self._prepare()
        except BaseException as error:
            await self.close()
            if isinstance(error, sqlite3.DatabaseError):
                raise self._refused(error) from None
            raise

    async def close(self) -> None:
        """Let another process open it."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def since(self) -> str | None:
        """How far was received; None before the first time."""
        row = await self._one("SELECT token FROM since")
        return None if row is None else str(row[0])

    async def keep_since(self, token: str) -> None:
        """Everything up to there has been received."""
        await self._write("INSERT OR REPLACE INTO since (one, token) VALUES (1, ?)", (token,))

    async def direct(self, account: str) -> str | None:
        """The room in which that person last wrote, or was first met."""
        row = await self._one("SELECT room FROM direct WHERE account = ?", (account,))
        return None if row is None else str(row[0])

    async def keep_direct(self, account: str, room: str) -> None:
        """That person is met there from now on."""
        await self._write("INSERT OR REPLACE INTO direct (account, room) VALUES (?, ?)", (account, room))

    async def met_in(self, room: str) -> list[str]:
        """The people who were last met in that room."""
        return [str(account) for (account,) in await self._all("SELECT account FROM direct WHERE room = ?", (room,))]

    async def prompt(self, event: str) -> Prompt | None:
        """The prompt that was sent as that event."""
        row = await self._one(f"SELECT {PROMPT} FROM prompt WHERE event = ?", (event,))  # noqa: S608 - our own words
        return None if row is None else _prompt(row)

    async def keep_prompt(self, prompt: Prompt) -> None:
        """Add or replace by event; prompts of more than 60 days go."""
        now = self._clock.now()
        presses = json.dumps([(press.reaction, press.label, press.data) for press in prompt.presses])
        await self._write("DELETE FROM prompt WHERE kept_at < ?", ((now - PROMPT_LIFE).timestamp(),))
        await self._write(
            "INSERT INTO prompt (event, room, account, question, body, html, presses, chosen, kept_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event) DO UPDATE SET"
            " room = excluded.room, account = excluded.account, question = excluded.question, body = excluded.body,"
            " html = excluded.html, presses = excluded.presses, chosen = excluded.chosen, kept_at = excluded.kept_at",
            (
                *(prompt.event, prompt.room, prompt.account, prompt.question, prompt.body, prompt.html),
                *(presses, prompt.chosen, now.timestamp()),
            ),
        )

    async def open_question(self, room: str) -> Prompt | None:
        """The newest question of that room, unless something was chosen there."""
        row = await self._one(
            f"SELECT {PROMPT} FROM prompt WHERE room = ? AND question IS NOT NULL"  # noqa: S608 - our own words
            " ORDER BY number DESC LIMIT 1",
            (room,),
        )
        return None if row is None or row[-1] is not None else _prompt(row)

    async def hold(self, events: Iterable[Held]) -> None:
        """Keep events that could not be decrypted; those that are kept already stay as they are."""
        rows = [(held.event, held.room, json.dumps(held.source), held.came_at.timestamp()) for held in events]
        await self._write(
            "INSERT OR IGNORE INTO held (event, room, source, came_at)"
            " SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)",
            (json.dumps(rows),),
        )

    async def held(self) -> list[Held]:
        """What waits to be decrypted, in the order in which it came."""
        rows = await self._all("SELECT event, room, source, came_at FROM held ORDER BY number")
        return [
            Held(event, room, json.loads(source), datetime.fromtimestamp(came_at, UTC))
            for event, room, source, came_at in rows
        ]

    async def release(self, events: Iterable[str]) -> None:
        """They no longer wait."""
        await self._write(
            "DELETE FROM held WHERE event IN (SELECT value FROM json_each(?))", (json.dumps(list(events)),)
        )

    async def keep_invitation(self, invitation: Invitation) -> None:
        """It waits to be answered."""
        row = (invitation.room, invitation.inviter)
        await self._write("INSERT OR REPLACE INTO invitation (room, inviter) VALUES (?, ?)", row)

    async def invitations(self) -> list[Invitation]:
        """What waits to be answered, oldest first."""
        return [Invitation(*row) for row in await self._all("SELECT room, inviter FROM invitation ORDER BY rowid")]

    async def forget_invitation(self, room: str) -> None:
        """It was answered, or withdrawn."""
        await self._write("DELETE FROM invitation WHERE room = ?", (room,))

    def _make(self) -> None:
        """The file, its owner's alone before anything is written to it; SQLite gives its journal the same mode."""
        make_private(self._path.parent)
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        self._path.chmod(0o600)

    async def _prepare(self) -> None:
        """Lock it, and make or check what is in it.

        The lock keeps a second process out, whose keys would contradict this one's. With the truncated journal there
        is one file to back up, and nothing of what was deleted stays in it.
        """
        await self._write("PRAGMA locking_mode = EXCLUSIVE")
        await self._write("BEGIN EXCLUSIVE")
        empty = await self._one("SELECT 1 FROM sqlite_schema") is None
        await (self._fill() if empty else self._check())
        await self._write("COMMIT")
        for pragma in ("journal_mode = TRUNCATE", "synchronous = FULL", "secure_delete = ON"):
            await self._write(f"PRAGMA {pragma}")

    async def _fill(self) -> None:
        for statement in (*TABLES.split(";"), f"PRAGMA application_id = {MARK}", f"PRAGMA user_version = {VERSION}"):
            await self._write(statement)

    async def _check(self) -> None:
        mark, version = await self._one("PRAGMA application_id"), await self._one("PRAGMA user_version")
        if mark != (MARK,):
            raise self._foreign()
        if version != (VERSION,):
            raise SettingsError(f"{self._path} is of a later Mbongi: run that one again, or a newer one")

    def _refused(self, error: sqlite3.DatabaseError) -> Exception:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return SettingsError(f"another process has {self._path} and serves that Matrix account: run exactly one")
        return self._foreign() if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB else error

    def _foreign(self) -> SettingsError:
        return SettingsError(f"{self._path} was not made by Mbongi: move it away, a new one is made at the next start")

    async def _write(self, sql: str, parameters: Row = ()) -> None:
        assert self._connection is not None, "it is not open"  # noqa: S101 - the channel opens it first
        async with self._connection.execute(sql, parameters):
            pass

    async def _one(self, sql: str, parameters: Row = ()) -> Row | None:
        return next(iter(await self._all(sql, parameters)), None)

    async def _all(self, sql: str, parameters: Row = ()) -> list[Row]:
        assert self._connection is not None, "it is not open"  # noqa: S101 - the channel opens it first
        async with self._connection.execute(sql, parameters) as cursor:
            return [tuple(row) for row in await cursor.fetchall()]


def _prompt(row: Row) -> Prompt:
    event, room, account, question, body, html, presses, chosen = row
    pressed = tuple(Press(*press) for press in json.loads(presses))
    return Prompt(event, room, account, question, body, html, pressed, chosen)
