from __future__ import annotations

from dataclasses import asdict

import pytest

from assistant.bylaws import amend
from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Reason, Situation
from assistant.domain.members import Status
from assistant.rules.rights import Rights, may_stand_for_election, rights
from assistant.rules.standing import situation
from tests.rules.people import BYLAWS, day, opening, paid

ALWAYS = {"check_own_arrears", "declare_payment"}
MEETINGS = {"attend", "rsvp"}
VOICE = {"vote", "stand_for_election", "give_proxy", "hold_proxy"}
ALL = {*ALWAYS, *MEETINGS, *VOICE, "mutual_aid", "free_folk_performance"}


def money(cents: int, bylaws: Bylaws = BYLAWS) -> Situation:
    return situation([opening(cents, "2025-06-10")], bylaws, day("2025-06-10"))


def waiting(bylaws: Bylaws) -> Situation:
    return situation([opening(-30000), paid(30000, "2025-06-01")], bylaws, day("2025-06-10"))


def granted(given: Rights) -> set[str]:
    return {name for name, open_ in asdict(given).items() if open_}


@pytest.mark.parametrize("cents", [100, 0, -6000])
def test_who_is_up_to_date_has_every_right(cents: int) -> None:
    assert granted(rights(Status.ACTIVE, money(cents), BYLAWS)) == ALL


def test_a_cent_beyond_the_tolerance_leaves_the_meetings_alone() -> None:
    assert granted(rights(Status.ACTIVE, money(-6001), BYLAWS)) == ALWAYS | MEETINGS


def test_a_suspension_closes_all_but_ones_own_file_even_in_credit() -> None:
    assert granted(rights(Status.SUSPENDED, money(2000), BYLAWS)) == ALWAYS


def test_honorary_members_attend_without_a_voice() -> None:
    assert granted(rights(Status.HONORARY, money(0), BYLAWS)) == ALWAYS | MEETINGS


@pytest.mark.parametrize("status", [Status.CANDIDATE, Status.RESIGNED, Status.RADIATED, Status.DECEASED])
def test_who_is_no_member_keeps_their_own_file(status: Status) -> None:
    assert granted(rights(status, money(0), BYLAWS)) == ALWAYS


def test_the_wait_after_long_arrears_closes_every_right_of_who_is_up_to_date() -> None:
    assert granted(rights(Status.ACTIVE, waiting(BYLAWS), BYLAWS)) == ALWAYS | MEETINGS


def test_the_wait_may_be_for_mutual_aid_alone() -> None:
    aid_alone = amend(BYLAWS, {"long_arrears_wait_scope": "aid"})

    assert granted(rights(Status.ACTIVE, waiting(aid_alone), aid_alone)) == ALL - {"mutual_aid"}


@pytest.mark.parametrize(("joined", "covered"), [("2024-12-10", True), ("2024-12-11", False)])
def test_the_waiting_period_closes_mutual_aid_alone_until_its_end_day(joined: str, *, covered: bool) -> None:
    given = granted(rights(Status.ACTIVE, money(0), BYLAWS, day(joined)))

    assert given == (ALL if covered else ALL - {"mutual_aid"})


def test_the_waiting_period_may_close_the_vote_too() -> None:
    strict = amend(BYLAWS, {"waiting_blocks_vote": True})

    given = granted(rights(Status.ACTIVE, money(0, strict), strict, day("2025-06-01")))

    assert given == ALL - VOICE - {"mutual_aid"}


@pytest.mark.parametrize(("cents", "allowed"), [(0, True), (-6000, True), (-6001, False)])
def test_a_candidate_for_the_bureau_must_be_up_to_date(cents: int, *, allowed: bool) -> None:
    decision = may_stand_for_election(Status.ACTIVE, money(cents), BYLAWS)

    assert decision.allowed is allowed
    assert decision.reason is (None if allowed else Reason.NOT_UP_TO_DATE)
    assert "NDZ art. 7" in decision.articles
    assert decision.figures == {"overdue": -cents, "tolerance": 6000}


def test_a_candidacy_in_the_wait_is_refused_by_its_article() -> None:
    decision = may_stand_for_election(Status.ACTIVE, waiting(BYLAWS), BYLAWS)

    assert decision.reason is Reason.LONG_ARREARS_WAIT
    assert "NDZ art. 9" in decision.articles


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.SUSPENDED, Reason.SUSPENDED),
        (Status.HONORARY, Reason.NOT_A_MEMBER),
        (Status.RADIATED, Reason.NOT_A_MEMBER),
    ],
)
def test_who_is_not_active_stands_for_no_election(status: Status, reason: Reason) -> None:
    decision = may_stand_for_election(status, money(0), BYLAWS)

    assert (decision.allowed, decision.reason) == (False, reason)
