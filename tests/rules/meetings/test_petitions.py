from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.decisions import Reason
from assistant.domain.meetings import Purpose
from assistant.rules.meetings.petitions import bureau_needed, may_petition, members_needed
from tests.rules.people import BYLAWS

DAY = date(2026, 3, 14)


@pytest.mark.parametrize(("sitting", "needed"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 5), (7, 6), (8, 6)])
def test_three_quarters_of_the_bureau_in_office_rounded_up(sitting: int, needed: int) -> None:
    assert bureau_needed(sitting, BYLAWS, DAY) == needed


@pytest.mark.parametrize(("members", "needed"), [(1, 1), (2, 2), (19, 10), (20, 11), (72, 37)])
def test_more_than_half_of_the_members(members: int, needed: int) -> None:
    assert members_needed(members) == needed


@pytest.mark.parametrize(
    ("bureau", "members", "reason"),
    [
        ((5, 6), (0, 20), None),
        ((4, 6), (0, 20), Reason.THRESHOLD_NOT_REACHED),
        ((0, 6), (11, 20), None),
        ((0, 6), (10, 20), Reason.THRESHOLD_NOT_REACHED),
        ((4, 6), (10, 20), Reason.THRESHOLD_NOT_REACHED),
        ((0, 0), (0, 20), Reason.THRESHOLD_NOT_REACHED),
    ],
)
def test_either_the_bureau_or_the_members_may_ask(
    bureau: tuple[int, int], members: tuple[int, int], reason: Reason | None
) -> None:
    assert may_petition(Purpose.TEXTS, bureau, members, BYLAWS, DAY).reason is reason


def test_an_assembly_is_asked_for_what_the_article_names() -> None:
    assert may_petition(None, (6, 6), (20, 20), BYLAWS, DAY).reason is Reason.PURPOSE_NOT_ALLOWED


def test_a_vacant_seat_is_cited_by_its_own_article_too() -> None:
    decision = may_petition(Purpose.VACANCY, (5, 6), (0, 20), BYLAWS, DAY)

    assert decision.articles == ("NDZ art. 20", "NDZ art. 21")
    assert decision.figures == {"bureau_needed": 5, "members_needed": 11}
