"""The commands menu: what everybody sees by language, what a group sees, and what one chat sees by its roles."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

log = logging.getLogger(__name__)
Line = tuple[str, str]
"""A command's word and what it does."""
DESCRIPTION_LIMIT = 256


class Menu:
    """Sets menus, and only where Telegram shows another: the setters are strictly limited."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def everybody(self, lines: Mapping[str, Sequence[Line]], group: Mapping[str, Sequence[Line]]) -> None:
        """The menus of private chats and of groups by language; the first language is for all others too."""
        for scope, menus in ((BotCommandScopeAllPrivateChats(), lines), (BotCommandScopeAllGroupChats(), group)):
            for place, (language, menu) in enumerate(menus.items()):
                if place == 0:
                    await self._set(scope, menu, None)
                await self._set(scope, menu, language)

    async def chat(self, chat: str, lines: Sequence[Line]) -> None:
        """The menu of one person, in the language they chose: it goes before those of everybody."""
        await self._set(BotCommandScopeChat(int(chat)), lines, None)

    async def _set(self, scope: BotCommandScope, lines: Sequence[Line], language: str | None) -> None:
        """A menu is a convenience: where it cannot be set, everything works without it."""
        wanted = tuple(BotCommand(word, summary[:DESCRIPTION_LIMIT]) for word, summary in lines)
        try:
            if await self._bot.get_my_commands(scope=scope, language_code=language) != wanted:
                await self._bot.set_my_commands(wanted, scope=scope, language_code=language)
        except TelegramError as error:
            log.warning("a menu of commands could not be set: %s", type(error).__name__)
