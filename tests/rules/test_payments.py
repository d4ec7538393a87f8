from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.bylaws import Bylaws, Dated, Figure
from assistant.domain.decisions import Reason
from assistant.domain.ledger import Method
from assistant.domain.payments import NewPayment, Payment, PaymentDecision, PaymentState
from assistant.rules.payments import (
    accepted_methods,
    is_exceptional,
    likely_duplicate,
    may_decide,
    may_declare,
    may_reverse,
)
from tests.rules.people import BYLAWS, day

TODAY = day("2026-03-05")
JOINED = day("2020-01-01")
MOST = 500_000
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
DAYS = st.dates(JOINED, TODAY)
CENTS = st.integers(1, MOST)


def payment(
    cents: int = 2000, on: date = TODAY, state: PaymentState = PaymentState.DECLARED, *steps: PaymentDecision
) -> Payment:
    """Awa's transfer."""
    return Payment(1, "M012", cents, Method.TRANSFER, on, "", state, NOW, steps)


def self_confirming() -> Bylaws:
    allowed = Dated((Figure(JOINED, True, "22"),))
    return replace(BYLAWS, payments=replace(BYLAWS.payments, self_confirm=allowed))


@given(CENTS, DAYS, st.sampled_from(["transfer", "cheque", "cash"]))
def test_up_to_the_maximum_on_a_day_of_membership_may_be_declared(cents: int, paid_on: date, method: str) -> None:
    decision = may_declare(NewPayment(cents, method, paid_on), JOINED, BYLAWS, TODAY)

    assert (decision.allowed, decision.reason, decision.articles) == (True, None, ("NDZ art. 25",))
    assert decision.figures == ({"flag": Reason.CASH_EXCEPTIONAL} if method == "cash" else {})


@given(st.integers(max_value=0) | st.integers(min_value=MOST + 1), DAYS)
def test_no_other_amount_may_be_declared(cents: int, paid_on: date) -> None:
    decision = may_declare(NewPayment(cents, "transfer", paid_on), JOINED, BYLAWS, TODAY)

    assert (decision.allowed, decision.reason) == (False, Reason.BAD_AMOUNT)


@pytest.mark.parametrize(("cents", "allowed"), [(0, False), (1, True), (500_000, True), (500_001, False)])
def test_five_thousand_euros_may_be_declared_and_a_cent_more_may_not(cents: int, allowed: bool) -> None:
    assert may_declare(NewPayment(cents, "transfer", TODAY), JOINED, BYLAWS, TODAY).allowed is allowed


@given(CENTS, st.timedeltas(min_value=timedelta(days=1), max_value=timedelta(days=10_000)))
def test_money_to_come_is_not_declared(cents: int, ahead: timedelta) -> None:
    decision = may_declare(NewPayment(cents, "cheque", TODAY + ahead), JOINED, BYLAWS, TODAY)

    assert (decision.allowed, decision.reason) == (False, Reason.FUTURE_DATE)


@given(CENTS, st.timedeltas(min_value=timedelta(days=1), max_value=timedelta(days=10_000)))
def test_money_from_before_the_membership_is_not_declared(cents: int, before: timedelta) -> None:
    decision = may_declare(NewPayment(cents, "transfer", JOINED - before), JOINED, BYLAWS, TODAY)

    assert (decision.allowed, decision.reason) == (False, Reason.BEFORE_MEMBERSHIP)
    assert decision.figures == {"first": JOINED}


@pytest.mark.parametrize(
    ("paid_on", "reason"),
    [
        (JOINED - timedelta(days=1), Reason.BEFORE_MEMBERSHIP),
        (JOINED, None),
        (TODAY, None),
        (TODAY + timedelta(days=1), Reason.FUTURE_DATE),
    ],
)
def test_the_first_day_is_the_day_they_joined_and_the_last_is_today(paid_on: date, reason: Reason | None) -> None:
    assert may_declare(NewPayment(2000, "transfer", paid_on), JOINED, BYLAWS, TODAY).reason is reason


