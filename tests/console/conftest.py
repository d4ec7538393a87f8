from collections.abc import Awaitable, Callable
from io import StringIO
from json import dumps, loads
from pathlib import Path
from typing import Any

import pytest

import storage
from assistant import bylaws
from assistant.app.consoles import run_console
from assistant.clocks import StandingClock
from assistant.settings import load
from tests.services.spreadsheets import everything

Console = Callable[..., Awaitable[list[dict[str, Any]]]]


@pytest.fixture
async def console(tmp_path: Path) -> Console:
    """Lines in, lines out, over the association of the data files."""
    return await _over(tmp_path)


@pytest.fixture
async def sealing_console(tmp_path: Path) -> Console:
    """The same, where documents can be kept."""
    return await _over(tmp_path, ASSISTANT_SECRET_KEY="secret")


async def _over(tmp_path: Path, **more: str) -> Console:
    url = f"sqlite:///{tmp_path / 'association.db'}"
    storage.upgrade(url)
    opened = storage.open_database(url, bylaws=bylaws.load("ndzouana"), clock=StandingClock(), timezone="Europe/Paris")
    await opened.run(everything)
    await opened.close()
    settings = load({"ASSISTANT_DATABASE_URL": url, "ASSISTANT_DATA_DIR": str(tmp_path), **more})

    async def converse(*lines: dict[str, Any] | str) -> list[dict[str, Any]]:
        out = StringIO()
        typed = "\n".join(line if isinstance(line, str) else dumps(line) for line in lines)
        await run_console(settings, StringIO(typed), out)
        return [loads(line) for line in out.getvalue().splitlines()]

    return converse
