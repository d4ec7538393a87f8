from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.places import OneFile, OneSchema
from tests.properties.test_money import LONG, few
from tests.properties.voting import Voting


def test_mandates_are_as_the_model_says_on_sqlite(tmp_path: Path) -> None:
    class OnSqlite(Voting):
        place = OneFile(tmp_path / "voting.db")
        every_rule = not LONG

    run_state_machine_as_test(OnSqlite, settings=settings() if LONG else few(20, 40))


@pytest.mark.postgres
def test_mandates_are_as_the_model_says_on_postgresql(postgres_place: str) -> None:
    class OnPostgresql(Voting):
        place = OneSchema(postgres_place)
        every_rule = not LONG

    most = settings().max_examples // 10
    run_state_machine_as_test(OnPostgresql, settings=settings(max_examples=most) if LONG else few(3, 30))
