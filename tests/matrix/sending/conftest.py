from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.matrix.desk import Desk
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import Synapse


@pytest.fixture
async def desk(homeserver: Synapse, tmp_path: Path) -> AsyncIterator[Desk]:
    made = await Desk.opened(homeserver, tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def awa(homeserver: Synapse, enter: Enter, desk: Desk) -> Person:
    """In a private chat that is not encrypted."""
    person = await enter(homeserver, "awa")
    await desk.meet(person)
    return person


@pytest.fixture
async def grace(homeserver: Synapse, enter: Enter, desk: Desk) -> Person:
    """In an encrypted private chat."""
    person = await enter(homeserver, "grace", encrypted=True)
    await desk.meet(person, encrypted=True)
    return person
