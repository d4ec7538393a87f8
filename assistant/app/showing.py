"""`demo`: a fictional association in the web chat, on a database of its own, with a clock to move."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

import storage
from assistant import bylaws
from assistant import demo as fiction
from assistant.app.joining import DEFAULT_BYLAWS, Assistant, join
from assistant.app.menus import menu_of
from assistant.app.serving import run_for_ever
from assistant.channels.web import Demo, MemoryConversations, WebChat
from assistant.chat import Channel
from assistant.clocks import ShiftedClock
from assistant.domain.bylaws import Bylaws
from assistant.settings import Listen, Settings
from storage.seal import Seal

DEFAULT_LISTEN = Listen("127.0.0.1", 8008)


async def demo(settings: Settings) -> None:
    """Until a signal; everything is forgotten in the end."""
    with tempfile.TemporaryDirectory(prefix="mbongi-demo-") as folder:
        await _show(replace(settings, data_dir=Path(folder), reglement=None, payee=fiction.PAYEE), Path(folder))


async def _show(settings: Settings, folder: Path) -> None:
    clock = ShiftedClock()
    clock.set(fiction.BEGINS)
    in_force = bylaws.load(settings.bylaws or DEFAULT_BYLAWS)
    path = folder / "demo.db"
    database = storage.throwaway(
        path, bylaws=in_force, clock=clock, timezone=settings.timezone, secret_key=secrets.token_hex()
    )
    channels: dict[str, Channel] = {}
    try:
        await database.run(fiction.seed)
        assistant = join(settings, database, channels)
        web = _web(assistant, clock, folder, in_force)
        channels[web.name] = web
        click.echo(f"Mbongi is at {web.address} : open it in a browser; Ctrl+C ends it.")
        await run_for_ever(assistant, [web.run])
    finally:
        await database.close()


def _web(assistant: Assistant, clock: ShiftedClock, folder: Path, in_force: Bylaws) -> WebChat:
    settings = assistant.settings

    async def advance(instant: datetime) -> None:
        for moment in fiction.on_the_way(clock.now(), instant, settings.timezone, in_force):
            clock.set(moment)
            await assistant.tick()
            await assistant.sender.drain()

    people = fiction.people()
    stops: Mapping[str, fiction.Stop] = fiction.stops(settings.timezone, in_force)
    return WebChat(
        settings.web_listen or DEFAULT_LISTEN,
        MemoryConversations(),
        folder / "files",
        Seal(secrets.token_hex()),
        receive=assistant.intake.receive,
        menu=lambda account: menu_of(assistant, "web", account),
        now=clock.now,
        timezone=settings.timezone,
        locale=settings.locale,
        demo=Demo(people, stops, advance),
    )
