"""What somebody who types instead of pressing means: a button by its label, its number as listed, or how it begins."""

from __future__ import annotations

from assistant.domain.messages import KeyAction, Keyboard
from assistant.words import fold

SHORTEST_BEGINNING = 2
DIGITS = 3


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
