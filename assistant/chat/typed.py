"""What somebody who types instead of pressing means: a button by its label, its number as listed, or how it begins.

Words mean the message that stands lowest in the chat of those that could be read when they were written. Nothing is
pressed where something newer, that could not, offers what they say as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from assistant.domain.keyboards import Shown
from assistant.domain.messages import KeyAction, Keyboard
from assistant.words import fold

SHORTEST_BEGINNING = 2
DIGITS = 3
READING = timedelta(seconds=5)
"""What comes unasked has to travel and be read, and words about it be typed and travel back."""
LOOKED_AT = 12
"""Keyboards, where the newest alone does not say what is meant."""
OFFERED = 4
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NOT_YET = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Meant:
    """A button, and the message that it stands under."""

    action: KeyAction
    shown: Shown


def answer_typed(keyboard: Keyboard, text: str) -> KeyAction | None:
    """While its question is open: the button with just that label. All else is for the question to understand."""
    typed = fold(text)
    return next((action for action in keyboard.actions if fold(action.label) == typed), None)


def command_typed(keyboard: Keyboard, text: str) -> KeyAction | None:
    """Where no question is open: one of the commands offered, counted from 1."""
    typed, offered = fold(text), [action for action in keyboard.actions if action.command is not None]
    if typed.isdecimal():
        number = int(typed[:DIGITS])
        return offered[number - 1] if len(typed) <= DIGITS and 1 <= number <= len(offered) else None
    labelled = [action for action in offered if fold(action.label) == typed]
    begun = [action for action in offered if fold(action.label).startswith(typed)]
    meant = labelled or (begun if len(typed) >= SHORTEST_BEGINNING else [])
    return meant[0] if len(meant) == 1 else None


def commands_meant(look: Callable[[int], Sequence[Shown]], text: str, received_at: datetime) -> list[Meant]:
    """Where no question is open: the commands that the words may mean; where several, what could be read comes first.

    `look` gives so many keyboards, the newest first, as kept. An older message counts beside an unread one until its
    reader can have seen that it is decided.
    """
    newest = look(1)
    clear = all(one.place == one.message and _is_read(one, received_at) for one in newest)
    placed = newest if clear else _in_place(look(LOOKED_AT))
    unread = list(takewhile(lambda one: not _is_read(one, received_at), placed))
    read = placed[len(unread) :]
    newer = _fitting(unread, text)
    if not newer:
        return _fitting(read[:1], text)
    older = _fitting([one for one in read if not _is_over(one, received_at)], text)
    return [*older[:1], *reversed(newer)][:OFFERED]


def _in_place(shown: Iterable[Shown]) -> list[Shown]:
    """The lowest in the chat first; of what was edited or tried again, the last keyboard alone."""
    last: dict[int | str, Shown] = {}
    for one in shown:
        last.setdefault(one.keyboard.token if one.place is None else one.place, one)
    return sorted(last.values(), key=_placed_at, reverse=True)


def _placed_at(one: Shown) -> datetime:
    return _LONG_AGO if one.message is None else one.placed_at or _NOT_YET


def _is_read(one: Shown, at: datetime) -> bool:
    """Whether it could be read; who has asked waits for the answer and needs no time for it."""
    if one.message is None:
        return True
    return one.shown_at is not None and at >= one.shown_at + (timedelta(0) if one.asked else READING)


def _is_over(one: Shown, at: datetime) -> bool:
    """Whether its reader could see that something else stands in its place."""
    return one.replaced_at is not None and at >= one.replaced_at + READING


def _fitting(shown: Sequence[Shown], text: str) -> list[Meant]:
    found = ((one, command_typed(one.keyboard, text)) for one in shown)
    return [Meant(action, one) for one, action in found if action is not None]
