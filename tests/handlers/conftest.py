from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.ports import Database
from tests.conftest import PARIS
from tests.handlers import meeting_ahead
from tests.handlers import treasury as treasurers
from tests.handlers.talk import Talk


@pytest.fixture
async def talk(database: Database, clock: StandingClock) -> Talk:
    return Talk(database, clock)


@pytest.fixture
async def treasury(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Talk]:
    """Awa and Joy, who pay, Grace and Jean, who decide, where documents can be kept."""
    opened = storage.throwaway(
        tmp_path / "sealed.db", bylaws=bylaws.load("ndzouana"), clock=clock, timezone=PARIS, secret_key="secret"
    )
    talk = Talk(opened, clock)
    await treasurers.gather(talk)
    yield talk
    await opened.close()


@pytest.fixture
async def called(talk: Talk) -> Talk:
    """The members are called to a meeting."""
    await meeting_ahead.gather(talk)
    await meeting_ahead.call(talk)
    return talk
