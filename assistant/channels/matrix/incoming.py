"""What an event of a room means: pure, and never an exception whatever arrives.

Edits, notices, state, the assistant's own events and kinds unknown here have no effect. Texts leave here free of what
no database can keep (NUL, lone surrogates).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assistant.domain.messages import Incoming

TEXT_LIMIT = 4096
NAME_LIMIT = 100
ID_LIMIT = 255
REACTION_LIMIT = 64
LARGEST_SIZE = 1 << 62
TEXTS = frozenset(("m.text", "m.emote"))
FILES = {"m.image": ("photo.jpg", "image/jpeg"), "m.file": ("document", "application/octet-stream")}
"""What is fetched; its name and media type where they are not told."""
OTHERS = frozenset(("m.audio", "m.video", "m.location"))
"""What a person sends too; any other type of message tells of something else."""
CONTENT = frozenset(("m.sticker", "m.poll.start", "org.matrix.msc3381.poll.start"))
"""What a person sends that is no message."""
VARIATION = "\ufe0f"
"""Some clients put it into an emoji and others do not."""
_PAUSES = " ,\n\t\u00a0\u202f"
_COMMAND = re.compile(r"!(?=\w)")
_QUOTED = re.compile(r"(?:>[^\n]*(?:\n|$))+\n?")


@dataclass(frozen=True, slots=True)
class Place:
    """A room, as far as it matters here."""

    room: str
    own: str
    """The assistant's account."""
    account: str | None
    """Who alone is there besides the assistant; None in a group."""
    names: tuple[str, ...] = ()
    """What the assistant is called there."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What an encrypted file is opened with, all in base64; `hash` is of what is fetched."""

    key: str
    iv: str
    hash: str


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A photo or document that waits at the homeserver; `size` in bytes, None where not told."""

    uri: str
    name: str
    media_type: str
    size: int | None
    lock: Lock | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """An event as understood; every field may be missing."""

    incoming: Incoming | None = None
    file: RemoteFile | None = None
    reaction: str | None = None
    """The emoji, without U+FE0F, where somebody reacted to `incoming.message`."""


def read(raw: object, place: Place, now: datetime) -> Update:
    """Understand one event, decrypted where it was encrypted."""
    event = _object(raw)
    incoming = _head(event, place, now)
    if incoming is None or "state_key" in event:
        return Update()
    content, kind = _object(event.get("content")), event.get("type")
    if kind == "m.reaction":
        return _reaction(incoming, _object(content.get("m.relates_to")))
    if kind == "m.room.message":
        return _message(incoming, content, place)
    return Update(incoming if incoming.private and isinstance(kind, str) and kind in CONTENT else None)


def is_locked(raw: object) -> bool:
    """Whether it is encrypted still; an encrypted event that was redacted has nothing left in it."""
    event = _object(raw)
    return event.get("type") == "m.room.encrypted" and bool(_object(event.get("content")))


def unreadable(raw: object, place: Place, now: datetime) -> Incoming | None:
    """What is handed on of an event that cannot be decrypted; None in a group."""
    incoming = _head(_object(raw), place, now)
    return replace(incoming, unreadable=True) if incoming and incoming.private else None


def bare(emoji: str) -> str:
    """The emoji as it is compared."""
    return emoji.replace(VARIATION, "")


def _head(event: Mapping[str, Any], place: Place, now: datetime) -> Incoming | None:
    """Who says something where; None where it is nobody who counts."""
    number, sender = _id(event.get("event_id")), _id(event.get("sender"))
    if number is None or sender is None or sender == place.own or place.account not in (None, sender):
        return None
    private = place.account is not None
    return Incoming(
        channel="matrix",
        update_id=number,
        account=sender,
        chat=sender if private else place.room,
        private=private,
        received_at=now,
    )


def _reaction(incoming: Incoming, relation: Mapping[str, Any]) -> Update:
    target, emoji = _id(relation.get("event_id")), _text(relation.get("key"), REACTION_LIMIT)
    if not incoming.private or relation.get("rel_type") != "m.annotation" or target is None or not emoji:
        return Update()
    return Update(replace(incoming, message=target), reaction=bare(emoji))


def _message(incoming: Incoming, content: Mapping[str, Any], place: Place) -> Update:
    kind, relation = content.get("msgtype"), _object(content.get("m.relates_to"))
    if not isinstance(kind, str) or relation.get("rel_type") == "m.replace":
        return Update()
    if not incoming.private:
        text = _addressed(content, place) if kind in TEXTS else None
        return Update(None if text is None else replace(incoming, text=text))
    if kind in TEXTS:
        return Update(replace(incoming, text=_said(_body(content))))
    if kind in FILES:
        return Update(replace(incoming, text=_caption(content)), _file(content, *FILES[kind]))
    return Update(replace(incoming, text=_caption(content)) if kind in OTHERS else None)


def _body(content: Mapping[str, Any]) -> str:
    """What was said, without what older clients repeat of the message that it replies to."""
    body = content.get("body")
    if not isinstance(body, str):
        return ""
    quoted = _QUOTED.match(body) if "m.in_reply_to" in _object(content.get("m.relates_to")) else None
    return _clean(body[quoted.end() :] if quoted else body, TEXT_LIMIT)


def _said(text: str) -> str:
    """With a slash before a command: clients keep the slash for themselves."""
    return _COMMAND.sub("/", text, count=1) if _COMMAND.match(text) else text


def _addressed(content: Mapping[str, Any], place: Place) -> str | None:
    """In a group: what is said to the assistant, as a command; None where nothing is."""
    text = _body(content).strip()
    if _COMMAND.match(text):
        return _said(text)
    mentioned = _object(content.get("m.mentions")).get("user_ids")
    if not isinstance(mentioned, list) or place.own not in mentioned:
        return None
    return "/" + _without_name(text, place.names).lstrip("!/")


def _without_name(text: str, names: tuple[str, ...]) -> str:
    """Without the name at its beginning or its end."""
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name)
    if not known:
        return text
    begun = re.sub(rf"^@??(?:{known})(?!\w)[\s:,]*", "", text, count=1, flags=re.IGNORECASE)
    ended = re.search(rf"(?<!\w)@??(?:{known})$", begun, flags=re.IGNORECASE)
    return begun[: ended.start()].rstrip(_PAUSES) if ended else begun


def _caption(content: Mapping[str, Any]) -> str | None:
    """The body, where it is not the file's name."""
    name, body = content.get("filename"), _body(content)
    return _said(body) if isinstance(name, str) and body and body != name else None


