"""What the platforms' menus can show."""

from __future__ import annotations

import re

import pytest

import handlers
from assistant.chat import Command
from assistant.i18n import language

SHOWN = [command for command in handlers.routes().commands if command.menu]


@pytest.mark.parametrize("command", SHOWN, ids=lambda command: command.name)
def test_a_command_in_the_menu_has_words_that_telegram_lists(command: Command) -> None:
    for code in ("fr", "en"):
        assert re.fullmatch("[a-z0-9_]{1,32}", command.word(code))
        assert 1 <= len(language(code).t(command.summary)) <= 256
