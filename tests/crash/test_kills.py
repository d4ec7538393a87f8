from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.run import Plan, compare


@pytest.mark.crash
async def test_a_process_killed_ten_times_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    verdict = await compare(Plan(updates=200, kills=10, seed=2026), tmp_path)

    assert verdict.problems == []
    assert (verdict.updates, verdict.kills, verdict.lost) == (200, 10, 0)
    assert verdict.repeated <= verdict.kills
