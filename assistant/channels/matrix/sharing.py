"""Sends an event to a room, encrypted where the room is, for every device of everybody who is in it.

nio's own way of sharing a room's key is not taken: a to-device call that is refused counts as done there, so that
nobody could read what follows, and a failed claim of keys leaves everybody waiting for ever.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from nio import (
    JoinedMembersResponse,
    KeysClaimResponse,
    KeysQueryResponse,
    RoomRedactResponse,
    RoomSendResponse,
    ToDeviceMessage,
    ToDeviceResponse,
)

from assistant.channels.matrix.calls import Gate, LimitedError, done
from assistant.channels.matrix.client import Client
from assistant.chat import ChatGoneError, RetryLaterError

FIRST_SECONDS = 5.0
"""Until the first batch of a process should have come."""
CHANGED_SECONDS = 1.0
"""Until another room is looked for."""


@dataclass(slots=True)
class Post:
    """Puts events into rooms, one at a time in each: two at once could make two keys and share one of them."""

    client: Client
    gate: Gate
    _locks: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def put(
        self, room: str, kind: str, content: Mapping[str, Any], transaction: str, may: Callable[[], bool]
    ) -> str:
        """The event's id; the same transaction in the same room is the same event, whatever its content.

        `may` is asked at the last moment: RetryLaterError where it says no. Raises the channel's errors, at once while
        the rate limit holds.
        """
        async with self._locks[room]:
            with self._gated():
                self._known(room)
                await self._share(room)
                if not may():
                    raise RetryLaterError(CHANGED_SECONDS)
                call = self.client.room_send(room, kind, dict(content), transaction, ignore_unverified_devices=True)
                return str((await done(call, RoomSendResponse)).event_id)

    async def take_back(self, room: str, event: str) -> None:
        """Redact an event of the assistant's own. Raises the channel's errors, at once while the rate limit holds."""
        with self._gated():
            call = self.client.room_redact(room, event, tx_id=f"redact.{event}")
            await done(call, RoomRedactResponse)

    @contextmanager
    def _gated(self) -> Iterator[None]:
        """Nothing is asked while the rate limit holds; where it is met, nobody asks from then on."""
        self.gate.check()
        try:
            yield
        except LimitedError as limited:
            self.gate.shut(limited.seconds)
            raise

    def _known(self, room: str) -> None:
        """Before the first batch of a process no room is known; after it, one that is not is none of ours."""
        if room not in self.client.rooms:
            raise (
                ChatGoneError("the assistant is not in that room")
                if self.client.rooms
                else RetryLaterError(FIRST_SECONDS)
            )

    async def _share(self, room: str) -> None:
        """Whoever is in the room can read what comes next."""
        client = self.client
        if client.olm is None or not client.rooms[room].encrypted:
            return
        if not client.rooms[room].members_synced:
            await done(client.joined_members(room), JoinedMembersResponse)
        if unknown := client.users_for_key_query & client.rooms[room].users.keys():
            await done(client.keys_query(unknown), KeysQueryResponse)
        if client.olm.should_share_group_session(room):
            await self._share_key(room)

    async def _share_key(self, room: str) -> None:
        """Until nobody is left: while one call runs, a device may have come."""
        client = self.client
        while True:
            if missing := client.get_missing_sessions(room):
                await done(client.keys_claim(missing), KeysClaimResponse)
            users = list(client.rooms[room].users)
            batches = list(client.olm.share_group_session_parallel(room, users, ignore_unverified_devices=True))
            session = client.olm.outbound_group_sessions[room]
            if not batches:
                break
            for devices, content in batches:
                await done(client.to_device(_Keys("m.room.encrypted", "", "", content)), ToDeviceResponse)
                session.users_shared_with.update(devices)
        session.shared = True


class _Keys(ToDeviceMessage):  # type: ignore[misc] # nio has no types
    """Many devices' keys in one call."""

    def as_dict(self) -> dict[str, Any]:
        """The call's body."""
        return dict(self.content)
