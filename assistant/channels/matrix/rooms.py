"""Which room is whose: private chats are found or opened, invitations answered, empty rooms left.

A private chat is a room of two, the assistant and one person, joined or invited. Once anybody else stands in it, it is
a group, where nothing personal is said: what is next told to that person opens another room.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import nio

from assistant.channels.matrix.backoff import Backoff
from assistant.channels.matrix.calls import UnwellError, done
from assistant.channels.matrix.incoming import Place
from assistant.channels.matrix.memory import Invitation, Memory
from assistant.chat import CannotSendError, ChatGoneError, RetryLaterError

FIRST_SECONDS = 10.0
"""How long a message waits for the first batch, before which no room is known."""
OPEN_SECONDS = 10.0
"""How long a new room may take to show."""
THEIRS_SECONDS = 600.0
"""Until somebody is invited again whose own homeserver did not answer: each try makes a room."""
CROWD = 2000
"""A room of more people than that is no association's: knowing all of them takes more memory than all else."""
JOIN_SECONDS = 60.0
"""A join by way of other homeservers takes long."""
ENCRYPTED = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
SPACE = "m.space"
PROBE = "org.mbongi.probe"
"""The type of the room in which `doctor` tries the rate limit out: it leaves that room by itself."""

Known = Callable[[str], Awaitable[bool]]
Reachability = Callable[[str, bool], Awaitable[None]]

log = logging.getLogger(__name__)


