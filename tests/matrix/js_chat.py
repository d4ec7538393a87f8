"""A private chat with the assistant, as the client that nobody here wrote shows it to its user."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tests.matrix.js_client import Event, JsClient

VARIATION = "\ufe0f"
"""Clients put it after an emoji, or leave it out."""


@dataclass
class JsChat:
    """What is heard is heard in order: each step waits for the assistant's answer after the one before."""

    client: JsClient
    bot: str
    room: str
    heard: int = 0

    async def say(self, text: str, expected: str) -> Event:
        """The answer with those words."""
        await self.client.say(self.room, text)
        return await self.hears(expected)

    async def hand_in(self, name: str, kind: str, content: bytes, expected: str) -> Event:
        """A file; the answer with those words."""
        await self.client.upload(self.room, name, kind, content)
        return await self.hears(expected)

    async def touch(self, question: Event, key: str, expected: str) -> Event:
        """The reaction that the assistant has set below its question; the answer with those words."""
        await self.client.event(lambda event: self._offers(event, question, key), f"reaction {key} on {question.body}")
        await self.client.react(question, key)
        return await self.hears(expected)

    async def hears(self, expected: str) -> Event:
        """The next message of the assistant with those words."""
        event = await self.client.event(lambda event: self._says(event, expected), expected, after=self.heard)
        self.heard = self.client.events.index(event) + 1
        return event

    async def file(self, suffix: str) -> tuple[Event, bytes]:
        """The next file that the assistant sends, and what is in it."""
        event = await self.hears(suffix)
        return event, await self.client.download(event)

    async def everything(self) -> list[Event]:
        """What the assistant has sent into the chat so far, once every key has come."""
        await self.client.until(lambda: not any(event.waits for event in self._sent()), "key of every message")
        return list(self._sent())

    def _sent(self) -> Iterable[Event]:
        return (event for event in self.client.events if event.sender == self.bot and event.room == self.room)

    def _says(self, event: Event, expected: str) -> bool:
        new = event.type == "m.room.message" and event.replaces is None
        return new and event.sender == self.bot and event.room == self.room and expected in spaced(event.body)

    def _offers(self, event: Event, question: Event, key: str) -> bool:
        about = event.content.get("m.relates_to", {})
        mine = event.type == "m.reaction" and event.sender == self.bot and about.get("event_id") == question.id
        return mine and str(about.get("key")).replace(VARIATION, "") == key.replace(VARIATION, "")


def number(question: Event, label: str) -> str:
    """What stands before that choice, as it is listed."""
    found = re.search(rf"^(\S+?)\.? {re.escape(label)}$", spaced(question.body), re.MULTILINE)
    assert found, f"{label!r} is not listed in {question.body!r}"
    return found[1]


def emoji(question: Event, label: str) -> str:
    """The reaction that stands for that choice: its number as a key cap, or what it is listed with."""
    mark = number(question, label)
    return f"{mark}\u20e3" if mark.isdecimal() else mark


def spaced(text: str) -> str:
    """With plain spaces, so that a script can be read."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
