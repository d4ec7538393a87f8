from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.bylaws import amend
from assistant.domain.decisions import Reason
from assistant.domain.members import FORM_FIELDS, Application, Status
from assistant.rules.admission import may_admit, waiting_ends_on
from tests.rules.people import BYLAWS, day

TODAY = day("2025-03-15")
WHOLE = Application(
    candidate="M071",
    questionnaire=True,
    form_fields=FORM_FIELDS,
    family_info=True,
    texts_acknowledged_on=day("2025-03-01"),
    bureau_accepted_on=day("2025-03-10"),
)


def test_a_whole_file_that_is_paid_admits() -> None:
    decision = may_admit(WHOLE, None, 5000, BYLAWS, TODAY)

    assert decision.allowed
    assert decision.articles == ("NDZ art. 3", "NDZ art. 6")
    assert decision.figures == {"waiting_ends_on": day("2025-09-15")}


@pytest.mark.parametrize(
    ("file", "reason", "article"),
    [
        (replace(WHOLE, texts_acknowledged_on=None), Reason.TEXTS_NOT_ACKNOWLEDGED, "NDZ art. 3"),
        (replace(WHOLE, texts_acknowledged_on=day("2025-03-16")), Reason.TEXTS_NOT_ACKNOWLEDGED, "NDZ art. 3"),
        (replace(WHOLE, questionnaire=False), Reason.INCOMPLETE_APPLICATION, "NDZ art. 4"),
        (replace(WHOLE, family_info=False), Reason.INCOMPLETE_APPLICATION, "NDZ art. 4"),
        (replace(WHOLE, bureau_accepted_on=None), Reason.BUREAU_DECISION_REQUIRED, "NDZ art. 4"),
        (replace(WHOLE, bureau_accepted_on=day("2025-03-16")), Reason.BUREAU_DECISION_REQUIRED, "NDZ art. 4"),
    ],
)
def test_a_file_that_lacks_something_is_refused_by_its_article(file: Application, reason: Reason, article: str) -> None:
    decision = may_admit(file, None, 5000, BYLAWS, TODAY)

    assert (decision.allowed, decision.reason) == (False, reason)
    assert article in decision.articles


@pytest.mark.parametrize("missing", sorted(FORM_FIELDS))
def test_each_of_the_five_fields_of_the_form_is_needed(missing: str) -> None:
    file = replace(WHOLE, form_fields=FORM_FIELDS - {missing})

    assert may_admit(file, None, 5000, BYLAWS, TODAY).reason is Reason.INCOMPLETE_APPLICATION


@pytest.mark.parametrize("kept", ["texts_acknowledged_on", "bureau_accepted_on"])
def test_what_is_done_on_the_day_of_admission_counts(kept: str) -> None:
    assert may_admit(replace(WHOLE, **{kept: TODAY}), None, 5000, BYLAWS, TODAY).allowed  # type: ignore[arg-type]


@pytest.mark.parametrize(("paid", "missing"), [(0, 5000), (3000, 2000), (4999, 1)])
def test_nobody_is_a_member_before_the_bill_is_paid(paid: int, missing: int) -> None:
    decision = may_admit(WHOLE, None, paid, BYLAWS, TODAY)

    assert (decision.allowed, decision.reason) == (False, Reason.ADMISSION_FEE_DUE)
    assert decision.figures == {"missing_cents": missing}
    assert "NDZ annexe" in decision.articles


@pytest.mark.parametrize("paid", [5000, 5001])
def test_the_bill_paid_to_the_cent_or_more_admits(paid: int) -> None:
    assert may_admit(WHOLE, None, paid, BYLAWS, TODAY).allowed


def test_the_bylaws_may_admit_before_the_bill_is_paid() -> None:
    trusting = amend(BYLAWS, {"admission_requires_full_payment": False})

    assert may_admit(WHOLE, None, 0, trusting, TODAY).allowed


def test_the_first_obstacle_is_the_one_named() -> None:
    nothing = Application(
        candidate="M071",
        questionnaire=False,
        form_fields=frozenset(),
        family_info=False,
        texts_acknowledged_on=None,
        bureau_accepted_on=None,
    )
    steps: list[tuple[Application, Status | None]] = [
        (nothing, Status.RADIATED),
        (nothing, None),
        (replace(nothing, texts_acknowledged_on=TODAY), None),
        (replace(WHOLE, bureau_accepted_on=None), None),
        (WHOLE, None),
    ]

    reasons = [may_admit(file, former, 0, BYLAWS, TODAY).reason for file, former in steps]

    assert reasons == [
        Reason.RADIATED,
        Reason.TEXTS_NOT_ACKNOWLEDGED,
        Reason.INCOMPLETE_APPLICATION,
        Reason.BUREAU_DECISION_REQUIRED,
        Reason.ADMISSION_FEE_DUE,
    ]


def test_who_was_radiated_never_returns() -> None:
    decision = may_admit(WHOLE, Status.RADIATED, 5000, BYLAWS, TODAY)

    assert (decision.allowed, decision.reason) == (False, Reason.RADIATED)
    assert "NDZ art. 30" in decision.articles


def test_who_resigned_pays_and_waits_again() -> None:
    unpaid = may_admit(WHOLE, Status.RESIGNED, 0, BYLAWS, TODAY)
    paid = may_admit(WHOLE, Status.RESIGNED, 5000, BYLAWS, TODAY)

    assert unpaid.reason is Reason.ADMISSION_FEE_DUE
    assert paid.figures == {"waiting_ends_on": day("2025-09-15")}


@pytest.mark.parametrize(
    ("joined", "ends"),
    [
        ("2025-01-15", "2025-07-15"),
        ("2025-03-31", "2025-09-30"),
        ("2024-08-31", "2025-02-28"),
        ("2027-08-31", "2028-02-29"),
        ("2024-02-29", "2024-08-29"),
        ("2025-07-01", "2026-01-01"),
    ],
)
def test_the_waiting_period_ends_the_same_day_six_months_later_or_at_the_months_end(joined: str, ends: str) -> None:
    assert waiting_ends_on(day(joined), BYLAWS) == day(ends)
