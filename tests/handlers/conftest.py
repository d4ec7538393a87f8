import pytest

from assistant.clocks import StandingClock
from assistant.ports import Database
from tests.handlers.talk import Talk


@pytest.fixture
async def talk(database: Database, clock: StandingClock) -> Talk:
    return Talk(database, clock)
