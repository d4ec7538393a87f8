"""What every command shares: settings, how errors end the process, how results are printed."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from functools import update_wrapper
from typing import Any, NoReturn, TypeVar

import click

import storage
from assistant import app, logs, settings
from assistant.clocks import LAST_YEAR, SystemClock
from assistant.domain.errors import MbongiError, RefusedError, SettingsError
from assistant.ports import UnitOfWork

T = TypeVar("T")
REFUSED, USAGE = 1, 2


class Failing(click.Group):
    """A group whose commands end with one sentence on standard error where something expected goes wrong."""

    def invoke(self, context: click.Context) -> Any:
        """Run; turn expected errors into an exit code."""
        try:
            return super().invoke(context)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except Exception as error:
            ending = _ending(error, context)
            if ending is None:
                raise
            fail(*ending)


def _ending(error: Exception, context: click.Context) -> tuple[str, int] | None:
    """The sentence and the exit code of an error that is to be expected; None for any other."""
    chosen = context.obj
    if not isinstance(error, MbongiError) and chosen is not None:
        error = storage.explained(error, chosen.database_url) or error
    match error:
        case RefusedError():
            articles = ", ".join(error.decision.articles)
            return f"refused: {error.decision.reason}" + (f" ({articles})" if articles else ""), REFUSED
        case MbongiError():
            return str(error), USAGE if isinstance(error, SettingsError) else REFUSED
        case click.UsageError():
            path = (error.ctx or context).command_path
            return f"{error.format_message().rstrip('.')}: see `{path} --help`", USAGE
        case OSError(filename=str() as place):
            return f"{place} cannot be used: {error.strerror}: name another place", REFUSED
    return None


def fail(sentence: str, code: int = REFUSED) -> NoReturn:
    """Say why on standard error and end."""
    click.echo(sentence, err=True)
    raise SystemExit(code)


@click.group(cls=Failing, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mbongi")
@click.pass_context
def cli(context: click.Context) -> None:
    """Mbongi: the assistant of a members' association."""
    if any(flag in sys.argv for flag in ("--help", "-h")):
        return
    context.obj = settings.load()
    logs.set_up(context.obj.log_level, context.obj.secrets)


def awaited(command: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """A coroutine as a click command's function."""

    def run(*args: Any, **kwargs: Any) -> None:
        asyncio.run(command(*args, **kwargs))

    return update_wrapper(run, command)


async def in_unit(chosen: settings.Settings, unit: Callable[[UnitOfWork], T]) -> T:
    """One unit of work on the association's database."""
    async with app.opened(chosen, SystemClock(), {}) as assistant:
        return await assistant.database.run(unit)


class Day(click.ParamType[date]):
    """An ISO date."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """`2026-09-30`."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date; write it like 2026-09-30", param, ctx)
        if day.year > LAST_YEAR:
            self.fail(f"{value!r} is too far ahead; the last year is {LAST_YEAR}", param, ctx)
        return day


class Instant(click.ParamType[datetime]):
    """An ISO instant, or a date: noon that day."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """`2026-09-30T09:00:00+02:00`; without an offset, the association's local time."""
        if isinstance(value, datetime):
            return value
        try:
            text = f"{value}T12:00" if len(value) == len("2026-09-30") else value
            instant = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{value!r} is no instant; write it like 2026-09-30T09:00:00+02:00", param, ctx)
        if instant.year > LAST_YEAR:
            self.fail(f"{value!r} is too far ahead; the last year is {LAST_YEAR}", param, ctx)
        zone = ctx.obj.timezone if ctx else None
        return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def show(value: Any, *, as_json: bool, text: str) -> None:
    """Print a result for people or for scripts."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str) if as_json else text)
