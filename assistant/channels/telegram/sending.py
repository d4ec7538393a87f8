"""Hands one finished message to Telegram, and says of every failure whether the message may have arrived."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from markupsafe import Markup
from telegram import Bot, InlineKeyboardMarkup, InputFile, LinkPreviewOptions
from telegram import Message as Shown
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from assistant.channels.splitting import seen, split, units
from assistant.channels.telegram.outgoing import Markups, inline, keyboard
from assistant.channels.telegram.request import FloodError, NotSentError
from assistant.chat import CannotSendError, ChatGoneError, File, Message, RetryLaterError, Sent, UnsureError

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
PHOTO_TYPES = frozenset(("image/jpeg", "image/png"))
PHOTO_BYTES = 10 * 1024 * 1024
NO_PHOTO = ("photo_", "image_process_failed")
UNREACHED_SECONDS = 5.0
REFUSED_TOKEN_SECONDS = 300.0
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
NO_TEXT = "no text in the message"
UNCHANGED = "not modified"
Inline = InlineKeyboardMarkup | None
GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot was kicked", "user not found")

T = TypeVar("T")
log = logging.getLogger(__name__)


class Sender:
    """Sends, edits and uploads; one call of `send` at a time for each message."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, message: Message) -> Sent:
        """Show the message. Raises RetryLaterError, UnsureError, ChatGoneError or CannotSendError."""
        steps = self._steps(message)
        first = None
        for step in steps:
            try:
                shown = await _in_the_right_chat(step, int(message.to.chat))
            except TelegramError as error:
                if first is not None:
                    raise UnsureError("a part of the message arrived") from None
                raise judged(error, group=message.to.chat.startswith("-")) from None
            first = first or shown
        assert first is not None  # noqa: S101 - there is always a step
        return Sent(first)

    def _steps(self, message: Message) -> list[Callable[[int], Awaitable[str]]]:
        """The calls that show the message, each given the chat; the first one's message carries the buttons."""
        pieces, markup = split(message.text, TEXT_UNITS), keyboard(message)
        captioned = len(message.files) == 1 and units(seen(message.text)) <= CAPTION_UNITS
        if captioned:
            return [self._upload(message, message.files[0], message.text, markup)]
        if message.edits and len(pieces) == 1 and not message.files and message.kind != "contact":
            return [self._edit(message, message.edits)]
        texts = [self._text(message, piece, None) for piece in pieces[:-1]]
        return [
            *texts,
            self._text(message, pieces[-1], markup),
            *(self._upload(message, file, None, None) for file in message.files),
        ]

    def _text(self, message: Message, text: Markup, markup: Markups | None) -> Callable[[int], Awaitable[str]]:
        async def step(chat: int) -> str:
            async def send(body: str, mode: str | None) -> Shown:
                return await self._bot.send_message(
                    chat_id=chat,
                    text=body,
                    parse_mode=mode,
                    reply_markup=markup,
                    protect_content=message.personal,
                    disable_notification=message.silent,
                    link_preview_options=NO_PREVIEW,
                )

            return str((await _or_plain(send, text)).message_id)

        return step

    def _edit(self, message: Message, edits: str) -> Callable[[int], Awaitable[str]]:
        """Replaces the pressed message; where it can no longer be edited, a new one is sent."""

        async def step(chat: int) -> str:
            markup = inline(message.keys) if message.keys else None
            for edit in (self._edit_text, self._edit_caption):
                try:
                    await _or_plain(partial(edit, chat, int(edits), markup), message.text)
                except BadRequest as error:
                    if NO_TEXT in str(error):
                        continue
                    if UNCHANGED not in str(error):
                        break
                return edits
            return await self._text(message, message.text, keyboard(message))(chat)

        return step

    async def _edit_text(self, chat: int, edits: int, markup: Inline, body: str, mode: str | None) -> Shown | bool:
        return await self._bot.edit_message_text(
            text=body,
            chat_id=chat,
            message_id=edits,
            parse_mode=mode,
            reply_markup=markup,
            link_preview_options=NO_PREVIEW,
        )

    async def _edit_caption(self, chat: int, edits: int, markup: Inline, body: str, mode: str | None) -> Shown | bool:
        """The text of a message that is a photo or a file."""
        return await self._bot.edit_message_caption(
            caption=body, chat_id=chat, message_id=edits, parse_mode=mode, reply_markup=markup
        )

    def _upload(
        self, message: Message, file: File, caption: Markup | None, markup: Markups | None
    ) -> Callable[[int], Awaitable[str]]:
        async def step(chat: int) -> str:
            async def send(body: str | None, mode: str | None) -> Shown:
                shown = {
                    "chat_id": chat,
                    "caption": body,
                    "parse_mode": mode,
                    "reply_markup": markup,
                    "protect_content": message.personal,
                    "disable_notification": message.silent,
                }
                return await self._send_file(file, shown)

            shown = await send(None, None) if caption is None else await _or_plain(send, caption)
            return str(shown.message_id)

        return step

    async def _send_file(self, file: File, shown: Mapping[str, Any]) -> Shown:
        """As a photo where Telegram finds it to be one, else as a document."""
        content = InputFile(file.content, filename=file.name)
        if file.media_type in PHOTO_TYPES and len(file.content) <= PHOTO_BYTES:
            try:
                return await self._bot.send_photo(photo=content, **shown)
            except BadRequest as error:
                if not any(words in str(error).lower() for words in NO_PHOTO):
                    raise
        return await self._bot.send_document(document=content, **shown)


async def _or_plain(call: Callable[[str, str | None], Awaitable[T]], text: Markup) -> T:
    """The call with HTML; where Telegram cannot read the markup, with the bare text: an ugly message beats none."""
    try:
        return await call(str(text), "HTML")
    except BadRequest as error:
        if "can't parse entities" not in str(error).lower():
            raise
    return await call(seen(text), None)


async def _in_the_right_chat(step: Callable[[int], Awaitable[str]], chat: int) -> str:
    """Where a group became a supergroup, nothing was sent to the old one: send to the new one."""
    try:
        return await step(chat)
    except ChatMigrated as moved:
        return await step(moved.new_chat_id)


def judged(error: TelegramError, *, group: bool) -> Exception:
    """The channel's error for one of python-telegram-bot's; BadRequest is a NetworkError there, so order matters."""
    match error:
        case FloodError():
            return RetryLaterError(error.seconds, everyone=not group)
        case Forbidden():
            return ChatGoneError(str(error))
        case BadRequest():
            gone = any(words in str(error).lower() for words in GONE)
            return ChatGoneError(str(error)) if gone else CannotSendError(str(error))
        case NotSentError():
            return RetryLaterError(UNREACHED_SECONDS, everyone=True)
        case InvalidToken():
            log.error("the Bot API server refuses TELEGRAM_TOKEN: nothing can be sent until it is set right")
            return RetryLaterError(REFUSED_TOKEN_SECONDS, everyone=True)
        case _:
            return UnsureError(type(error).__name__)
