from __future__ import annotations

import importlib.util
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.matrix.encrypted import EncryptedPerson
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import Synapse, shared

HOMESERVERS = frozenset(("homeserver", "own_homeserver", "limited_homeserver"))


def pytest_itemcollected(item: pytest.Item) -> None:
    """Whatever talks to a homeserver is marked, so that it can be chosen or left out."""
    if HOMESERVERS.intersection(getattr(item, "fixturenames", ())):
        item.add_marker(pytest.mark.matrix)


def _root(request: pytest.FixtureRequest) -> Path:
    """The folder of this run that every worker of pytest-xdist sees."""
    base: Path = request.getfixturevalue("tmp_path_factory").getbasetemp()
    return base if os.environ.get("PYTEST_XDIST_WORKER") is None else base.parent


@pytest.fixture(scope="session")
def homeserver(request: pytest.FixtureRequest) -> Iterator[Synapse]:
    """One real homeserver for every test of this run: take names from `fresh`, and never stop it."""
    _needs_synapse()
    with shared(_root(request)) as server:
        yield server


@pytest.fixture
def own_homeserver(tmp_path: Path) -> Iterator[Synapse]:
    """A homeserver of this test's own, started, to be killed and started again."""
    _needs_synapse()
    server = Synapse(tmp_path / "synapse")
    server.start_now()
    yield server
    server.stop_now()


@pytest.fixture
def limited_homeserver(tmp_path: Path) -> Iterator[Synapse]:
    """One with the rate limits that Synapse has by default."""
    _needs_synapse()
    server = Synapse(tmp_path / "limited", limits=True)
    server.start_now()
    yield server
    server.stop_now()


@pytest.fixture
async def enter(tmp_path: Path) -> AsyncIterator[Enter]:
    """Registers, logs in and at the end closes people: `await enter(homeserver, "awa", encrypted=True)`."""
    async with AsyncExitStack() as stack:

        async def one(server: Synapse, name: str, *, encrypted: bool = False) -> Person:
            kind = EncryptedPerson if encrypted else Person
            person = await kind.enter(server, name, tmp_path)
            stack.push_async_callback(person.close)
            return person

        yield one


def _needs_synapse() -> None:
    if importlib.util.find_spec("synapse") is not None:
        return
    reason = "no homeserver: matrix-synapse is not installed (requirements-synapse.txt)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
