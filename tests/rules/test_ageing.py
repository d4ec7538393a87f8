from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bylaws import amend
from assistant.rules.ageing import Band, bands, limits
from tests.rules.people import BYLAWS, day

SOME_DAY = day("2026-03-05")


@pytest.mark.parametrize(("cents", "place"), [(1, 0), (6000, 0), (6001, 1), (24000, 1), (24001, 2), (10**9, 2)])
def test_arrears_stand_in_the_band_whose_limit_they_do_not_pass(cents: int, place: int) -> None:
    found = bands([cents], BYLAWS, SOME_DAY)

    assert [band.members for band in found] == [int(each == place) for each in range(3)]
    assert found[place].cents == cents


def test_who_owes_nothing_or_is_ahead_is_in_no_band() -> None:
    assert bands([0, -500], BYLAWS, SOME_DAY) == (Band(6000, 0, 0), Band(24000, 0, 0), Band(None, 0, 0))


def test_the_limits_are_the_bylaws_figures_of_that_day() -> None:
    voted = amend(BYLAWS, tariff_changes=[{"from": day("2026-04-01"), "monthly": 1200, "accepted_arrears": 7000}])

    assert limits(voted, day("2026-03-31")) == (6000, 24000)
    assert limits(voted, day("2026-04-01")) == (7000, 28800)


def test_a_limit_that_parts_nobody_is_left_out() -> None:
    free = amend(BYLAWS, tariff_changes=[{"from": SOME_DAY, "monthly": 0}])
    strict = amend(BYLAWS, tariff_changes=[{"from": SOME_DAY, "accepted_arrears": 0}])

    assert [band.up_to for band in bands([1], free, SOME_DAY)] == [6000, None]
    assert [band.up_to for band in bands([1], strict, SOME_DAY)] == [24000, None]


@given(st.lists(st.integers(-100_000, 100_000)))
def test_the_bands_together_are_all_arrears_and_nobody_counts_twice(overdue: list[int]) -> None:
    found = bands(overdue, BYLAWS, SOME_DAY)

    assert sum(band.members for band in found) == sum(cents > 0 for cents in overdue)
    assert sum(band.cents for band in found) == sum(cents for cents in overdue if cents > 0)
