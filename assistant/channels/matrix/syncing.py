"""The way in: batch after batch of the homeserver's, each kept before the place of the next one is.

nio's own loop notes that place before anybody has handled the batch, and loses what a killed process had received.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from itertools import groupby
from typing import Any

import nio

from assistant.channels.matrix.backoff import Backoff
from assistant.channels.matrix.calls import ANSWER_SECONDS, done, judged, status_of
from assistant.channels.matrix.client import Client
from assistant.channels.matrix.identity import LoggedOutError
from assistant.channels.matrix.incoming import RemoteFile, Update, bare, is_locked, read, unreadable
from assistant.channels.matrix.media import Media
from assistant.channels.matrix.memory import Held, Memory
from assistant.channels.matrix.rooms import Rooms
from assistant.channels.matrix.timeline import number, stretches
from assistant.channels.matrix.typing_notice import TypingNotice
from assistant.chat import CannotSendError, ChatGoneError, RetryLaterError
from assistant.domain.messages import Incoming
from assistant.ports import Clock
from assistant.reading import remove

HOLD = timedelta(seconds=5)
"""How long the key of a message may come after it."""
FULL_SECONDS = 120.0
"""How long the homeserver may take to tell everything about every room."""
MANY = 200
"""So many messages are kept at once."""
FILES_SECONDS = 30.0
"""What of their files is not fetched by then is asked for again: whoever writes next waits for it."""
FILTER: dict[str, Any] = {
    "presence": {"types": []},
    "account_data": {"types": []},
    "room": {
        "timeline": {"limit": 50},
        "state": {"lazy_load_members": False},
        "ephemeral": {"types": []},
        "account_data": {"types": []},
    },
}
ENDED = frozenset(("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"))
NO_PLACE = frozenset(("M_UNKNOWN", "M_INVALID_PARAM"))
"""What homeservers call a place that they did not give out themselves."""
REFUSALS = 3
"""So often in a row is the place refused before it is left."""

Receive = Callable[[Sequence[Incoming]], Awaitable[None]]

log = logging.getLogger(__name__)


class PlaceRefusedError(CannotSendError):
    """The homeserver does not understand how far was received."""


@dataclass(frozen=True, slots=True)
class Said:
    """An event that is handed on, and where it was said."""

    room: str
    incoming: Incoming
    file: RemoteFile | None = None


@dataclass(slots=True)
class Heard:
    """What a part of a batch brings."""

    said: list[Said] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)


class Receiver:
    """`run` receives until cancelled; `receive` commits to the inbox, and raises where it cannot.

    The client is logged in with its store loaded, the memory open. `poll` is how long the homeserver may wait for
    something new, in seconds.
    """

    def __init__(  # noqa: PLR0917 - the parts that work together, each of its own type
        self,
        client: Client,
        memory: Memory,
        rooms: Rooms,
        media: Media,
        notice: TypingNotice,
        clock: Clock,
        *,
        receive: Receive,
        poll: float = 30.0,
    ) -> None:
        self._client = client
        self._memory = memory
        self._rooms = rooms
        self._media = media
        self._notice = notice
        self._clock = clock
        self._receive = receive
        self._poll = poll
        self._full = True
        """The whole state of each room is asked for once: nio does not keep it."""
        self._holding: datetime | None = None
        """When the oldest held event came; None where nothing is held."""
        self._keys_due = asyncio.Event()
        self._kept: set[str] = set()
        """What of a batch is in the inbox, in case the rest of it cannot be kept."""

    async def run(self) -> None:
        """Receive until cancelled. LoggedOutError where the homeserver has ended the session."""
        await self._media.sweep()
        beside = [asyncio.create_task(work()) for work in (self._rooms.run, self._exchange_all_keys)]
        try:
            await self._receive_all()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _receive_all(self) -> None:
        backoff, refused = Backoff("the homeserver cannot be asked for what is new"), 0
        while True:
            since = await self._memory.since() if refused < REFUSALS else None
            self._full = self._full or since is None
            try:
                response = await self._next(since)
            except (RetryLaterError, ChatGoneError, CannotSendError) as error:
                refused = refused + 1 if isinstance(error, PlaceRefusedError) else 0
                await backoff.failed(error)
                continue
            if since is None and refused:
                log.warning("the homeserver has lost how far was received: what was said since is not answered")
            backoff.well()
            await self._keep_patiently(response, since)
            refused, self._full = 0, False
            self._keys_due.set()

    async def _next(self, since: str | None) -> nio.SyncResponse:
        """The next batch. Raises LoggedOutError, and the channel's errors where none can be had now."""
        seconds = 0.0 if self._full else self._patience()
        self._client.next_batch = "" if self._full else "-"  # nio reads nothing of a batch whose end it has seen before
        try:
            async with asyncio.timeout(FULL_SECONDS if self._full else seconds + ANSWER_SECONDS):
                response = await self._client.sync(int(seconds * 1000), FILTER, since, self._full or None)
        except Exception as error:
            raise judged(error) from error
        if isinstance(response, nio.SyncResponse):
            return response
        if response.status_code in ENDED:
            raise LoggedOutError(
                f"{self._client.homeserver} has ended the login of {self._client.user_id}: "
                "start `serve` again, it wakes the login or says how to log in anew",
                asleep=bool(response.soft_logout),
            )
        if since is not None and _is_place_refused(response):
            raise PlaceRefusedError(str(response))
        raise judged(response)

    def _patience(self) -> float:
        """How long to wait for something new: not beyond the moment at which a held event is given up."""
        if self._holding is None:
            return self._poll
        left = (self._holding + HOLD - self._clock.now()).total_seconds()
        return min(self._poll, max(left, 0.05))

    async def _keep_patiently(self, response: nio.SyncResponse, since: str | None) -> None:
        """The same batch again and again, until it is kept."""
        backoff = Backoff("a batch cannot be kept; it is brought again")
        while True:
            try:
                await self._keep(response, since)
            except Exception as error:
                log.info("a batch was not kept", exc_info=True)
                await backoff.failed(error)
            else:
                return

    async def _keep(self, response: nio.SyncResponse, since: str | None) -> None:
        await self._rooms.tidy(response, anew=since is None)
        await self._rooms.answer_invitations(response)
        await self._try_held(keys_came=any(map(_is_key, response.to_device_events)))
        if since is not None:  # else nothing was said to this assistant
            await self._hear(response.rooms.join, since)
        await self._memory.keep_since(response.next_batch)
        self._kept.clear()

    async def _hear(self, rooms: Mapping[str, Any], since: str) -> None:
        """Hand on what was said, first of the rooms of which nothing has to be asked for."""
        heard = Heard()
        for room, info in sorted(rooms.items(), key=lambda one: bool(one[1].timeline.limited)):
            private = self._rooms.account_in(room) is not None
            async for events in stretches(self._client, room, info, since, full=self._full, private=private):
                for event in events:
                    await self._understand(room, event, heard)
                if len(heard.said) + len(heard.held) >= MANY:
                    await self._hand_on(heard)
                    heard = Heard()
        await self._hand_on(heard)

    async def _understand(self, room: str, event: Any, heard: Heard) -> None:
        place, now = self._rooms.place(room), self._clock.now()
        source, event_id = event.source, number(event)
        if is_locked(source) and isinstance(event_id, str):
            if source.get("sender") != place.own:
                heard.held.append(Held(event_id, room, source, now))
            return
        update = await self._pressed(read(source, place, now), room)
        if update.incoming is not None:
            heard.said.append(Said(room, update.incoming, update.file))

    async def _pressed(self, update: Update, room: str) -> Update:
        """A reaction as the press that it stands for; on what is no prompt of theirs, it has no effect."""
        if update.incoming is None or update.reaction is None:
            return update
        prompt = await self._memory.prompt(update.incoming.message or "")
        if prompt is None or (prompt.room, prompt.account) != (room, update.incoming.account):
            return Update()
        data = next((press.data for press in prompt.presses if bare(press.reaction) == update.reaction), None)
        return Update(replace(update.incoming, press=data) if data else None)

    # Handing on

    async def _hand_on(self, heard: Heard) -> None:
        """Who sent a file waits for it, the others do not; the order of one chat's messages stays."""
        await self._hold(heard.held)
        said = {one.incoming.update_id: one for one in heard.said if one.incoming.update_id not in self._kept}.values()
        for one in said:
            await self._announce(one)
        slow = {one.room for one in said if one.file}
        await self._put([one.incoming for one in said if one.room not in slow])
        await self._put_late([one for one in said if one.room in slow])

    async def _announce(self, said: Said) -> None:
        """Before it is handed on: the answer may leave at once."""
        if said.incoming.private:
            await self._rooms.wrote(said.incoming.account, said.room)
            self._notice.came(said.room)

    async def _put(self, updates: Sequence[Incoming]) -> None:
        if updates:
            await self._receive(updates)
            self._kept.update(incoming.update_id for incoming in updates)

    async def _put_late(self, said: Sequence[Said]) -> None:
        """What is not kept is brought, and fetched, again; what is kept is taken off the chat."""
        said = sorted(said, key=lambda one: one.room)
        fetched = await self._completed(said)
        try:
            await self._put(fetched)
        except BaseException:
            for incoming in fetched:
                await remove(incoming)
            raise
        for one, incoming in zip(said, fetched, strict=True):
            if incoming.file is not None and incoming.file.path:
                self._media.redact(one.room, incoming.update_id)

    async def _completed(self, said: Sequence[Said]) -> list[Incoming]:
        """With their files, one after the other in each room: nobody takes all the turns."""
        until = asyncio.get_running_loop().time() + FILES_SECONDS

        async def in_turn(some: Iterable[Said]) -> list[Incoming]:
            return [await self._complete(one, until) for one in some]

        rooms = [in_turn(list(some)) for _, some in groupby(said, lambda one: one.room)]
        return [incoming for some in await asyncio.gather(*rooms) for incoming in some]

    async def _complete(self, said: Said, until: float) -> Incoming:
        if said.file is None:
            return said.incoming
        return replace(said.incoming, file=await self._media.fetch(said.file, until))

    # What cannot be decrypted yet

    async def _hold(self, events: Sequence[Held]) -> None:
        if events:
            await self._memory.hold(events)
            self._holding = min(self._holding or events[0].came_at, events[0].came_at)

    async def _try_held(self, *, keys_came: bool) -> None:
        """Read what has become readable; what has waited long enough is handed on as unreadable, once a person."""
        now = self._clock.now()
        if not (self._full or keys_came or (self._holding is not None and self._holding + HOLD <= now)):
            return
        heard, lost, released = Heard(), dict[str, Said](), set[str]()
        waiting = await self._memory.held()
        for held in waiting:
            event = self._client.opened(held.room, nio.Event.parse_event(dict(held.source)))
            if not is_locked(event.source):
                await self._understand(held.room, event, heard)
            elif held.came_at + HOLD > now:
                continue
            elif (incoming := unreadable(held.source, self._rooms.place(held.room), now)) is not None:
                lost[held.room] = Said(held.room, incoming)
            released.add(held.event)
        await self._hand_on(Heard([*heard.said, *lost.values()]))
        await self._memory.release(released)
        left = [held.came_at for held in waiting if held.event not in released]
        self._holding = min(left, default=None)

    # Keys

    async def _exchange_all_keys(self) -> None:
        """After each batch, beside the next ones: other homeservers are asked too, and may be slow."""
        while True:
            await self._keys_due.wait()
            self._keys_due.clear()
            await self._exchange_keys()

    async def _exchange_keys(self) -> None:
        """What encryption needs to be told and asked; what fails is tried after the next batch."""
        client = self._client
        if client.should_upload_keys:
            await _tried(client.keys_upload(), nio.KeysUploadResponse)
        if client.should_query_keys:
            await _tried(client.keys_query(), nio.KeysQueryResponse)
        if client.should_claim_keys:
            await _tried(client.keys_claim(client.get_users_for_key_claiming()), nio.KeysClaimResponse)
        if client.outgoing_to_device_messages:
            await _tried(client.send_to_device_messages(), list)


async def _tried(call: Awaitable[object], wanted: type[object]) -> None:
    try:
        await done(call, wanted)
    except (RetryLaterError, ChatGoneError, CannotSendError) as error:
        log.info("keys could not be exchanged: %s", error)


def _is_place_refused(response: nio.SyncError) -> bool:
    return status_of(response) == HTTPStatus.BAD_REQUEST and response.status_code in NO_PLACE


def _is_key(event: object) -> bool:
    return isinstance(event, nio.RoomKeyEvent | nio.ForwardedRoomKeyEvent)
