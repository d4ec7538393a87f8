"""`invite --matrix`: a code, and the assistant writes first to the account that is named."""

from __future__ import annotations

import asyncio
from json import loads
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.clocks import SystemClock
from assistant.domain.messages import Address, Queued
from tests.cli.conftest import Command
from tests.conftest import PARIS

ON_MATRIX = {
    "MATRIX_HOMESERVER": "http://127.0.0.1:1",
    "MATRIX_USER": "@mbongi:example.org",
    "ASSISTANT_SECRET_KEY": "a key for the tests",
}
AWA = "@awa:example.org"


def queued(folder: Path) -> list[Queued]:
    """What waits to be said by that name on Matrix."""

    async def read() -> list[Queued]:
        url = f"sqlite:///{folder / 'assistant.db'}"
        database = storage.open_database(url, bylaws=bylaws.load("ndzouana"), clock=SystemClock(), timezone=PARIS)
        rows = await database.run(lambda work: work.outbox.since(0))
        await database.close()
        return [row for row in rows if row.kind == "invited"]

    return asyncio.run(read())


def test_an_invitation_on_matrix_makes_a_code_and_has_the_assistant_write_first(books: Command, tmp_path: Path) -> None:
    done = loads(books("invite", "m014", "--matrix", AWA, "--json", env=ON_MATRIX).stdout)

    (row,) = queued(tmp_path)
    assert (done["member"], done["link"], done["account"]) == ("M014", None, AWA)
    assert (row.to, row.member) == (Address("matrix", AWA, AWA), "M014")
    assert done["code"] not in str(row.body)


def test_each_invitation_is_written_anew(books: Command, tmp_path: Path) -> None:
    codes = {books("invite", "M014", "--matrix", AWA, env=ON_MATRIX).stdout.splitlines()[0] for _ in range(2)}

    assert len(codes) == len(queued(tmp_path)) == 2


def test_the_code_is_shown_as_it_is_typed_on_matrix(books: Command) -> None:
    first, second = books("invite", "M014", "--matrix", AWA, env=ON_MATRIX).stdout.splitlines()

    assert first.startswith("!start ")
    assert AWA in second


def test_without_an_account_an_invitation_names_none(books: Command) -> None:
    done = loads(books("invite", "M014", "--json").stdout)

    assert done["account"] is None


@pytest.mark.parametrize("account", ["awa", "@awa", "@Awa:example.org", "@awa:", "awa@example.org"])
def test_an_account_that_is_no_matrix_id_is_refused(books: Command, tmp_path: Path, account: str) -> None:
    done = books("invite", "M014", "--matrix", account, env=ON_MATRIX)

    assert done.exit_code == 2
    assert "it is no full Matrix ID" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert queued(tmp_path) == []


def test_without_matrix_nobody_is_invited_there(books: Command, tmp_path: Path) -> None:
    done = books("invite", "M014", "--matrix", AWA)

    assert (done.exit_code, done.stderr) == (
        2,
        "MATRIX_HOMESERVER is missing: without it nobody is invited on Matrix\n",
    )
    assert queued(tmp_path) == []


def test_the_assistant_does_not_invite_itself(books: Command, tmp_path: Path) -> None:
    done = books("invite", "M014", "--matrix", ON_MATRIX["MATRIX_USER"], env=ON_MATRIX)

    assert (done.exit_code, queued(tmp_path)) == (2, [])
