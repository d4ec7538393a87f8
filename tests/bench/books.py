"""A month's dues and the arrears of many members, and units of work beside bare sqlite3."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

from assistant.domain.actors import OPERATOR
from assistant.ports import UnitOfWork
from assistant.services.accrual import ACCRUED_ON, accrue
from assistant.services.reports import arrears
from storage.sqlite import connect
from tests.association import opened, register

BEFORE, UNTIL = date(2026, 1, 31), date(2026, 2, 28)
UNITS = 500
ROUNDS = 3


async def month(path: Path, members: int) -> tuple[float, int, float]:
    """Seconds to accrue a month, rows written, and seconds of the arrears report afterwards."""
    async with opened(f"sqlite:///{path}") as database:
        await database.run(lambda work: register(work, members))
        await database.run(lambda work: accrue(work, BEFORE))
        start = time.perf_counter()
        rows = await database.run(lambda work: accrue(work, UNTIL))
        accrued = time.perf_counter()
        lines = await database.run(lambda work: arrears(work, OPERATOR, UNTIL))
        told = time.perf_counter()
        await database.run(lambda work: work.book.put(ACCRUED_ON, None))
    assert len(lines) == members
    return accrued - start, rows, told - accrued


async def units(path: Path) -> tuple[float, float]:
    """Units a second, one after the other: ours, and bare sqlite3 with the same guards, each writing one row."""
    ours, bare = [], []
    async with opened(f"sqlite:///{path}") as database:
        for turn in range(ROUNDS):
            start = time.perf_counter()
            for place in range(UNITS):
                await database.run(partial(_mark, f"{turn}:{place}"))
            ours.append(UNITS / (time.perf_counter() - start))
    for turn in range(ROUNDS):
        bare.append(_bare(path, turn))
    return median(ours), median(bare)


def _mark(key: str, work: UnitOfWork) -> None:
    work.book.once(key)


def _bare(path: Path, turn: int) -> float:
    with closing(connect(path)) as connection:
        start = time.perf_counter()
        for place in range(UNITS):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO once VALUES (?, ?)", (f"bare:{turn}:{place}", 0))
            connection.execute("COMMIT")
        return UNITS / (time.perf_counter() - start)


def versions() -> str:
    """What the figures depend on."""
    return f"SQLite {sqlite3.sqlite_version}"
