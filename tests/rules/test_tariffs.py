from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.decisions import Reason
from assistant.domain.meetings import Session, SessionKind
from assistant.rules.tariffs import may_change
from tests.rules.people import BYLAWS

VOTED = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("assembly", "since", "reason"),
    [
        (None, VOTED, Reason.ASSEMBLY_REQUIRED),
        (Session(SessionKind.AGE, VOTED), VOTED, Reason.ASSEMBLY_REQUIRED),
        (Session(SessionKind.MONTHLY, VOTED), VOTED, Reason.ASSEMBLY_REQUIRED),
        (Session(SessionKind.AGO, VOTED), date(2026, 3, 13), Reason.PAST_DATE),
        (Session(SessionKind.AGO, VOTED), VOTED, None),
        (Session(SessionKind.AGO, VOTED, second=True), date(2026, 4, 1), None),
    ],
)
def test_amounts_change_by_a_vote_of_the_ordinary_assembly_and_never_for_the_past(
    assembly: Session | None, since: date, reason: Reason | None
) -> None:
    decision = may_change(assembly, since, BYLAWS)

    assert (decision.reason, decision.articles) == (reason, ("NDZ art. 18", "NDZ annexe"))
