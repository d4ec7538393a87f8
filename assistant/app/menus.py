"""The menu of commands that a platform shows: each person's own, in the language they read."""

from __future__ import annotations

import asyncio

from assistant.app.joining import Assistant
from assistant.channels.telegram import Telegram
from assistant.chat import Routes
from assistant.domain.actors import STRANGER, Actor, ActorKind
from assistant.domain.members import BUREAU
from assistant.domain.messages import Incoming
from assistant.i18n import Language, choose, language, languages
from assistant.ports import UnitOfWork
from assistant.settings import Settings

CHANGING = frozenset({"start", "language", "settings"})
"""Commands after which a person's menu may be another."""


class Menus:
    """Keeps Telegram's menus beside the messages, so that none waits for a menu."""

    def __init__(self, assistant: Assistant, telegram: Telegram) -> None:
        self._assistant = assistant
        self._telegram = telegram
        self._changed: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    def note(self, incoming: Incoming, command: str) -> None:
        """A message was handled; its sender's menu may have changed."""
        if incoming.channel == self._telegram.name and command in CHANGING:
            self._changed.put_nowait((incoming.chat, incoming.account))

    async def run(self) -> None:
        """Everybody's, then the bureau's (roles may have changed meanwhile), then each that changes."""
        await self._telegram.set_menus(*self._general())
        for chat, account in await self._assistant.database.run(self._bureau):
            self._changed.put_nowait((chat, account))
        while True:
            chat, account = await self._changed.get()
            await self._telegram.set_menu(chat, await menu_of(self._assistant, self._telegram.name, account))

    def _general(self) -> tuple[dict[str, list[tuple[str, str]]], dict[str, list[tuple[str, str]]]]:
        """The menus of private chats and of groups; the association's own language is the first."""
        own_first = sorted(languages(), key=lambda code: code != self._assistant.settings.locale)
        lines = {code: menu_lines(self._assistant.routes, STRANGER, language(code)) for code in own_first}
        helping = self._assistant.routes.get("help")
        return lines, {code: [line for line in lines[code] if line[0] == helping.word(code)] for code in lines}

    def _bureau(self, work: UnitOfWork) -> list[tuple[str, str]]:
        holders = work.members.with_role(BUREAU)
        accounts = [account for holder in holders for account in work.accounts.of_member(holder.number)]
        return [(one.chat, one.account) for one in accounts if one.channel == self._telegram.name]


def menu_lines(routes: Routes, actor: Actor, reader: Language) -> list[tuple[str, str]]:
    """(word, summary) of each command that the actor may use."""
    return [(command.word(reader.code), str(reader.t(command.summary))) for command in routes.menu(actor)]


async def menu_of(assistant: Assistant, channel: str, account: str) -> list[tuple[str, str]]:
    """The menu of whoever holds that account, in their language."""
    actor, reader = await assistant.database.run(lambda work: _reader(work, assistant.settings, channel, account))
    return menu_lines(assistant.routes, actor, reader)


def _reader(work: UnitOfWork, settings: Settings, channel: str, account: str) -> tuple[Actor, Language]:
    known = work.accounts.get(channel, account)
    member = work.members.get(known.member) if known and known.member else None
    actor = Actor(ActorKind.MEMBER if member else ActorKind.STRANGER, member)
    wanted = (known.language if known else None) or (member.language if member else None)
    return actor, language(choose(wanted, settings.locale))
