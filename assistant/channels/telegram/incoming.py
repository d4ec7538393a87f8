"""What a raw update of the Bot API means: pure, and never an exception whatever arrives.

An update without an accountable sender (channel posts, anonymous administrators, bots), an edited message and a kind
unknown here have no effect. Texts leave here free of what no database can keep (NUL, lone surrogates).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.domain.messages import Contact, Incoming

TEXT_LIMIT = 4096
PRESS_LIMIT = 64
NAME_LIMIT = 100
LANGUAGE_LIMIT = 35
LARGEST_ID = 1 << 62
ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
"""The kinds asked for; Telegram sends no other."""
CONTENT = frozenset(
    (
        *("text", "caption", "photo", "document", "contact", "sticker", "voice", "video", "video_note", "audio"),
        *("animation", "location", "venue", "poll", "dice", "story", "checklist"),
    )
)
"""What a person sends; any other message tells of an event in the chat."""
_ADDRESSED = re.compile(r"(/\w+)@(\w+)")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A photo or document that waits on Telegram's side; `size` in bytes, None where not told."""

    id: str
    name: str
    media_type: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Update:
    """An update as understood; every field may be missing."""

    id: int | None
    incoming: Incoming | None = None
    file: RemoteFile | None = None
    callback: str | None = None
    """The callback query to answer."""
    account: str | None = None
    reachable: bool | None = None
    """Whether `account` has just let the assistant write to it, or blocked it."""


def read(raw: object, username: str, now: datetime) -> Update:
    """Understand one update. `username` is the bot's own, for commands addressed to one bot of a group."""
    update = _object(raw)
    number = _integer(update.get("update_id"))
    if number is None:
        return Update(None)
    if "callback_query" in update:
        return _press(number, _object(update["callback_query"]), now)
    if "my_chat_member" in update:
        return _membership(number, _object(update["my_chat_member"]))
    return _message(number, _object(update.get("message")), username, now)


def _press(number: int, query: Mapping[str, Any], now: datetime) -> Update:
    callback = _text(query.get("id"), TEXT_LIMIT)
    message, press = _object(query.get("message")), _text(query.get("data"), PRESS_LIMIT)
    place, pressed = _place(message), _integer(message.get("message_id"))
    account = _person(query.get("from"))
    if account is None or place is None or not press:
        return Update(number, callback=callback)
    incoming = Incoming(
        channel="telegram",
        update_id=str(number),
        account=account,
        chat=place[0],
        private=place[1],
        received_at=now,
        press=press,
        language=_language(query.get("from")),
        message=None if pressed is None else str(pressed),
        shares_contacts=place[1],
    )
    return Update(number, incoming, callback=callback)


def _membership(number: int, change: Mapping[str, Any]) -> Update:
    place, account = _place(change), _person(change.get("from"))
    status = _object(change.get("new_chat_member")).get("status")
    if place is None or not place[1] or account is None or status not in ("member", "kicked", "left"):
        return Update(number)
    return Update(number, account=account, reachable=status == "member")


def _message(number: int, message: Mapping[str, Any], username: str, now: datetime) -> Update:
    place, account = _place(message), _person(message.get("from"))
    if place is None or account is None or "sender_chat" in message or CONTENT.isdisjoint(message):
        return Update(number)
    chat, private = place
    text = _command(_text(message.get("text", message.get("caption")), TEXT_LIMIT), username, private=private)
    if not private and text is None:
        return Update(number)
    incoming = Incoming(
        channel="telegram",
        update_id=str(number),
        account=account,
        chat=chat,
        private=private,
        received_at=now,
        text=text,
        contact=_contact(message, account),
        language=_language(message.get("from")),
        shares_contacts=private,
    )
    return Update(number, incoming, file=_file(message) if private else None)


def _command(text: str | None, username: str, *, private: bool) -> str | None:
    """The text without `@name` after its command. In a group: None for what is no command, or another bot's."""
    if text is None or not (private or text.startswith("/")):
        return None
    addressed = _ADDRESSED.match(text)
    if addressed is None:
        return text
    if not private and addressed[2].casefold() != username.casefold():
        return None
    return addressed[1] + text[addressed.end() :]


def _contact(message: Mapping[str, Any], account: str) -> Contact | None:
    contact = _object(message.get("contact"))
    phone = _text(contact.get("phone_number"), NAME_LIMIT)
    if not phone:
        return None
    forwarded = any(name.startswith("forward_") for name in message) or "via_bot" in message
    owner = _integer(contact.get("user_id"))
    return Contact(phone, own=owner is not None and str(owner) == account and not forwarded)


def _file(message: Mapping[str, Any]) -> RemoteFile | None:
    if "document" in message:
        return _remote(_object(message["document"]), "document", "application/octet-stream")
    photos = message.get("photo")
    if not isinstance(photos, list) or not photos:
        return None
    largest = max((_object(photo) for photo in photos), key=lambda photo: _integer(photo.get("file_size")) or 0)
    return _remote(largest, "photo.jpg", "image/jpeg")


def _remote(file: Mapping[str, Any], name: str, media_type: str) -> RemoteFile | None:
    file_id = _text(file.get("file_id"), TEXT_LIMIT)
    if not file_id:
        return None
    shown = "".join(c for c in _text(file.get("file_name"), NAME_LIMIT) or "" if c.isprintable() and c not in "/\\")
    kind = _text(file.get("mime_type"), NAME_LIMIT) or media_type
    return RemoteFile(file_id, shown or name, kind, _integer(file.get("file_size")))


def _place(holder: Mapping[str, Any]) -> tuple[str, bool] | None:
    """The chat's id and whether it is private; None for channels and what is no chat."""
    chat = _object(holder.get("chat"))
    number, kind = _integer(chat.get("id")), chat.get("type")
    if number is None or kind not in ("private", "group", "supergroup"):
        return None
    return str(number), kind == "private"


def _person(sender: object) -> str | None:
    number = _integer(_object(sender).get("id"))
    if number is None or number <= 0 or _object(sender).get("is_bot") not in (False, None):
        return None
    return str(number)


def _language(sender: object) -> str | None:
    return _text(_object(sender).get("language_code"), LANGUAGE_LIMIT)


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _integer(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_ID:
        return None
    return value


def _text(value: object, limit: int) -> str | None:
    if not isinstance(value, str):
        return None
    return value[:limit].replace("\0", "").encode("utf-8", "replace").decode()
