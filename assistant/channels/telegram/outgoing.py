"""A finished message as Telegram shows it: its keyboard, and its text in pieces that fit."""

from __future__ import annotations

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from assistant.chat import CannotSendError, Key, Message
from assistant.i18n import language

ROW_KEYS = 3
ROW_CHARACTERS = 28
LABEL_LIMIT = 64
DATA_BYTES = 64
COPY_LIMIT = 256
NAVIGATION = frozenset(("back", "cancel", "skip"))

Markups = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


def keyboard(message: Message) -> Markups | None:
    """Buttons below the message; for a contact the platform's own button; else the end of that one. Raises
    CannotSendError where a button cannot be shown.
    """
    private = not message.to.chat.startswith("-")
    if message.kind == "contact" and private:
        return _contact(message)
    if message.keys:
        return inline(message.keys)
    return ReplyKeyboardRemove() if private else None


def inline(keys: tuple[Key, ...]) -> InlineKeyboardMarkup:
    """Short labels stand side by side; back, cancel and skip share the last row."""
    rows: list[list[Key]] = []
    for key in keys:
        if not rows or _full(rows[-1], key):
            rows.append([])
        rows[-1].append(key)
    return InlineKeyboardMarkup([[_button(key) for key in row] for row in rows])


def _full(row: list[Key], key: Key) -> bool:
    if (row[-1].option in NAVIGATION) != (key.option in NAVIGATION):
        return True
    return len(row) == ROW_KEYS or sum(len(k.label) for k in (*row, key)) > ROW_CHARACTERS


def _button(key: Key) -> InlineKeyboardButton:
    label = key.label[:LABEL_LIMIT]
    if key.url is not None:
        return InlineKeyboardButton(label, url=key.url)
    if key.copy is not None:
        return InlineKeyboardButton(label, copy_text=CopyTextButton(key.copy[:COPY_LIMIT]))
    if not 1 <= len(key.data.encode()) <= DATA_BYTES:
        raise CannotSendError(f"the button {key.label!r} holds {len(key.data.encode())} bytes, allowed are 1 to 64")
    return InlineKeyboardButton(label, callback_data=key.data)


def _contact(message: Message) -> ReplyKeyboardMarkup:
    """Telegram shares a contact only by a key of this kind; the other keys are typed for the person."""
    share = str(language(message.language).t("Share my contact"))
    rows = [[KeyboardButton(share, request_contact=True)], *([KeyboardButton(key.label)] for key in message.keys)]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
