"""Scenario files on throwaway databases."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_urlsafe

import storage
from assistant import bylaws
from assistant.app.joining import DEFAULT_BYLAWS
from assistant.channels.console import NAME as CONSOLE
from assistant.domain.bylaws import Bylaws
from assistant.ports import Clock, Database
from assistant.scenarios import Report, run_files
from assistant.settings import Settings


def run_scenarios(settings: Settings, paths: Sequence[Path]) -> Report:
    """Run the cases of the files under the bylaws that are set, each on its own database."""
    with tempfile.TemporaryDirectory(prefix="mbongi-scenarios-") as folder:
        stage = _Stage(settings, Path(folder))
        return asyncio.run(run_files(paths, stage.fresh, bylaws.load(settings.bylaws or DEFAULT_BYLAWS)))


class _Stage:
    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder

    @asynccontextmanager
    async def fresh(self, in_force: Bylaws, clock: Clock) -> AsyncIterator[Database]:
        """An empty database, gone in the end; every member can be reached."""
        path = self._folder / "case.db"
        database = storage.throwaway(
            path,
            bylaws=in_force,
            clock=clock,
            timezone=self._settings.timezone,
            fallback_channel=CONSOLE,
            secret_key=token_urlsafe(),
            can_mail=True,
        )
        try:
            yield database
        finally:
            await database.close()
            for leftover in self._folder.glob("case.db*"):
                leftover.unlink()