class Rooms:
    """`known` says whether an account is tied to a member; `reachability` is told who left for good and who is back."""

    def __init__(self, client: nio.AsyncClient, memory: Memory, *, known: Known, reachability: Reachability) -> None:
        self._client = client
        self._memory = memory
        self._known = known
        self._reachability = reachability
        self._first = asyncio.Event()
        self._turn = asyncio.Condition()
        self._work = asyncio.Event()
        self._opening: dict[str, asyncio.Lock] = {}
        self._opened: dict[str, str] = {}
        """Rooms just created, by account, until they show."""

    # Whose is which

    def account_in(self, room: str) -> str | None:
        """Who alone is in that room besides the assistant; None in a group, or where the assistant is not."""
        known = self._client.rooms.get(room)
        others = self._others(known) if known is not None and known.room_type != SPACE else []
        return others[0] if len(others) == 1 else None

    def place(self, room: str) -> Place:
        """What reading an event needs to know of the room."""
        own = self._client.user_id
        known = self._client.rooms.get(room)
        shown = known.users[own].display_name if known is not None and own in known.users else None
        names = (own, own.removeprefix("@").partition(":")[0], shown or "")
        return Place(room, own, self.account_in(room), names)

    async def wrote(self, account: str, room: str) -> None:
        """That person is answered there from now on."""
        if await self._memory.direct(account) != room:
            await self._memory.keep_direct(account, room)

    async def direct(self, account: str) -> str:
        """The room to write to that person: their last, another that is private, or a new one, encrypted.

        Raises RetryLaterError, ChatGoneError or CannotSendError.
        """
        await self._in_time(self._first.wait(), FIRST_SECONDS)
        async with self._opening.setdefault(account, asyncio.Lock()):
            return await self._found(account) or await self._open(account)

    # What each batch changes

    async def tidy(self, response: nio.SyncResponse, *, anew: bool = False) -> None:
        """Note who came and who left; unwanted rooms are left by `run`. `anew`: the batch tells of every room."""
        gone = self._client.rooms.keys() - response.rooms.join.keys() if anew else set()
        for room in {*response.rooms.leave, *gone}:
            await self._lost(room)
        for room, info in response.rooms.join.items():
            await self._met(room, info)
        self._first.set()
        if self._unwanted():
            self._work.set()
        async with self._turn:
            self._turn.notify_all()

    async def answer_invitations(self, response: nio.SyncResponse) -> None:
        """Keep those that came, for `run` to answer, and forget those that were withdrawn."""
        for room in response.rooms.leave:
            await self._memory.forget_invitation(room)
        for room in response.rooms.invite:
            invited = self._client.invited_rooms.get(room)
            if invited is None:  # declined since the batch was first brought
                continue
            await self._memory.keep_invitation(Invitation(room, invited.inviter or ""))
            self._work.set()

    async def run(self) -> None:
        """Until cancelled: answer invitations and leave unwanted rooms, one at a time."""
        backoff = Backoff("rooms cannot be entered or left")
        self._work.set()
        while True:
            await self._work.wait()
            self._work.clear()
            try:
                await self._answer_all()
                await self._leave_all()
            except Exception as error:
                if not isinstance(error, RetryLaterError):
                    log.exception("rooms cannot be entered or left")
                await self._rest(backoff.seconds(error))
            else:
                backoff.well()

    # Private chats

    def _others(self, room: nio.MatrixRoom) -> list[str]:
        return [user for user in room.users if user != self._client.user_id]

    def _private(self, account: str) -> list[str]:
        """That person's private rooms, the one that suits best first: they are in it, and it is encrypted."""
        rooms = [
            room
            for room in self._client.rooms.values()
            if room.replacement_room is None and self.account_in(room.room_id) == account
        ]
        rooms.sort(key=lambda room: (room.users[account].invited, not room.encrypted))
        return [room.room_id for room in rooms]

    async def _found(self, account: str) -> str | None:
        rooms = self._private(account)
        entered = [room for room in rooms if not self._client.rooms[room].users[account].invited]
        last = await self._memory.direct(account)
        return last if last in (entered or rooms) else next(iter(rooms), None)

    async def _open(self, account: str) -> str:
        room = self._opened.get(account)
        if room is None:
            room = self._opened[account] = await self._create(account)
        await self._in_time(self._shows(room, account), OPEN_SECONDS)
        self._opened.pop(account, None)
        await self._memory.keep_direct(account, room)
        return room

    async def _create(self, account: str) -> str:
        call = self._client.room_create(
            is_direct=True, preset=nio.RoomPreset.private_chat, invite=[account], initial_state=[ENCRYPTED]
        )
        try:
            return str((await done(call, nio.RoomCreateResponse)).room_id)
        except UnwellError:  # it asks theirs, which may be gone or never have been: nobody else waits for that
            raise RetryLaterError(THEIRS_SECONDS) from None

    async def _shows(self, room: str, account: str) -> None:
        async with self._turn:
            await self._turn.wait_for(lambda: self.account_in(room) == account)

    async def _in_time(self, waiting: Awaitable[object], seconds: float) -> None:
        """RetryLaterError where it takes longer."""
        try:
            async with asyncio.timeout(seconds):
                await waiting
        except TimeoutError:
            raise RetryLaterError(seconds) from None

    # Who came and who left

    async def _met(self, room: str, info: Any) -> None:
        account = self.account_in(room)
        if account is None:
            await self._gone(room)
            return
        if await self._memory.direct(account) not in self._private(account):
            await self._memory.keep_direct(account, room)
        if not self._client.rooms[room].users[account].invited and any(map(_is_entry, info.timeline.events)):
            await self._reachability(account, True)

    async def _gone(self, room: str) -> None:
        """Where nobody else is left, whoever was last met there may have no private room now."""
        known = self._client.rooms.get(room)
        if known is None or not self._others(known):
            await self._tell_unreachable(room)

    async def _lost(self, room: str) -> None:
        """The assistant itself is no longer there."""
        self._client.invited_rooms.pop(room, None)
        self._drop(room)
        await self._tell_unreachable(room)

    def _drop(self, room: str) -> None:
        self._client.rooms.pop(room, None)
        self._opened = {account: opened for account, opened in self._opened.items() if opened != room}

    async def _tell_unreachable(self, room: str) -> None:
        for account in await self._memory.met_in(room):
            if not self._private(account):
                await self._reachability(account, False)

    # Entering and leaving

    async def _rest(self, seconds: float) -> None:
        """Until then, or until something new is to be done; what failed is tried again."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._work.wait()
        self._work.set()

    async def _answer_all(self) -> None:
        """RetryLaterError where some could not be answered yet; the others were, those of members first."""
        later: RetryLaterError | None = None
        waiting = [(one, await self._known(one.inviter)) for one in await self._memory.invitations()]
        for invitation, by_member in sorted(waiting, key=lambda one: not one[1]):
            if not by_member and self._work.is_set():  # perhaps by a member's
                break
            try:
                await self._answer(invitation, by_member=by_member)
            except RetryLaterError as error:
                later = error
        if later is not None:
            raise later

    async def _answer(self, invitation: Invitation, *, by_member: bool) -> None:
        room = invitation.room
        try:
            if by_member:
                await done(self._client.join(room), nio.JoinResponse, JOIN_SECONDS)
            else:
                await self._leave(room)
                log.info("an invitation by an account of no member was declined")
        except (ChatGoneError, CannotSendError) as error:
            log.info("an invitation can no longer be answered: %s", type(error).__name__)
        await self._memory.forget_invitation(room)

    def _unwanted(self) -> list[str]:
        """Rooms where nobody else is left, or too many are; none while one is created, in which nobody else is yet."""
        if any(lock.locked() for lock in self._opening.values()):
            return []
        rooms = [room for room in self._client.rooms.values() if room.room_type != PROBE]
        return [room.room_id for room in rooms if not 0 < len(self._others(room)) <= CROWD]

    async def _leave_all(self) -> None:
        for room in self._unwanted():
            if people := self._others(self._client.rooms[room]):
                log.warning("a room of %s people is left: it stays in none of more than %s", len(people), CROWD)
            with suppress(ChatGoneError, CannotSendError):
                await self._leave(room)
            self._drop(room)

    async def _leave(self, room: str) -> None:
        await done(self._client.room_leave(room), nio.RoomLeaveResponse)
        await done(self._client.room_forget(room), nio.RoomForgetResponse)


def _is_entry(event: Any) -> bool:
    """Whether somebody came into the room, rather than changed their name."""
    return isinstance(event, nio.RoomMemberEvent) and event.membership == "join" and event.prev_membership != "join"
