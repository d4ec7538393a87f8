from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from assistant.clocks import StandingClock
from tests.conversations import association
from tests.conversations.association import House
from tests.conversations.on_console import open_console
from tests.conversations.on_matrix import Account, open_account, open_matrix
from tests.conversations.on_telegram import open_telegram
from tests.conversations.on_web import open_web
from tests.conversations.stage import Stage
from tests.matrix.conftest import homeserver
from tests.matrix.synapse import Synapse

__all__ = ["homeserver"]
package = pytest_asyncio.fixture(loop_scope="package")


@pytest.fixture(params=["console", "telegram", "web", pytest.param("matrix", marks=pytest.mark.matrix)])
def stage(request: pytest.FixtureRequest) -> Stage:
    """Each channel in turn, with an association of its own."""
    opened: Stage = request.getfixturevalue(f"{request.param}_stage")
    return opened


@package
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock = StandingClock(association.MORNING)
    books = association.open_books(tmp_path, clock)
    await books.run(association.move_in)
    yield House(tmp_path, books, clock)
    await books.close()


@package
async def console_stage(house: House) -> AsyncIterator[Stage]:
    async with open_console(house) as stage:
        yield stage


@package
async def telegram_stage(house: House) -> AsyncIterator[Stage]:
    async with open_telegram(house) as stage:
        yield stage


@package
async def web_stage(house: House) -> AsyncIterator[Stage]:
    async with open_web(house) as stage:
        yield stage


@package
async def matrix_stage(account: Account, house: House) -> AsyncIterator[Stage]:
    async with open_matrix(account, house) as stage:
        yield stage


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def account(homeserver: Synapse, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Account]:
    async with open_account(homeserver, tmp_path_factory.mktemp("account")) as account:
        yield account
