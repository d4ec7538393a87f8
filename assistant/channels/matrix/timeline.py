"""What was said in a room since the last batch, also what the homeserver left out of this one."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from itertools import count
from typing import Any

import nio

from assistant.channels.matrix.calls import UnwellError, done
from assistant.chat import CannotSendError, ChatGoneError

PAGE = 100
PAGES_BEFORE_ENTRY = 20
"""How far back is looked for the assistant's invitation to a room that it has just joined."""
PAGES_OF_GROUP = 5
"""How much of what was left out of a group is read: nothing there is answered but with where to ask."""

log = logging.getLogger(__name__)


async def stretches(
    client: nio.AsyncClient, room: str, info: Any, since: str, *, full: bool, private: bool
) -> AsyncIterator[Sequence[Any]]:
    """The events, oldest first, a page at a time; of a room just entered, those since the invitation.

    Of a long gap in a group only the end is read. `full`: the batch holds the whole state of each room, not only what
    changed. Raises RetryLaterError.
    """
    timeline, own = info.timeline, client.user_id
    if any(_is_entry(event, own) for event in (*timeline.events, *(() if full else info.state))):
        before = await _before(client, room, timeline, own, private=private)
        yield _since_invited([*before, *timeline.events], own)
        return
    if timeline.limited and timeline.prev_batch:
        shown = {number(event) for event in timeline.events}
        async for page in _left_out(client, room, timeline, since, private=private):
            yield [event for event in page if number(event) not in shown]
    yield timeline.events


def number(event: Any) -> object:
    """The event's id, also of one that nio does not understand."""
    return event.source.get("event_id")


async def _left_out(
    client: nio.AsyncClient, room: str, timeline: Any, since: str, *, private: bool
) -> AsyncIterator[Sequence[Any]]:
    """What lies between the batches: of a private chat all, of a group its end."""
    front, back = nio.MessageDirection.front, nio.MessageDirection.back
    if private:
        async for page in _pages(client, room, since, timeline.prev_batch, front):
            yield page
        return
    pages = _as_given(_pages(client, room, timeline.prev_batch, since, back, PAGES_OF_GROUP))
    for page in reversed([page async for page in pages]):
        yield page[::-1]


async def _before(client: nio.AsyncClient, room: str, timeline: Any, own: str, *, private: bool) -> list[Any]:
    """What precedes the timeline, back to the assistant's invitation."""
    events: list[Any] = []
    if not timeline.limited or _invitation(timeline.events, own) is not None:
        return events
    back = nio.MessageDirection.back
    pages = _pages(client, room, timeline.prev_batch, None, back, PAGES_BEFORE_ENTRY)
    async for page in pages if private else _as_given(pages):
        events = [*reversed(page), *events]
        if _invitation([*events, *timeline.events], own) is not None:
            break
    return events


async def _pages(  # noqa: PLR0917 - from where to where, and how much of it
    client: nio.AsyncClient,
    room: str,
    start: str | None,
    end: str | None,
    direction: nio.MessageDirection,
    most: int | None = None,
) -> AsyncIterator[Sequence[Any]]:
    """Page after page, however many there are unless `most` says so."""
    for _ in count() if most is None else range(most):
        page = None if start is None else await _page(client, room, start, end, direction)
        if page is None:
            return
        yield page.chunk
        start = page.end if page.end != start else None


async def _as_given(pages: AsyncIterator[Sequence[Any]]) -> AsyncIterator[Sequence[Any]]:
    """Those of a group, as far as the homeserver can: one that it cannot read must not hold up the members."""
    try:
        async for page in pages:
            yield page
    except UnwellError as error:
        log.warning("a part of a group's conversation was not given: %s", type(error).__name__)


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
