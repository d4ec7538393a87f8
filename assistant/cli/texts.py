"""invite, bylaws, scenarios: people and rules."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from assistant import app, bylaws
from assistant.bylaws import show as sheets
from assistant.cli.common import awaited, cli, fail, in_unit, show
from assistant.domain.actors import OPERATOR
from assistant.domain.errors import BylawsError, SettingsError
from assistant.domain.messages import Address
from assistant.services import linking
from assistant.settings import Settings, matrix_id


class MatrixId(click.ParamType[str]):
    """Somebody's full Matrix ID."""

    name = "matrix id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """`@awa:example.org`."""
        try:
            return matrix_id(value)
        except ValueError as error:
            self.fail(f"it {error}", param, ctx)


@cli.command()
@click.argument("number")
@click.option(
    "--matrix",
    "account",
    type=MatrixId(),
    metavar="ID",
    help="The member's Matrix account: the assistant writes first.",
)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
@awaited
async def invite(settings: Settings, number: str, account: str | None, as_json: bool) -> None:
    """A one-time code and link that ties a chat account to that member."""
    at = _on_matrix(settings, account) if account else None
    code = await in_unit(settings, lambda work: linking.invite(work, OPERATOR, number, at))
    link = None if at else await app.invitation_link(settings, code)
    result = {"member": number.upper(), "code": code, "link": link, "account": account}
    told = f"{'!' if at else '/'}start {code}"
    asked = f"The assistant writes to {account} while it serves; hand the code over by another way." if at else None
    show(result, as_json=as_json, text="\n".join(line for line in (told, link, asked) if line))


def _on_matrix(settings: Settings, account: str) -> Address:
    """Where the assistant will write. SettingsError where it has no account of its own, or would write to itself."""
    if settings.matrix is None:
        raise SettingsError("MATRIX_HOMESERVER is missing: without it nobody is invited on Matrix")
    if account == settings.matrix.user:
        raise SettingsError(f"MATRIX_USER is {account}: that is the assistant itself, name the member's account")
    return Address("matrix", account, account)


@cli.group(name="bylaws")
def bylaws_() -> None:
    """Is this bylaws file sound; what does it say."""


@bylaws_.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True)
def check(file: str, as_json: bool) -> None:
    """Refuses an unsound file with every problem, where it is and what is allowed."""
    try:
        found = bylaws.load(file)
    except BylawsError as error:
        if as_json:
            show({"sound": False, "problems": error.problems}, as_json=True, text="")
        raise
    result = {"sound": True, "problems": [], "name": found.name, "articles": len(found.articles)}
    show(result, as_json=as_json, text=f"{found.name}: sound, {len(found.articles)} articles.")


@bylaws_.command(name="show")
@click.argument("article", required=False)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
@awaited
async def show_(settings: Settings, article: str | None, as_json: bool) -> None:
    """An article's number, title and the association's figures; all of them without ARTICLE."""
    in_force = bylaws.load(settings.bylaws or app.DEFAULT_BYLAWS)
    with contextlib.suppress(Exception):
        in_force = await app.bylaws_of(settings)
    today = datetime.now(UTC).astimezone(settings.timezone).date()
    if article is not None and article not in in_force.articles:
        fail(f"no article {article}; there are {', '.join(in_force.articles)}")
    chosen = [article] if article else list(in_force.articles)
    found = [sheets.describe(in_force, number, today) for number in chosen]
    show(
        [sheets.as_json(sheet) for sheet in found],
        as_json=as_json,
        text="\n\n".join(_sheet(s, settings) for s in found),
    )


def _sheet(sheet: sheets.ArticleSheet, settings: Settings) -> str:
    title = sheet.titles.get(settings.locale) or next(iter(sheet.titles.values()))
    figures = (f"  {f.key} = {f.value}  ({f.since})" for f in sheet.figures)
    points = (f"  agenda.{kind}: {item.code}" + ("  (vote)" if item.votes else "") for kind, item in sheet.agenda)
    return "\n".join([f"{sheet.number}  {title}", *figures, *points])


@cli.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def scenarios(settings: Settings, files: tuple[Path, ...], as_json: bool) -> None:
    """Run given/when/then cases, each on a throwaway database."""
    report = app.run_scenarios(settings, files)
    result = {"passed": report.passed, "failed": report.failed, "told": report.told}
    show(result, as_json=as_json, text="\n".join(report.lines))
    if report.failed:
        raise SystemExit(1)
