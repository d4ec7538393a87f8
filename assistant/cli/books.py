"""import, report, export: the treasurer's spreadsheets in, the books out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from assistant import files
from assistant.cli.common import Day, awaited, cli, in_unit, show
from assistant.domain.actors import OPERATOR
from assistant.domain.errors import FileRefusedError
from assistant.ports import UnitOfWork
from assistant.services import exports, imports, reports
from assistant.settings import Settings

SPREADSHEET = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
AS_JSON = click.option("--json", "as_json", is_flag=True)


@cli.group(name="import")
def import_() -> None:
    """A treasurer's spreadsheet: all rows or none; the same file twice changes nothing."""


@import_.command()
@SPREADSHEET
@DRY_RUN
@AS_JSON
@click.pass_obj
@awaited
async def members(settings: Settings, file: Path, dry_run: bool, as_json: bool) -> None:
    """Add or update members by number."""
    rows = _read(file, files.read_members)
    await _imported(
        settings, lambda work: imports.import_members(work, OPERATOR, rows, dry_run=dry_run), as_json, dry_run
    )


@import_.command()
@SPREADSHEET
@click.option("--on", type=Day(), required=True, help="The day at whose end these balances stand.")
@DRY_RUN
@AS_JSON
@click.pass_obj
@awaited
async def balances(settings: Settings, file: Path, on: date, dry_run: bool, as_json: bool) -> None:
    """Open the books with a balance sheet."""
    rows = _read(file, files.read_balances)
    await _imported(
        settings, lambda work: imports.import_balances(work, OPERATOR, rows, on, dry_run=dry_run), as_json, dry_run
    )


@import_.command()
@SPREADSHEET
@DRY_RUN
@AS_JSON
@click.pass_obj
@awaited
async def payments(settings: Settings, file: Path, dry_run: bool, as_json: bool) -> None:
    """Book confirmed payments."""
    rows = _read(file, files.read_payments)
    await _imported(
        settings, lambda work: imports.import_payments(work, OPERATOR, rows, dry_run=dry_run), as_json, dry_run
    )


def _read(file: Path, reader: Callable[[str, bytes], Any]) -> Any:
    """The rows; problems are told with the file's name."""
    try:
        return reader(file.name, file.read_bytes())
    except FileRefusedError as error:
        raise FileRefusedError([f"{file.name}: {problem}" for problem in error.problems]) from None


async def _imported(
    settings: Settings, unit: Callable[[UnitOfWork], imports.ImportReport], as_json: bool, dry_run: bool
) -> None:
    report = await in_unit(settings, unit)
    counts = {"added": report.added, "changed": report.changed, "unchanged": report.unchanged, "dry_run": dry_run}
    would = "would be " if dry_run else ""
    text = f"{report.added} {would}added, {report.changed} {would}changed, {report.unchanged} unchanged."
    show(counts, as_json=as_json, text=text)


@cli.group()
def report() -> None:
    """What the books say."""


@report.command()
@click.option("--on", type=Day(), required=True)
@AS_JSON
@click.pass_obj
@awaited
async def arrears(settings: Settings, on: date, as_json: bool) -> None:
    """A line for each active or suspended member."""
    lines = await in_unit(settings, lambda work: reports.arrears(work, OPERATOR, on))
    rows = [{"number": x.number, "balance": x.balance, "overdue": x.overdue, "status": str(x.status)} for x in lines]
    text = "\n".join(f"{r['number']}\t{r['balance']}\t{r['overdue']}\t{r['status']}" for r in rows)
    show(rows, as_json=as_json, text=text)


@cli.command()
@click.argument("what", type=click.Choice(["ledger", "members", "arrears"]))
@click.option(
    "--format", "form", type=click.Choice(["csv", "json", "xlsx", "beancount"]), default="csv", show_default=True
)
@click.option("--on", type=Day(), help="For arrears: the day; default today.")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
@awaited
async def export(settings: Settings, what: str, form: str, on: date | None, file: Path | None) -> None:
    """The whole, to FILE or standard output."""
    content = await in_unit(settings, lambda work: exports.export(work, OPERATOR, what, form, on or work.today))
    _written(content, file)


def _written(content: bytes, file: Path | None) -> None:
    if file is None:
        sys.stdout.buffer.write(content)
    else:
        file.write_bytes(content)
