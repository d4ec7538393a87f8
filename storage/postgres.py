"""PostgreSQL: psycopg 3 on a few threads, each unit whole on one of them, READ COMMITTED.

What a unit reads before it writes is guarded by an advisory lock (`UnitOfWork.lock`), with compare-and-set and unique
keys behind. A unit that the server refuses for another's sake (a deadlock, a serialization failure), or whose
connection turns out dead before the commit, runs again from the start.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy import create_engine

from storage.session import Session
from storage.urls import engine_url
from storage.work import Terms, Work

T = TypeVar("T")
THREADS = 4
TRIES = 5
PAUSE = 0.05
"""Seconds to wait at most before another try, times the tries made."""


class PostgresDatabase:
    """See `assistant.ports.Database`."""

    def __init__(self, url: str, terms: Terms) -> None:
        self._terms = terms
        self._engine = create_engine(engine_url(url), pool_size=THREADS, max_overflow=0)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="postgres")

    async def run(self, unit: Callable[[Work], T]) -> T:
        """Run, commit, and give back what the function returned. A unit that has begun ends, awaited or not."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, unit)

    async def close(self) -> None:
        """Finish what is queued, then close."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _run(self, unit: Callable[[Work], T]) -> T:
        for tried in range(1, TRIES):
            try:
                return self._once(unit)
            except (DeadlockDetected, SerializationFailure, _DeadConnectionError):
                time.sleep(random.uniform(0, PAUSE * tried))  # noqa: S311 - spreads the tries, no secret
        return self._once(unit)

    def _once(self, unit: Callable[[Work], T]) -> T:
        pooled = self._engine.raw_connection()
        try:
            connection: Any = pooled.driver_connection
            outcome = self._uncommitted(connection, unit)
            connection.commit()
        except BaseException:
            pooled.rollback() if not pooled.driver_connection.closed else pooled.invalidate()  # type: ignore[union-attr]
            raise
        finally:
            pooled.close()
        return outcome

    def _uncommitted(self, connection: Any, unit: Callable[[Work], T]) -> T:
        try:
            return unit(Work(Session(connection, "postgresql", alone=False), self._terms))
        except psycopg.OperationalError as error:
            if connection.closed:
                raise _DeadConnectionError(str(error)) from error
            raise


class _DeadConnectionError(Exception):
    """The connection broke before the commit: nothing was written."""