def _file(content: Mapping[str, Any], name: str, media_type: str) -> RemoteFile | None:
    locked, info = _object(content.get("file")), _object(content.get("info"))
    uri, lock = _id(locked.get("url") if locked else content.get("url")), _lock(locked)
    if uri is None or (locked and lock is None):
        return None
    told = content.get("filename")
    shown = _text(told if isinstance(told, str) else content.get("body"), NAME_LIMIT) or ""
    printable = "".join(c for c in shown if c.isprintable() and c not in "/\\")
    kind = _text(info.get("mimetype"), NAME_LIMIT) or media_type
    return RemoteFile(uri, printable or name, kind, _size(info.get("size")), lock)


def _lock(file: Mapping[str, Any]) -> Lock | None:
    parts = (_object(file.get("key")).get("k"), file.get("iv"), _object(file.get("hashes")).get("sha256"))
    key, iv, digest = (_id(part) for part in parts)
    return Lock(key, iv, digest) if key and iv and digest else None


def _size(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_SIZE:
        return None
    return value


def _id(value: object) -> str | None:
    """A name that the homeserver gave; None where it is none that could be kept and compared."""
    if not isinstance(value, str) or not 0 < len(value) <= ID_LIMIT or not value.isprintable():
        return None
    return value


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object, limit: int) -> str | None:
    return _clean(value, limit) if isinstance(value, str) else None


def _clean(text: str, limit: int) -> str:
    return text[:limit].replace("\0", "").encode("utf-8", "replace").decode()
