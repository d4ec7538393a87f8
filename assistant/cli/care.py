"""backup, restore, release, verify, doctor: what an operator does for the data's sake."""

from __future__ import annotations

from pathlib import Path

import click

import storage
from assistant import app
from assistant.cli.common import awaited, cli, show
from assistant.settings import Settings


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(settings: Settings, file: Path) -> None:
    """A consistent copy, also while serving."""
    storage.backup(settings.database_url, file)
    click.echo(f"Copied to {file}.")


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def restore(settings: Settings, file: Path) -> None:
    """Back from a copy, into an empty place; nothing leaves until `release`."""
    storage.restore(file, settings.database_url)
    click.echo("Restored. Nothing is sent until: assistant release")


@cli.command()
@click.pass_obj
def release(settings: Settings) -> None:
    """End the quarantine of a restored database: messages leave again."""
    storage.release(settings.database_url)
    click.echo("Released.")


@cli.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def verify(settings: Settings, as_json: bool) -> None:
    """Recompute every invariant and say what is wrong."""
    problems = storage.verify(settings.database_url)
    show({"problems": problems}, as_json=as_json, text="\n".join(problems) or "All is well.")
    if problems:
        raise SystemExit(1)


@cli.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
@awaited
async def doctor(settings: Settings, as_json: bool) -> None:
    """Settings, database, bylaws, each channel's reach: what is right, what is not, what to do."""
    findings = await app.examine(settings)
    rows = [{"what": f.what, "ok": f.ok, "says": f.says} for f in findings]
    text = "\n".join(f"{'ok ' if f.ok else 'BAD'}  {f.what}: {f.says}" for f in findings)
    show(rows, as_json=as_json, text=text)
    if not all(finding.ok for finding in findings):
        raise SystemExit(1)
