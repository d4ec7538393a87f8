"""The operator's channel: a JSON object a line in, one a line out. It may speak as anyone; its clock can be set.

The same inbox, dispatch and outbox as any channel stand behind it; a message caused by an input is printed with that
input's answer, in the order sent.
"""

from __future__ import annotations

import json
import mimetypes
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from assistant.chat import Message, Sent, plain
from assistant.clocks import LAST_YEAR, StandingClock
from assistant.domain.errors import MbongiError
from assistant.domain.messages import Contact, Incoming, SentFile
from assistant.files.downloads import make_private
from assistant.words import fold

NAME = "console"
NOON = "12:00"


class InputError(MbongiError):
    """A line that cannot be taken; nothing has changed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A key as the console shows it, and the message that it stands under."""

    id: str
    label: str
    data: str
    message: str


@dataclass(slots=True)
class Console:
    """The channel: keeps what was sent since the last line, and the keys last shown to each account."""

    folder: Path
    name: str = NAME
    command_prefix: str = "/"
    sent: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, list[Shown]] = field(default_factory=dict)

    async def send(self, message: Message) -> Sent:
        """Show it with the next answer."""
        account = message.to.account
        shown = [Shown(key.option or key.data, key.label, key.data, str(message.id)) for key in message.keys]
        if account is not None and shown:
            self.keys[account] = shown + self.keys.get(account, [])[:200]
        self.sent.append(
            {
                "id": str(message.id),
                "edits": message.edits,
                "to": message.member or message.to.chat,
                "text": plain(message.text),
                "ask": self._ask(message),
                "buttons": self._buttons(message),
                "files": [self._file(message.id, file.name, file.media_type, file.content) for file in message.files],
            }
        )
        return Sent(str(message.id))

    def take(self) -> list[dict[str, Any]]:
        """What was sent since the last call."""
        sent, self.sent = self.sent, []
        return sent

    def pressed(self, account: str, press: str) -> Shown:
        """The key named by id or label, the latest shown first; one that was never shown presses its own name."""
        known = self.keys.get(account, [])
        by_id = (key for key in known if press in {key.id, key.data})
        by_label = (key for key in known if fold(key.label) == fold(press))
        return next(by_id, None) or next(by_label, None) or Shown(press, press, press, "")

    def _ask(self, message: Message) -> dict[str, Any] | None:
        if message.question is None:
            return None
        options = [{"id": key.option, "label": key.label} for key in message.keys[: message.options]]
        return {"key": message.question, "kind": message.kind, "options": options}

    def _buttons(self, message: Message) -> list[dict[str, str]]:
        rest = message.keys[message.options :]
        return [{"id": key.option or key.data or key.url or key.copy or "", "label": key.label} for key in rest]

    def _file(self, message: int, name: str, media_type: str, content: bytes) -> dict[str, str]:
        make_private(self.folder)
        folder = self.folder / str(message)
        folder.mkdir(exist_ok=True)
        path = folder / Path(name).name
        path.write_bytes(content)
        return {"name": name, "media_type": media_type, "path": str(path)}


@dataclass(slots=True)
class Session:
    """Reads lines, hands them to the engine, prints what came of them."""

    console: Console
    clock: StandingClock
    timezone: ZoneInfo
    speak: Callable[[Incoming], Awaitable[Mapping[str, Any] | None]]
    """Handles one message and sends what it caused; returns the result."""
    tick: Callable[[], Awaitable[Mapping[str, Any] | None]]
    known: Callable[[str], Awaitable[bool]]
    """Whether a member number is on the register."""

    async def run(self, lines: TextIO, out: TextIO) -> None:
        """Until the input ends."""
        for line in lines:
            if line.strip():
                out.write(json.dumps(await self.answer(line), ensure_ascii=False) + "\n")
                out.flush()

    async def answer(self, line: str) -> dict[str, Any]:
        """One line's answer; a bad line gives `error` and changes nothing."""
        try:
            result, error = await self._done(_object(line)), None
        except InputError as refused:
            result, error = None, str(refused)
        at = self.clock.now().astimezone(self.timezone).isoformat(timespec="seconds")
        return {"at": at, "messages": self.console.take(), "result": result, "error": error}

    async def _done(self, line: Mapping[str, Any]) -> Mapping[str, Any] | None:
        at = self._instant(line["at"]) if line.get("at") is not None else None
        incoming = None if line.get("tick") else await self._incoming(line)
        before = self.clock.instant
        if at is not None:
            self.clock.instant = at
        try:
            return await self.tick() if incoming is None else await self.speak(incoming())
        except InputError:
            self.clock.instant = before
            raise

    def _instant(self, text: object) -> datetime:
        instant = _parsed(str(text), self.timezone)
        if self.clock.instant is not None and instant < self.clock.instant:
            raise InputError(f"at: {text} is before the clock, which stands at {self.clock.instant.isoformat()}")
        return instant

    async def _incoming(self, line: Mapping[str, Any]) -> Callable[[], Incoming]:
        """Makes the message once the clock is set; everything about it is checked before."""
        who = line.get("from")
        if not isinstance(who, str) or not who.removeprefix("chat:"):
            raise InputError('from: expected a member number such as "M012", or "chat:NAME"')
        account = who.removeprefix("chat:")
        if not who.startswith("chat:") and not await self.known(account):
            raise InputError(f"from: no member has the number {who}")
        account = who if who.startswith("chat:") else account.upper()
        group = _group(line.get("in"))
        text, contact, file = _text(line), _contact(line.get("contact")), _file(line.get("file"))
        key = self.console.pressed(account, str(line["press"])) if line.get("press") is not None else None
        if not any(part is not None for part in (text, contact, file, key)):
            raise InputError("expected one of text, press, contact, file or tick")
        return lambda: Incoming(
            channel=NAME,
            update_id=secrets.token_hex(8),
            account=account,
            chat=group or account,
            private=group is None,
            received_at=self.clock.now(),
            text=text,
            press=key.data if key else None,
            message=key.message or None if key else None,
            contact=contact,
            file=file,
            shares_contacts=True,
        )


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise InputError(f"not a JSON object: {error}") from None
    if not isinstance(value, dict):
        raise InputError("not a JSON object")
    return value


def _parsed(text: str, timezone: ZoneInfo) -> datetime:
    """An instant, or a date: noon that day."""
    try:
        if len(text) == len("2026-03-05"):
            text = f"{date.fromisoformat(text)}T{NOON}"
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f"at: {text!r} is neither an instant nor a date") from None
    if instant.year > LAST_YEAR:
        raise InputError(f"at: {text!r} is too far ahead; the last year is {LAST_YEAR}")
    return instant if instant.tzinfo else instant.replace(tzinfo=timezone)


def _group(name: object) -> str | None:
    if name is not None and not (isinstance(name, str) and name.startswith("group:")):
        raise InputError('in: expected "group:NAME"')
    return name


def _text(line: Mapping[str, Any]) -> str | None:
    text = line.get("text")
    if text is not None and not isinstance(text, str):
        raise InputError("text: expected a string")
    return text


def _contact(value: object) -> Contact | None:
    if value is None:
        return None
    if not isinstance(value, dict) or "phone" not in value:
        raise InputError('contact: expected {"phone": …, "own": true|false}')
    return Contact(str(value["phone"]), bool(value.get("own")))


def _file(value: object) -> SentFile | None:
    if value is None:
        return None
    path = Path(str(value))
    if not path.is_file():
        raise InputError(f"file: {path} is not there")
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return SentFile(path.name, media_type, path.stat().st_size, str(path))
