"""Hands one finished message to Matrix. It may be sent again at any time: its events bear the same transaction ids on
every try, so that it is shown once.

Its files come first and its text last, so that the text and its choices are what the person sees.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Protocol

from markupsafe import Markup

from assistant.channels.matrix.calls import Gate, TooLargeError, judged
from assistant.channels.matrix.client import Client
from assistant.channels.matrix.decorations import Decorations
from assistant.channels.matrix.memory import Memory, Prompt
from assistant.channels.matrix.outgoing import Content, Written, content, decided, replacing, seed, write
from assistant.channels.matrix.readback import MARK, seeded, standing, tapped
from assistant.channels.matrix.sharing import Post
from assistant.chat import CannotSendError, ChatGoneError, File, Message, RetryLaterError, Sent
from assistant.i18n import language
from assistant.ports import Clock

SEND_SECONDS = 45.0
"""A message that takes longer is tried again: whoever claimed it has a minute."""
UPLOAD_SECONDS = 30.0
SLOW_SECONDS = 60.0
FORGOTTEN = timedelta(hours=23)
"""The homeserver knows a transaction again for a day."""
TEXT, REACTION = "m.room.message", "m.reaction"
MEDIA_CONFIG = "/_matrix/client/v1/media/config"
MEDIA_LIMIT = "m.upload.size"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Upload = Callable[[Client, str, File], Awaitable[Content]]
"""Stores a file for a room, encrypted where the room is; gives the content of its event."""


class Rooms(Protocol):
    """Knows in which room an account is met in private."""

    async def direct(self, account: str) -> str:
        """The room's id. Raises the channel's errors."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message on its way to a room."""

    message: Message
    room: str
    standing: Mapping[str, str] = field(default_factory=dict)
    """Its events that have arrived before, as far as they had to be looked for."""

    def name(self, part: int | str) -> str:
        """The transaction id of one of its events. A row's number alone comes again in a new database."""
        queued_at = self.message.queued_at or EPOCH
        return f"{(queued_at - EPOCH) // timedelta(microseconds=1)}.{self.message.id}.{part}"


