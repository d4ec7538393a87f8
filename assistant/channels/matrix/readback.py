"""Looks up what stands in a room: what the assistant has said there, and which choice somebody tapped."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from nio import Event, ProtocolError, ReactionEvent, RoomMessagesResponse
from nio.api import RelationshipType

from assistant.channels.matrix.calls import ANSWER_SECONDS, done
from assistant.channels.matrix.client import Client
from assistant.channels.matrix.incoming import bare
from assistant.channels.matrix.memory import Prompt

MARK = "org.mbongi.message"
"""The transaction's name within the event."""
PAGE = 100
SKEW = timedelta(minutes=10)
"""By how much the homeserver's clock may differ."""

log = logging.getLogger(__name__)


async def standing(client: Client, room: str, since: datetime) -> dict[str, str]:
    """The ids of the assistant's own events in the room since then, by their mark. Raises the channel's errors.

    For messages so old that the homeserver, which remembers a transaction for a day, no longer knows them again.
    """
    found: dict[str, str] = {}
    begin = (since - SKEW).timestamp() * 1000
    start: str | None = None
    while True:
        page = await done(client.room_messages(room, start, limit=PAGE), RoomMessagesResponse)
        own = (event for event in page.chunk if event.sender == client.user_id)
        found |= {mark: event.event_id for event in own if (mark := _mark(event))}
        start = page.end
        if start is None or any(event.server_timestamp < begin for event in page.chunk):
            return found


async def tapped(client: Client, prompt: Prompt) -> str | None:
    """The label of the prompt's choice that its person tapped; None where it is several, or cannot be asked now."""
    keys = {bare(event.key) for event in await _reactions(client, prompt) if event.sender == prompt.account}
    labels = [press.label for press in prompt.presses if bare(press.reaction) in keys]
    return labels[0] if len(labels) == 1 else None


async def seeded(client: Client, prompt: Prompt) -> list[str]:
    """The assistant's own reactions that stand below the prompt; none where that cannot be asked now."""
    return [event.event_id for event in await _reactions(client, prompt) if event.sender == client.user_id]


async def _reactions(client: Client, prompt: Prompt) -> list[ReactionEvent]:
    found = client.room_get_event_relations(prompt.room, prompt.event, RelationshipType.annotation, "m.reaction")
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return [event async for event in found if isinstance(event, ReactionEvent)]
    except (
        aiohttp.ClientError,
        OSError,
        ProtocolError,
        AttributeError,
    ) as error:  # a refusal is an AttributeError in nio
        log.info("nobody knows what was tapped: %r", error)
        return []


def _mark(event: Event) -> str | None:
    """None where it has none, or its key is lost."""
    content: dict[str, Any] = event.source.get("content", {})
    mark = content.get(MARK)
    return mark if isinstance(mark, str) else None
