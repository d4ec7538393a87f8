from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bylaws import amend
from assistant.domain.decisions import Reason
from assistant.domain.meetings import Session, SessionKind
from assistant.rules.meetings.quorum import fewest_present, may_deliberate, quorum, required
from tests.rules.people import BYLAWS

DAY = date(2026, 3, 14)
AGO = Session(SessionKind.AGO, DAY)
SECOND = Session(SessionKind.AGO, date(2026, 3, 28), second=True)


@pytest.mark.parametrize(("base", "needed"), [(0, 1), (1, 1), (2, 2), (6, 4), (7, 4), (8, 5), (72, 37), (73, 37)])
def test_half_plus_one_must_be_there(base: int, needed: int) -> None:
    assert required(base, BYLAWS, DAY) == needed


@pytest.mark.parametrize(("base", "needed"), [(6, 4), (7, 5), (8, 5)])
def test_half_of_an_odd_number_may_be_rounded_up_first(base: int, needed: int) -> None:
    rounded_up = amend(BYLAWS, {"quorum_rounding": "ceil_half_plus_one"})

    assert required(base, rounded_up, DAY) == needed


@given(st.integers(1, 500))
def test_more_than_half_always_and_never_more_than_there_are(base: int) -> None:
    needed = required(base, BYLAWS, DAY)

    assert base < 2 * needed <= base + 2
    assert needed <= base


@pytest.mark.parametrize(("base", "fewest"), [(2, 1), (4, 2), (6, 2), (20, 6), (50, 13)])
def test_the_smallest_room_where_each_holds_one_mandate(base: int, fewest: int) -> None:
    assert fewest_present(base, BYLAWS, DAY) == fewest


@pytest.mark.parametrize(("there", "reason"), [(10, Reason.QUORUM_NOT_REACHED), (11, None)])
def test_a_vote_is_taken_from_the_required_number_on(there: int, reason: Reason | None) -> None:
    decision = may_deliberate(quorum(20, there, AGO, BYLAWS), AGO, BYLAWS)

    assert (decision.allowed, decision.reason) == (reason is None, reason)
    assert decision.figures == {"base": 20, "required": 11, "count": there}
    assert decision.articles == ("NDZ art. 17",)


def test_a_second_assembly_needs_the_quorum_again_and_cites_why() -> None:
    decision = may_deliberate(quorum(20, 10, SECOND, BYLAWS), SECOND, BYLAWS)

    assert decision.reason is Reason.QUORUM_NOT_REACHED
    assert decision.articles == ("NDZ art. 17", "NDZ art. 18")


@pytest.mark.parametrize(("there", "reached"), [(0, False), (1, True)])
def test_the_bylaws_may_free_a_second_assembly_of_the_quorum(there: int, reached: bool) -> None:
    freed = amend(BYLAWS, {"second_ago_needs_quorum": False})

    assert quorum(20, there, SECOND, freed).reached is reached
    assert not quorum(20, 10, AGO, freed).reached


def test_nobody_up_to_date_decides_nothing() -> None:
    assert not quorum(0, 0, AGO, BYLAWS).reached
