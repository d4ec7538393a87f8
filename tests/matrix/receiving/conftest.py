from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.matrix.listener import Inbox, Listener, listening
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import Synapse


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def stopped(homeserver: Synapse, tmp_path: Path, inbox: Inbox) -> AsyncIterator[Listener]:
    """The assistant before its first start."""
    async with listening(homeserver, tmp_path, inbox) as assistant:
        yield assistant


@pytest.fixture
async def assistant(stopped: Listener) -> Listener:
    """The assistant, receiving."""
    await stopped.start()
    return stopped


@pytest.fixture
async def awa(homeserver: Synapse, enter: Enter) -> Person:
    return await enter(homeserver, "awa")


@pytest.fixture
async def zoe(homeserver: Synapse, enter: Enter) -> Person:
    return await enter(homeserver, "zoe")
