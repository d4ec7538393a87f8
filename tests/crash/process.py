"""The real `python -m assistant serve`, which can be killed without a word of warning."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.association import NOON


class Process:
    """On the database at that path, with the settings of a platform; killed in the end as well."""

    def __init__(self, path: Path, settings: Mapping[str, str]) -> None:
        self._log = path.parent / "serve.log"
        self._environment = os.environ | {
            "ASSISTANT_DATABASE_URL": f"sqlite:///{path}",
            "ASSISTANT_DATA_DIR": str(path.parent),
            "ASSISTANT_LOG_LEVEL": "WARNING",
            "ASSISTANT_TIMEZONE": NOON.key,
            **settings,
        }
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()

    async def start(self) -> None:
        """Without waiting until it is ready."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "assistant", "serve", env=self._environment, stderr=log, stdout=log
            )

    async def kill(self) -> None:
        """By the signal that nobody can handle."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    def check(self) -> None:
        """RuntimeError where it ended by itself."""
        assert self._process is not None
        if self._process.returncode is not None:
            raise RuntimeError(f"the process ended by itself with {self._process.returncode}: {self._log}")
