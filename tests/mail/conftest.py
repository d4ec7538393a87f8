from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.channels.mail import Mail, Patience
from assistant.channels.mail.channel import PATIENT
from assistant.clocks import StandingClock
from assistant.settings import Mail as Settings
from tests.mail.post_office import PostOffice, certificate, opened

HURRIED = Patience(connect=5.0, answer=2.0, accept=2.0)
"""For servers that never answer."""
Start = Callable[..., Mail]


@pytest.fixture
def clock() -> StandingClock:
    """Thursday 5 March 2026, ten in the morning in Paris."""
    return StandingClock(datetime(2026, 3, 5, 9, tzinfo=UTC))


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with opened(PostOffice()) as office:
        yield office


@pytest.fixture
async def start(clock: StandingClock) -> AsyncIterator[Start]:
    """Makes the channel; it is closed in the end."""
    started: list[Mail] = []

    def make(settings: Settings, patience: Patience = PATIENT, tls: ssl.SSLContext | None = None) -> Mail:
        started.append(Mail(settings, clock, patience=patience, tls=tls))
        return started[-1]

    yield make
    for mail in started:
        await mail.close()


@pytest.fixture(scope="session")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    return certificate(tmp_path_factory.mktemp("certificate"))
