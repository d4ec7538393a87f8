"""A meeting of the day, with its people, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

import storage
from assistant.clocks import StandingClock
from tests.services.meetings.hall import Hall
from tests.services.people import BYLAWS


@pytest.fixture
async def hall(url: str, clock: StandingClock) -> AsyncIterator[Hall]:
    """A bureau of four, Awa, Bintou, Clara and Denis, all up to date, and a monthly meeting of today at their place."""
    opened = storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris")
    made = Hall(opened, clock)
    await made.gather()
    yield made
    await opened.close()
