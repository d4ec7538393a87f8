from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.association import Association
from tests.properties.places import OneFile, OneSchema


def size(examples: int, steps: int) -> settings:
    """The same examples each time, unless a profile was asked for: then as many as it says."""
    if settings.get_current_profile_name() == "long":
        return settings()
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def test_the_money_is_as_the_model_says_on_sqlite(tmp_path: Path) -> None:
    class OnSqlite(Association):
        place = OneFile(tmp_path / "money.db")

    run_state_machine_as_test(OnSqlite, settings=size(25, 30))


@pytest.mark.postgres
def test_the_money_is_as_the_model_says_on_postgresql(postgres_place: str) -> None:
    class OnPostgresql(Association):
        place = OneSchema(postgres_place)

    run_state_machine_as_test(OnPostgresql, settings=size(6, 20))
