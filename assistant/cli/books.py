"""import, report, export: the treasurer's spreadsheets in, the books out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

import click

from assistant import files
from assistant.cli.common import Day, awaited, cli, in_unit, show
from assistant.domain.actors import OPERATOR
from assistant.domain.errors import FileRefusedError
from assistant.files.amounts import format_cents
from assistant.ports import UnitOfWork
from assistant.services import exports, imports, reports
from assistant.services.imports.common import in_order, refuse
from assistant.settings import Settings

SPREADSHEET = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
AS_JSON = click.option("--json", "as_json", is_flag=True)
T = TypeVar("T")
Book = Callable[[UnitOfWork, list[T], bool], imports.ImportReport]
"""Books rows, or says what that would do (True)."""


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

    def book(work: UnitOfWork, rows: list[files.MemberRow], dry: bool) -> imports.ImportReport:
        return imports.import_members(work, OPERATOR, rows, dry_run=dry)

    await _imported(settings, _read(file, files.read_members), book, as_json, dry_run)


@import_.command()
@SPREADSHEET
@click.option("--on", type=Day(), required=True, help="The day at whose end these balances stand.")
@DRY_RUN
@AS_JSON
@click.pass_obj
@awaited
async def balances(settings: Settings, file: Path, on: date, dry_run: bool, as_json: bool) -> None:
    """Open the books with a balance sheet."""

    def book(work: UnitOfWork, rows: list[files.BalanceRow], dry: bool) -> imports.ImportReport:
        return imports.import_balances(work, OPERATOR, rows, on, dry_run=dry)

    await _imported(settings, _read(file, files.read_balances), book, as_json, dry_run)


@import_.command()
@SPREADSHEET
@DRY_RUN
@AS_JSON
@click.pass_obj
@awaited
async def payments(settings: Settings, file: Path, dry_run: bool, as_json: bool) -> None:
    """Book confirmed payments."""

    def book(work: UnitOfWork, rows: list[files.PaymentRow], dry: bool) -> imports.ImportReport:
        return imports.import_payments(work, OPERATOR, rows, dry_run=dry)

    await _imported(settings, _read(file, files.read_payments), book, as_json, dry_run)


@dataclass(frozen=True, slots=True)
class _Read(Generic[T]):
    """The rows of a file that can be read, and what is wrong with the others."""

    name: str
    rows: list[T]
    problems: list[str]

    def refused(self, others: list[str]) -> FileRefusedError:
        """All problems at once, by line; beside bad rows, what the whole sheet lacks says nothing."""
        new = [each for each in others if each not in self.problems]
        told = [each for each in new if each.startswith("line ")] if self.problems else new
        return FileRefusedError([f"{self.name}: {problem}" for problem in in_order([*self.problems, *told])])


def _read(file: Path, reader: Callable[[str, bytes], list[T]]) -> _Read[T]:
    try:
        return _Read(file.name, reader(file.name, file.read_bytes()), [])
    except FileRefusedError as error:
        return _Read(file.name, list(error.sound), error.problems)


async def _imported(settings: Settings, read: _Read[T], book: Book[T], as_json: bool, dry_run: bool) -> None:
    try:
        report = await in_unit(settings, lambda work: book(work, read.rows, dry_run or bool(read.problems)))
        refuse(read.problems)
    except FileRefusedError as error:
        raise read.refused(error.problems) from None
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
    text = "\n".join(f"{x.number}\t{format_cents(x.balance)}\t{format_cents(x.overdue)}\t{x.status}" for x in lines)
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
