"""What was said in a room since the last batch, also what the homeserver left out of this one."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

import nio

from assistant.channels.matrix.calls import done
from assistant.chat import CannotSendError, ChatGoneError

PAGE = 100
PAGES_BEFORE_ENTRY = 20
"""How far back is looked for the assistant's invitation to a room that it has just joined."""

log = logging.getLogger(__name__)


async def stretches(
    client: nio.AsyncClient, room: str, info: Any, since: str, *, full: bool
) -> AsyncIterator[Sequence[Any]]:
    """The events, oldest first, a page at a time; of a room just entered, those since the invitation.

    `full`: the batch holds the whole state of each room, not only what changed. Raises RetryLaterError.
    """
    timeline, own = info.timeline, client.user_id
    if any(_is_entry(event, own) for event in (*timeline.events, *(() if full else info.state))):
        before = await _before(client, room, timeline, own)
        yield _since_invited([*before, *timeline.events], own)
        return
    if timeline.limited and timeline.prev_batch:
        shown = {number(event) for event in timeline.events}
        async for page in _between(client, room, since, timeline.prev_batch):
            yield [event for event in page if number(event) not in shown]
    yield timeline.events


def number(event: Any) -> object:
    """The event's id, also of one that nio does not understand."""
    return event.source.get("event_id")


async def _between(client: nio.AsyncClient, room: str, since: str, until: str) -> AsyncIterator[Sequence[Any]]:
    """Page after page, however many there are."""
    start: str | None = since
    while start is not None:
        page = await _page(client, room, start, until, nio.MessageDirection.front)
        if page is None:
            return
        yield page.chunk
        start = page.end if page.end != start else None


async def _before(client: nio.AsyncClient, room: str, timeline: Any, own: str) -> list[Any]:
    """What precedes the timeline, back to the assistant's invitation."""
    events: list[Any] = []
    start = timeline.prev_batch if timeline.limited else None
    for _ in range(PAGES_BEFORE_ENTRY):
        if start is None or _invitation([*events, *timeline.events], own) is not None:
            break
        page = await _page(client, room, start, None, nio.MessageDirection.back)
        if page is None:
            break
        events = [*reversed(page.chunk), *events]
        start = page.end if page.end != start else None
    return events


async def _page(
    client: nio.AsyncClient, room: str, start: str, end: str | None, direction: nio.MessageDirection
) -> nio.RoomMessagesResponse | None:
    """None where the homeserver gives no more of that room to the assistant."""
    try:
        call = client.room_messages(room, start, end, direction, PAGE)
        return await done(call, nio.RoomMessagesResponse)
    except (ChatGoneError, CannotSendError) as error:
        log.warning("a part of a conversation was not given: %s", type(error).__name__)
        return None


def _since_invited(events: list[Any], own: str) -> list[Any]:
    """Without what was said before the assistant was asked in."""
    invited = _invitation(events, own)
    if invited is not None:
        return events[invited:]
    entered = next((place for place, event in enumerate(events) if _is_entry(event, own)), 0)
    return events[entered:]


def _invitation(events: Sequence[Any], own: str) -> int | None:
    """The place of the invitation that the assistant's last entry follows."""
    memberships = [(place, _membership(event, own)) for place, event in enumerate(events)]
    before = [(place, membership) for place, membership in memberships if membership not in (None, "join")]
    return before[-1][0] if before and before[-1][1] == "invite" else None


def _is_entry(event: Any, own: str) -> bool:
    return _membership(event, own) == "join" and event.prev_membership != "join"


def _membership(event: Any, own: str) -> str | None:
    """What the event makes of the assistant; None where it is about something else."""
    if not isinstance(event, nio.RoomMemberEvent) or event.state_key != own:
        return None
    return str(event.membership)
