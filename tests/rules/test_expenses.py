from dataclasses import replace
from datetime import date, timedelta

import pytest

from assistant.bylaws import load
from assistant.domain.decisions import Reason
from assistant.domain.expenses import Category, Purpose, Receipt, Travel, TravelCase
from assistant.rules.expenses import Cost, exceptional_help, may_propose, reimburse, validate_expense

BYLAWS = load("ndzouana")
APPROVED, BOUGHT = date(2026, 5, 9), date(2026, 5, 12)
DAY = timedelta(days=1)
PAINT = Cost(Category.PURCHASE, APPROVED, BOUGHT, Receipt())
MISSION = replace(PAINT, category=Category.MISSION, mission=True)


def travel(journey: Travel | None) -> Cost:
    return replace(PAINT, category=Category.TRAVEL, travel=journey)


def test_what_was_approved_bought_and_proved_is_refunded() -> None:
    decision = reimburse(PAINT, 4590, BYLAWS)

    assert (decision.allowed, decision.articles, decision.figures) == (True, ("NDZ art. 23",), {"cents": 4590})


@pytest.mark.parametrize(("bought_on", "refunded"), [(APPROVED - DAY, False), (APPROVED, True), (APPROVED + DAY, True)])
def test_the_purchase_is_not_before_the_bureau_s_yes(bought_on: date, refunded: bool) -> None:
    decision = reimburse(replace(PAINT, bought_on=bought_on), 4590, BYLAWS)

    assert decision.allowed is refunded
    assert refunded or decision.reason is Reason.BUREAU_APPROVAL_REQUIRED


@pytest.mark.parametrize(
    ("receipt", "reason"),
    [
        (None, Reason.RECEIPT_REQUIRED),
        (Receipt(nature=False), Reason.RECEIPT_INCOMPLETE),
        (Receipt(shop=False), Reason.RECEIPT_INCOMPLETE),
    ],
)
@pytest.mark.parametrize(("cost", "article"), [(PAINT, "NDZ art. 23"), (MISSION, "NDZ art. 24")])
def test_a_receipt_shows_what_and_where(receipt: Receipt | None, reason: Reason, cost: Cost, article: str) -> None:
    decision = reimburse(replace(cost, receipt=receipt), 4590, BYLAWS)

    assert (decision.allowed, decision.reason) == (False, reason)
    assert article in decision.articles


@pytest.mark.parametrize(
    ("journey", "charged_to"),
    [
        (Travel(Purpose.FOLK_PERFORMANCE, night=True), "client_invoice"),
        (Travel(Purpose.FOLK_PERFORMANCE, region="bretagne"), "client_invoice"),
        (Travel(Purpose.FOLK_PERFORMANCE, region="bretagne", night=True), "client_invoice"),
        (Travel(Purpose.PROJECT), "project_budget"),
        (Travel(Purpose.FOLK_PERFORMANCE), None),
        (Travel(Purpose.PROJECT, within_budget=False), None),
        (Travel(Purpose.MEETING, region="bretagne", night=True), None),
        (Travel(Purpose.OTHER), None),
        (None, None),
    ],
)
def test_journeys_are_covered_for_performances_at_night_or_afar_and_for_projects(
    journey: Travel | None, charged_to: str | None
) -> None:
    decision = reimburse(travel(journey), 6400, BYLAWS)

    assert decision.allowed is (charged_to is not None)
    assert decision.figures.get("charged_to") == charged_to
    assert decision.reason is (None if charged_to else Reason.TRAVEL_NOT_COVERED)
    assert "NDZ art. 24" in decision.articles


def test_costs_of_a_mission_need_the_mission() -> None:
    given, not_given = reimburse(MISSION, 3000, BYLAWS), reimburse(replace(MISSION, mission=False), 3000, BYLAWS)

    assert (given.allowed, given.reason) == (True, None)
    assert (not_given.allowed, not_given.reason) == (False, Reason.MISSION_REQUIRED)
    assert given.articles[0] == not_given.articles[0] == "NDZ art. 24"


def test_what_no_approval_can_make_good_is_named_first() -> None:
    nothing = Cost(Category.TRAVEL, None, None, None, Travel(Purpose.MEETING))

    assert reimburse(nothing, 2300, BYLAWS).reason is Reason.TRAVEL_NOT_COVERED
    assert (
        reimburse(replace(PAINT, approved_on=None, receipt=None), 1, BYLAWS).reason is Reason.BUREAU_APPROVAL_REQUIRED
    )


@pytest.mark.parametrize(("planned_on", "may"), [(BOUGHT - DAY, False), (BOUGHT, True), (BOUGHT + DAY, True)])
def test_the_bureau_is_asked_before_the_purchase(planned_on: date, may: bool) -> None:
    cost = Cost(Category.PURCHASE, None, None, None)

    decision = may_propose(cost, planned_on, BYLAWS, BOUGHT)

    assert decision.allowed is may
    assert decision.articles[0] == "NDZ art. 23"
    assert may or decision.reason is Reason.BUREAU_APPROVAL_REQUIRED


@pytest.mark.parametrize("case", TravelCase)
def test_the_bureau_is_not_asked_for_a_journey_that_is_never_covered(case: TravelCase) -> None:
    decision = may_propose(travel(case.travel), BOUGHT, BYLAWS, BOUGHT)

    assert decision.allowed is (case is not TravelCase.OTHER)


@pytest.mark.parametrize(
    ("discussed", "approved_on", "valid"),
    [(True, APPROVED, True), (True, APPROVED + DAY, False), (True, None, False), (False, APPROVED, False)],
)
def test_an_expense_is_discussed_and_approved_before_it_is_made(
    discussed: bool, approved_on: date | None, valid: bool
) -> None:
    decision = validate_expense(discussed, approved_on, BYLAWS, APPROVED)

    assert (decision.allowed, decision.articles) == (valid, ("NDZ art. 23", "NDZ art. 25"))


@pytest.mark.parametrize(
    ("proposed", "approved", "informed", "reason"),
    [
        (True, True, True, None),
        (False, True, True, Reason.NOT_AUTHORISED),
        (True, False, True, Reason.BUREAU_APPROVAL_REQUIRED),
        (True, True, False, Reason.NOTIFICATION_REQUIRED),
        (False, False, False, Reason.NOT_AUTHORISED),
    ],
)
def test_exceptional_help_is_proposed_approved_and_told(
    proposed: bool, approved: bool, informed: bool, reason: Reason | None
) -> None:
    decision = exceptional_help(
        proposed_by_commission=proposed, approved=approved, control_informed=informed, cents=20000, bylaws=BYLAWS
    )

    assert (decision.allowed, decision.reason) == (reason is None, reason)
    assert decision.articles[0] == "NDZ art. 26"
    assert decision.figures.get("cents") == (None if reason else 20000)
