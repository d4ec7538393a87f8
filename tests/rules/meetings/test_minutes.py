"""Who reads approved minutes again."""

from __future__ import annotations

import pytest

from assistant.domain.decisions import Reason
from assistant.domain.members import Status
from assistant.rules.meetings.attendance import convened
from assistant.rules.meetings.minutes import may_reread
from tests.rules.people import BYLAWS, day, member


@pytest.mark.parametrize(
    ("status", "reason", "article"),
    [
        (Status.ACTIVE, None, "NDZ art. 19"),
        (Status.SUSPENDED, Reason.SUSPENDED, "NDZ art. 30"),
        (Status.HONORARY, Reason.NOT_A_MEMBER, "NDZ art. 19"),
        (Status.CANDIDATE, Reason.NOT_A_MEMBER, "NDZ art. 19"),
        (Status.RESIGNED, Reason.NOT_A_MEMBER, "NDZ art. 19"),
        (Status.RADIATED, Reason.NOT_A_MEMBER, "NDZ art. 19"),
    ],
)
def test_approved_minutes_are_for_active_members_with_an_article_either_way(
    status: Status, reason: Reason | None, article: str
) -> None:
    decision = may_reread(status, BYLAWS)

    assert (decision.allowed, decision.reason, decision.articles) == (reason is None, reason, (article,))


@pytest.mark.parametrize("status", Status)
def test_they_are_for_whoever_is_convened_that_day(status: Status) -> None:
    awa = member("2020-01-01", ("2020-01-01", status))
    today = day("2026-11-21")

    assert may_reread(awa.status_on(today), BYLAWS).allowed is (awa.number in convened([awa], today))
