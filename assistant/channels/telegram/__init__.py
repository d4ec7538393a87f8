"""Telegram, by the Bot API: python-telegram-bot carries the calls, updates are kept before they are acknowledged."""

from assistant.channels.telegram.channel import Patience, Telegram

__all__ = ["Patience", "Telegram"]
