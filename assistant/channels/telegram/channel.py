"""The Telegram channel: updates in, messages out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from assistant.channels.telegram.incoming import ALLOWED_UPDATES
from assistant.channels.telegram.intake import Intake, Reachability, Receive
from assistant.channels.telegram.menu import Line, Menu
from assistant.channels.telegram.polling import Backoff, poll
from assistant.channels.telegram.request import Request
from assistant.channels.telegram.sending import Sender
from assistant.channels.telegram.webhook import CONNECTIONS, Webhook, serve
from assistant.chat import HOME, Key, Message, Sent
from assistant.domain.errors import SettingsError
from assistant.ports import Clock
from assistant.settings import Telegram as Settings


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for Telegram, in seconds."""

    poll: int = 20
    """For an update, before asking again."""
    answer: float = 20.0
    """For the answer to a call; to a poll, beyond `poll`."""


PATIENT = Patience()


class Telegram:
    """`run` receives until cancelled; `send` works from the start. Files that people send are put into `downloads`."""

    name = "telegram"
    command_prefix = "/"

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        downloads: Path,
        *,
        receive: Receive,
        reachability: Reachability,
        patience: Patience = PATIENT,
    ) -> None:
        self._webhook = _webhook(settings)
        self._patience = patience
        self._request = Request(patience.answer)
        self._polling = Request(patience.poll + patience.answer)
        base = settings.api_url.rstrip("/")
        self._bot = Bot(settings.token, f"{base}/bot", f"{base}/file/bot", self._request, self._polling)
        self._intake = Intake(self._bot, self._request, clock, downloads, receive=receive, reachability=reachability)
        self._sender = Sender(self._bot)
        self._menu = Menu(self._bot)

    @property
    def username(self) -> str:
        """The bot's name once `identify` has returned, else empty."""
        return self._intake.username

    async def identify(self) -> None:
        """Ask Telegram who the bot is, for as long as it takes. Raises SettingsError where the token is refused."""
        backoff = Backoff()
        while not self._intake.username:
            try:
                self._intake.username = (await self._bot.get_me()).username or ""
            except InvalidToken:
                raise SettingsError("TELEGRAM_TOKEN is refused by the Bot API server: copy it anew") from None
            except TelegramError as error:
                await backoff.failed(error)

    async def run(self) -> None:
        """Receive until cancelled."""
        await self._intake.sweep()
        await self.identify()
        await self._subscribe()
        if self._webhook is None:
            await poll(self._bot, self._polling, self._intake.take, self._patience.poll)
        else:
            await serve(self._webhook, self._intake.take)

    async def send(self, message: Message) -> Sent:
        """Hand it to Telegram, once."""
        return await self._sender.send(replace(message, keys=self._with_home(message.keys)))

    def _with_home(self, keys: Sequence[Key]) -> tuple[Key, ...]:
        """The link to the private chat, once the bot's name is known."""
        home = f"https://t.me/{self.username}" if self.username else None
        linked = (replace(key, url=home) if key.url == HOME else key for key in keys)
        return tuple(key for key in linked if key.data or key.url or key.copy)

    async def set_menus(self, lines: Mapping[str, Sequence[Line]], group: Mapping[str, Sequence[Line]]) -> None:
        """The menus of private chats and groups, by language; the first is for all other languages too."""
        await self._menu.everybody(lines, group)

    async def set_menu(self, chat: str, lines: Sequence[Line]) -> None:
        """The menu of one private chat: (word, summary) in the language its person reads."""
        await self._menu.chat(chat, lines)

    async def close(self) -> None:
        """End the connections."""
        await self._intake.close()
        await self._request.shutdown()
        await self._polling.shutdown()

    async def _subscribe(self) -> None:
        """Tell Telegram where updates go; what waits is never dropped."""
        backoff, webhook = Backoff(), self._webhook
        while True:
            try:
                if webhook is None:
                    await self._bot.delete_webhook(drop_pending_updates=False)
                else:
                    await self._bot.set_webhook(
                        webhook.url,
                        secret_token=webhook.secret,
                        allowed_updates=ALLOWED_UPDATES,
                        max_connections=CONNECTIONS,
                    )
            except TelegramError as error:
                await backoff.failed(error)
            else:
                return


def _webhook(settings: Settings) -> Webhook | None:
    if settings.webhook_url is None:
        return None
    return Webhook(settings.webhook_url, settings.webhook_secret or "", settings.webhook_listen)
