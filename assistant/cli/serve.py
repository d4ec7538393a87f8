"""init, serve, demo, console, tick: what keeps the assistant going."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path

import click

import storage
from assistant import app, bylaws
from assistant.cli.common import USAGE, Instant, awaited, cli, fail, show
from assistant.clocks import StandingClock, SystemClock
from assistant.settings import Settings


@cli.command()
@click.option("--bylaws", "chosen", metavar="NAME|FILE", help="The bylaws to record; default: ndzouana.")
@click.pass_obj
def init(settings: Settings, chosen: str | None) -> None:
    """Make or migrate the database; safe to repeat."""
    if chosen:
        bylaws.load(chosen)
    elif settings.bylaws:
        app.bylaws_set(settings.bylaws)
    storage.upgrade(settings.database_url)
    if chosen:
        source = chosen if chosen in bylaws.shipped() else str(Path(chosen).absolute())
        asyncio.run(app.choose_bylaws(settings, source))
    click.echo("The database is ready.")


@cli.command()
@click.pass_obj
@awaited
async def serve(settings: Settings) -> None:
    """The configured channels, the outbox and the scheduler."""
    await app.serve(settings)


@cli.command()
@click.pass_obj
@awaited
async def demo(settings: Settings) -> None:
    """A fictional association in a web chat, with a clock to move."""
    await app.demo(settings)


@cli.command()
@click.pass_obj
@awaited
async def console(settings: Settings) -> None:
    """JSON lines in, JSON lines out."""
    if sys.stdin is None or sys.stdout is None:
        fail("the console reads standard input and writes standard output: leave both open", USAGE)
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    await app.run_console(settings, sys.stdin, sys.stdout)


@cli.command()
@click.option("--at", type=Instant(), help="By that instant instead of now.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
@awaited
async def tick(settings: Settings, at: datetime | None, as_json: bool) -> None:
    """Run whatever the scheduler owes by now, once."""
    clock = StandingClock(at) if at else SystemClock()
    report = await app.tick_once(settings, clock)
    result = {"accrued": report.accrued, "reminded": sorted(report.reminders.sent)}
    show(result, as_json=as_json, text=f"{report.accrued} lines of dues, {len(report.reminders.sent)} reminders.")
