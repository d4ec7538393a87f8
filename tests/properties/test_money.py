from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.association import Association
from tests.properties.places import OneFile, OneSchema

LONG = settings.get_current_profile_name() == "long"


def few(examples: int, steps: int) -> settings:
    """The same ones each time, whatever the machine's speed."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        deadline=None,
        suppress_health_check=slow,
    )


def test_the_money_is_as_the_model_says_on_sqlite(tmp_path: Path) -> None:
    class OnSqlite(Association):
        place = OneFile(tmp_path / "money.db")
        every_rule = not LONG

    run_state_machine_as_test(OnSqlite, settings=settings() if LONG else few(40, 50))


@pytest.mark.postgres
def test_the_money_is_as_the_model_says_on_postgresql(postgres_place: str) -> None:
    class OnPostgresql(Association):
        place = OneSchema(postgres_place)
        every_rule = not LONG

    most = settings().max_examples // 10
    run_state_machine_as_test(OnPostgresql, settings=settings(max_examples=most) if LONG else few(6, 30))
