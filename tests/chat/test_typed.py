"""What somebody who types means by it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.chat.typed import command_typed
from assistant.domain.messages import KeyAction, Keyboard

OFFERED = (
    KeyAction("Solde", command="balance"),
    KeyAction("Déclarer un paiement", command="pay"),
    KeyAction("Réunions", command="meetings"),
    KeyAction("Règlement", command="rules"),
)


def _meant(text: str) -> str | None:
    keyboard = Keyboard("t", "matrix", "@awa:example.org", OFFERED, datetime(2026, 3, 5, tzinfo=UTC))
    action = command_typed(keyboard, text)
    return action.command if action else None


@pytest.mark.parametrize(
    ("text", "command"),
    [("1", "balance"), (" 02 ", "pay"), ("déclarer un paiement", "pay"), ("DECLARER", "pay"), ("règ", "rules")],
)
def test_a_command_is_meant_by_its_number_its_label_or_how_it_begins(text: str, command: str) -> None:
    assert _meant(text) == command


@pytest.mark.parametrize("text", ["0", "5", "0000000010", "1" * 4000, "1.", "-1", "ré", "r", "", "solde svp"])
def test_anything_else_means_none_of_them(text: str) -> None:
    assert _meant(text) is None
