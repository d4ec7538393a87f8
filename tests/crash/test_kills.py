from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from tests.crash.broadcast import Sending, send_to_many
from tests.crash.on_matrix import matrix
from tests.crash.on_telegram import telegram
from tests.crash.playing import Plan
from tests.crash.run import compare


@pytest.mark.crash
async def test_a_process_killed_ten_times_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    verdict = await compare(telegram, Plan(updates=200, kills=10, seed=2026), tmp_path)

    assert verdict.problems == []
    assert (verdict.updates, verdict.kills, verdict.lost) == (200, 10, 0)


@pytest.mark.crash
@pytest.mark.matrix
@pytest.mark.skipif(
    importlib.util.find_spec("synapse") is None and os.environ.get("CI") != "true",
    reason="no homeserver: matrix-synapse is not installed (requirements-synapse.txt)",
)
async def test_a_process_and_its_homeserver_killed_in_turn_lose_nothing_and_show_nothing_twice(tmp_path: Path) -> None:
    verdict = await compare(matrix, Plan(updates=100, kills=6, seed=2026, server_kills=2), tmp_path)

    assert verdict.problems == []
    assert (verdict.updates, verdict.kills, verdict.lost, verdict.repeated, verdict.unsure) == (100, 6, 0, 0, 0)


@pytest.mark.crash
async def test_a_message_to_two_hundred_reaches_each_who_can_be_reached_whenever_the_process_is_killed(
    tmp_path: Path,
) -> None:
    found = await send_to_many(Sending(recipients=200, kills=6, seed=2026), tmp_path)

    assert found.problems == []
    assert found.reached == {"accepted": 190, "unreachable": 10}
    assert (found.kills, found.slowed) == (6, 20)