class Sender:
    """Sends; any number of messages at once, one of each at a time."""

    def __init__(
        self,
        client: Client,
        rooms: Rooms,
        memory: Memory,
        clock: Clock,
        *,
        upload: Upload,
        answered: Callable[[str], None],
        patience: float = SEND_SECONDS,
    ) -> None:
        """`answered` is told each room in which somebody has been answered; `patience` is for one message."""
        self._client = client
        self._rooms = rooms
        self._memory = memory
        self._clock = clock
        self._upload = upload
        self._answered = answered
        self._patience = patience
        self._gate = Gate()
        self._post = Post(client, self._gate)
        self._decorations = Decorations(self._gate)
        self._limits: Mapping[str, int | None] = {}

    async def send(self, message: Message) -> Sent:
        """Show the message; `Sent.id` is the event of its text.

        Raises RetryLaterError, ChatGoneError or CannotSendError: whether it arrived is never unsure.
        """
        self._gate.check()
        try:
            async with asyncio.timeout(self._patience) as limit:
                return Sent(await self._sent(message))
        except Exception as error:
            if limit.expired():
                raise RetryLaterError(SLOW_SECONDS) from None
            raise judged(error) from error

    async def close(self) -> None:
        """Let what is on its way arrive, for a moment."""
        await self._decorations.close()

    async def _sent(self, message: Message) -> str:
        account = message.to.account
        if account is None:
            if message.personal:
                raise CannotSendError("nothing personal is said in a group")
            return await self._delivered(message, message.to.chat)
        room = await self._rooms.direct(account)
        try:
            return await self._delivered(message, room)
        except ChatGoneError:
            other = await self._rooms.direct(account)
            if other == room:
                raise
            return await self._delivered(message, other)

    async def _delivered(self, message: Message, room: str) -> str:
        card = await self._card(message)
        if card is not None and (event := await self._edited(message, card)) is not None:
            return event
        parcel = Parcel(message, room, await self._standing(message, room))
        remarks = await self._files(parcel)
        written = self._written(message, remarks)
        event = ""
        for part, text in enumerate(written.texts, len(message.files)):
            event = await self._put(parcel, part, content(text, silent=message.silent))
        await self._afterwards(parcel, written, event)
        return event

    # The text

    def _written(self, message: Message, remarks: list[Markup]) -> Written:
        return write(message, f"https://matrix.to/#/{self._client.user_id}", remarks)

    async def _card(self, message: Message) -> Prompt | None:
        """The message that a notice replaces, where that is still in a private chat."""
        if not message.edits or not message.notice or message.files:
            return None
        card = await self._memory.prompt(message.edits)
        return card if card and card.account == message.to.account and self._private(card.room, card.account) else None

    async def _edited(self, message: Message, card: Prompt) -> str | None:
        """Replaces the card in its place; None where it would take several events."""
        written = self._written(message, [])
        if len(written.texts) > 1:
            return None
        parcel = Parcel(message, card.room, await self._standing(message, card.room))
        await self._put(parcel, 0, replacing(card.event, written.texts[0]))
        if written.presses:  # else who taps one of the old in time still reads that it is done
            await self._keep(parcel, written, card.event)
            self._seed(parcel, written, card.event)
        elif card.presses:
            self._decorations.clear(partial(self._clear, card))
        return card.event

    async def _put(self, parcel: Parcel, part: int | str, shown: Content, kind: str = TEXT) -> str:
        name, account = parcel.name(part), parcel.message.to.account
        if name in parcel.standing:
            return parcel.standing[name]
        may = partial(self._private, parcel.room, account) if account else lambda: True
        return await self._post.put(parcel.room, kind, shown | {MARK: name}, name, may)

    def _private(self, room: str, account: str) -> bool:
        """Whether nobody else is in the room: what is personal is for two."""
        known = self._client.rooms.get(room)
        return known is not None and set(known.users) == {self._client.user_id, account}

    async def _standing(self, message: Message, room: str) -> dict[str, str]:
        if not message.again or message.queued_at is None or self._clock.now() - message.queued_at <= FORGOTTEN:
            return {}
        return await standing(self._client, room, message.queued_at)

    # What it leaves behind

    async def _afterwards(self, parcel: Parcel, written: Written, event: str) -> None:
        message, account = parcel.message, parcel.message.to.account
        if not message.notice:
            self._answered(parcel.room)
        if account is None:
            return
        settled = await self._settled(parcel, account, event)
        await self._keep(parcel, written, event)
        self._seed(parcel, written, event)
        if settled is not None and settled.presses:
            self._decorations.add(partial(self._show_settled, Parcel(message, settled.room), settled))
            self._decorations.clear(partial(self._clear, settled))

    async def _show_settled(self, parcel: Parcel, asked: Prompt) -> None:
        """The question without its choices, but for the one that was tapped."""
        chosen = await tapped(self._client, asked) if asked.event == parcel.message.edits else None
        await self._put(parcel, "settled", decided(asked, chosen))

    async def _clear(self, asked: Prompt) -> None:
        """Take back the reactions that are no longer there to be tapped, unless others are meanwhile."""
        kept = await self._memory.prompt(asked.event)
        if kept is None or kept.presses != asked.presses:
            return
        with suppress(ChatGoneError):
            for event in await seeded(self._client, asked):
                await self._post.take_back(asked.room, event)

    async def _settled(self, parcel: Parcel, account: str, event: str) -> Prompt | None:
        """The question that this message answers or overtakes; it is open no longer."""
        message = parcel.message
        if message.edits:
            asked = await self._memory.prompt(message.edits)
        else:
            asked = None if message.notice else await self._memory.open_question(parcel.room)
        if asked is None or asked.account != account or asked.event == event:
            return None
        await self._memory.keep_prompt(replace(asked, chosen=asked.chosen or ""))
        return asked

    async def _keep(self, parcel: Parcel, written: Written, event: str) -> None:
        """Before anybody can press: what each press means, and what is left of the text once one was taken."""
        message, account = parcel.message, parcel.message.to.account
        if account is None or not (written.presses or message.question or message.notice):
            return
        bare = (written.bare.body, written.bare.html) if written.presses else ("", "")
        await self._memory.keep_prompt(Prompt(event, parcel.room, account, message.question, *bare, written.presses))

    def _seed(self, parcel: Parcel, written: Written, event: str) -> None:
        seeds = (press for press in written.presses if press.reaction)
        self._decorations.add(
            *(
                partial(self._put, parcel, f"seed{number}", seed(event, press), REACTION)
                for number, press in enumerate(seeds)
            )
        )

    # Files

    async def _files(self, parcel: Parcel) -> list[Markup]:
        """Uploads and shows them; what to say of those that are too large."""
        reader, remarks = language(parcel.message.language), []
        for part, file in enumerate(parcel.message.files):
            if parcel.name(part) in parcel.standing:
                continue
            try:
                shown = await self._uploaded(parcel.room, file)
            except TooLargeError:
                remarks.append(reader.t("“{name}” is too large for this chat: ask the bureau for it.", name=file.name))
            else:
                await self._put(parcel, part, shown)
        return remarks

    async def _uploaded(self, room: str, file: File) -> Content:
        largest = await self._media_limit()
        if largest is not None and len(file.content) > largest:
            raise TooLargeError(f"the file has {len(file.content)} bytes, the homeserver takes {largest}")
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                return await self._upload(self._client, room, file)
        except TimeoutError:
            raise RetryLaterError(SLOW_SECONDS) from None
        except ChatGoneError as error:
            raise CannotSendError(f"the homeserver stores no file: {error}") from None  # which says nothing of the chat

    async def _media_limit(self) -> int | None:
        """Bytes; None where the homeserver does not say."""
        if not self._limits:
            headers = {"Authorization": f"Bearer {self._client.access_token}"}
            async with await self._client.send("GET", MEDIA_CONFIG, headers=headers) as answer:
                self._limits = {MEDIA_LIMIT: None} | (await answer.json() if answer.status == HTTPStatus.OK else {})
        return self._limits[MEDIA_LIMIT]