def test_a_candidate_who_has_not_joined_may_declare_any_day_that_has_come() -> None:
    decision = may_declare(NewPayment(5000, "transfer", day("2019-01-01")), None, BYLAWS, TODAY)

    assert decision.allowed


@pytest.mark.parametrize("method", ["", "crypto", "Transfer", "virement"])
def test_an_unknown_means_of_payment_is_refused_by_its_article(method: str) -> None:
    decision = may_declare(NewPayment(2000, method, TODAY), JOINED, BYLAWS, TODAY)

    assert (decision.allowed, decision.reason, decision.articles) == (
        False,
        Reason.METHOD_NOT_ACCEPTED,
        ("NDZ art. 25",),
    )


def test_cash_comes_last_and_is_the_exception() -> None:
    methods = accepted_methods(BYLAWS, TODAY)

    assert methods == (Method.TRANSFER, Method.CHEQUE, Method.CASH)
    assert [is_exceptional(method, BYLAWS, TODAY) for method in methods] == [False, False, True]


@given(CENTS, DAYS, st.integers(-400, 400), st.sampled_from(list(PaymentState)), st.integers(0, 1))
def test_the_same_amount_within_three_days_declared_or_confirmed_is_the_same_payment_perhaps(
    cents: int, on: date, apart: int, state: PaymentState, other: int
) -> None:
    earlier = payment(cents, on, state)

    twin = likely_duplicate([earlier], cents + other, on + timedelta(days=apart), BYLAWS)

    live = state in {PaymentState.DECLARED, PaymentState.CONFIRMED}
    assert (twin == earlier) is (live and not other and abs(apart) <= 3)


@pytest.mark.parametrize(("apart", "asked"), [(-4, False), (-3, True), (0, True), (3, True), (4, False)])
def test_three_days_apart_is_asked_about_and_four_is_not(apart: int, asked: bool) -> None:
    twin = likely_duplicate([payment(2000)], 2000, TODAY + timedelta(days=apart), BYLAWS)

    assert (twin is not None) is asked


@pytest.mark.parametrize(("cents", "asked"), [(5000, True), (4000, True), (4500, False)])
def test_what_was_confirmed_for_another_amount_is_known_by_both(cents: int, asked: bool) -> None:
    step = PaymentDecision(PaymentState.CONFIRMED, 4000, "M005", NOW)
    confirmed = payment(5000, TODAY, PaymentState.CONFIRMED, step)

    twin = likely_duplicate([confirmed], cents, TODAY, BYLAWS)

    assert (twin is not None) is asked


@pytest.mark.parametrize("state", list(PaymentState))
def test_only_what_is_declared_is_confirmed_or_rejected(state: PaymentState) -> None:
    decision = may_decide(payment(state=state), "M005", BYLAWS, TODAY)

    expected = None if state is PaymentState.DECLARED else Reason.ALREADY_DECIDED
    assert (decision.allowed, decision.reason) == (expected is None, expected)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (PaymentState.CONFIRMED, None),
        (PaymentState.REVERSED, Reason.ALREADY_DECIDED),
        (PaymentState.DECLARED, Reason.NOT_CONFIRMED),
        (PaymentState.REJECTED, Reason.NOT_CONFIRMED),
        (PaymentState.WITHDRAWN, Reason.NOT_CONFIRMED),
    ],
)
def test_only_what_is_confirmed_is_undone_and_once(state: PaymentState, reason: Reason | None) -> None:
    decision = may_reverse(payment(state=state), "M005", BYLAWS, TODAY)

    assert (decision.allowed, decision.reason) == (reason is None, reason)


@pytest.mark.parametrize("state", list(PaymentState))
def test_nobody_decides_on_their_own_whatever_became_of_it(state: PaymentState) -> None:
    decided = may_decide(payment(state=state), "M012", BYLAWS, TODAY)
    undone = may_reverse(payment(state=state), "M012", BYLAWS, TODAY)

    assert {decided.reason, undone.reason} == {Reason.SELF_CONFIRMATION}
    assert decided.articles == ("NDZ art. 22",)


def test_bylaws_may_let_a_treasurer_decide_on_their_own() -> None:
    assert may_decide(payment(), "M012", self_confirming(), TODAY).allowed
