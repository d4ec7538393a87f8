"""The yardstick: python-telegram-bot in its default settings, echoing. `python -m tests.bench.echo URL`."""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from tests.telegram.bot_api import TOKEN


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """The same text back."""
    if update.message is not None:
        await update.message.reply_text(update.message.text or "")


if __name__ == "__main__":
    base = sys.argv[1]
    application = ApplicationBuilder().token(TOKEN).base_url(f"{base}/bot").base_file_url(f"{base}/file/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()
