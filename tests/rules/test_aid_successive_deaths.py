"""Two deaths or more in one month (art. 9): the month before decides, bettered by cash and transfers in time."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from assistant.bylaws import amend
from assistant.domain.aid import Assessment, Basis, Claim, Death, EventKind
from assistant.domain.decisions import Reason
from assistant.domain.ledger import Entry, Kind, Method
from assistant.rules.aid import Facts, assess, judged_on, successive
from tests.rules.claims import claim, died, facts, judged, newcomer, paid
from tests.rules.people import BYLAWS, day, levied, opening, reversal

SECOND = claim(EventKind.DEATH_SISTER, on="2025-05-24")
FIRST = died("2025-05-10")


def fee(on: str) -> Entry:
    return Entry(day(on), -1000, Kind.MONTHLY)


def after(*lines: Entry, april: int = -7000, made: Claim = SECOND) -> Assessment:
    """The claim for the second death of May, with that balance on 30 April and what came after."""
    return judged(made, facts(entries=[opening(april, "2025-04-30"), *lines], deaths=[FIRST]))


@pytest.mark.parametrize(("april", "reason"), [(-6000, None), (-6001, Reason.NOT_UP_TO_DATE)])
def test_the_balance_of_the_end_of_the_month_before_decides(april: int, reason: Reason | None) -> None:
    made = after(fee("2025-05-01"), april=april)

    assert (made.decision.reason, made.overdue) == (reason, -april)
    assert (made.basis, made.judged_on) == (Basis.SUCCESSIVE_DEATHS, day("2025-04-30"))
    assert {"NDZ art. 9", "NDZ art. 8"} <= set(made.decision.articles)


def test_the_year_s_first_fees_play_no_part_in_january() -> None:
    known = facts(-6000, on="2025-12-31", deaths=[died("2026-01-31")])
    with_fees = replace(
        known, entries=[*known.entries, fee("2026-01-01"), Entry(day("2026-01-01"), -1500, Kind.ANNUAL)]
    )

    made = judged(claim(on="2026-01-02"), with_fees)

    assert (made.decision.allowed, made.overdue, made.judged_on) == (True, 6000, day("2025-12-31"))


def test_a_levy_of_the_month_even_overdue_plays_no_part() -> None:
    made = after(levied(10000, "2025-05-10", "2025-05-10"), april=-2000)

    assert (made.decision.allowed, made.overdue) == (True, 2000)


def test_a_levy_of_the_month_before_that_was_not_due_then_plays_no_part_either() -> None:
    called = [opening(-2000, "2025-03-31"), levied(10000, "2025-04-15", "2025-05-15")]

    made = judged(SECOND, facts(entries=called, deaths=[FIRST]))

    assert (made.decision.allowed, made.overdue) == (True, 2000)


@pytest.mark.parametrize(
    ("on", "counts"),
    [("2025-05-01", True), ("2025-05-23", True), ("2025-05-24", False), ("2025-05-25", False)],
)
def test_what_was_paid_before_the_day_of_the_announcement_counts(on: str, counts: bool) -> None:
    made = after(paid(1500, on))

    assert (made.decision.allowed, made.overdue) == (counts, 5500 if counts else 7000)


def test_what_was_paid_on_the_last_day_of_the_month_before_counts_once() -> None:
    assert after(paid(1000, "2025-04-30")).overdue == 6000


def test_it_is_the_announcement_of_the_death_in_question_that_counts() -> None:
    between = paid(1500, "2025-05-20")
    first = claim(EventKind.DEATH_MOTHER, on="2025-05-10", event="another")
    late = replace(first, announced_on=day("2025-06-02"))
    known = facts(entries=[opening(-7000, "2025-04-30"), between], deaths=[SECOND.death])

    assert after(between).decision.allowed
    assert not judged(first, known).decision.allowed
    assert judged(late, known).decision.allowed


@pytest.mark.parametrize(("method", "counts"), [(Method.CASH, True), (Method.TRANSFER, True), (Method.CHEQUE, False)])
def test_cash_and_transfers_better_the_situation_and_cheques_do_not(method: Method, counts: bool) -> None:
    cheques = amend(BYLAWS, {"art9_methods": ["cash", "transfer", "cheque"]})
    known = facts(entries=[opening(-7000, "2025-04-30"), paid(1500, "2025-05-12", method)], deaths=[FIRST])

    assert judged(SECOND, known).decision.allowed is counts
    assert judged(SECOND, known, cheques).decision.allowed


def test_only_payments_that_stand_better_the_situation() -> None:
    undone = replace(paid(1500, "2025-05-12"), transfer=1)
    credit = Entry(day("2025-05-12"), 1500, Kind.MANUAL, method=Method.CASH)

    assert not after(undone, reversal(undone, 2)).decision.allowed
    assert not after(credit).decision.allowed
    assert after(undone).decision.allowed


def test_after_long_arrears_the_wait_goes_on_whatever_was_paid_in_time() -> None:
    settled = paid(30000, "2025-05-12", Method.CASH)

    made = after(settled, april=-30000)
    later = after(settled, april=-30000, made=claim(on="2025-06-12", announced_on=day("2025-06-13")))

    assert (made.decision.reason, made.overdue) == (Reason.LONG_ARREARS_WAIT, 0)
    assert made.decision.figures["waits_until"] == day("2025-06-12")
    assert later.decision.allowed


@pytest.mark.parametrize(("settled_on", "allowed"), [("2025-04-24", True), ("2025-04-25", False)])
def test_a_wait_that_began_in_the_month_before_ends_on_its_day(settled_on: str, allowed: bool) -> None:
    lines = [opening(-30000, "2025-04-01"), paid(30000, settled_on)]

    made = judged(SECOND, facts(entries=lines, deaths=[FIRST]))

    assert made.decision.allowed is allowed


def test_the_dues_of_the_month_do_not_hide_the_wait() -> None:
    made = after(fee("2025-05-01"), paid(24000, "2025-05-12"), april=-30000)

    assert (made.decision.reason, made.overdue) == (Reason.LONG_ARREARS_WAIT, 6000)


def test_successive_deaths_do_not_shorten_the_waiting_period_nor_stretch_the_quarter() -> None:
    known = facts(0, member=newcomer("2025-05-02"), deaths=[FIRST])

    assert judged(SECOND, known).decision.reason is Reason.IN_WAITING_PERIOD
    own = judged(claim(EventKind.DEATH_MEMBER, on="2025-05-24"), known)
    assert (own.payout, own.basis) == (50000, Basis.SUCCESSIVE_DEATHS)


@pytest.mark.parametrize(
    ("other", "counts"),
    [
        (died("2025-05-01"), True),
        (died("2025-05-31"), True),
        (died("2025-04-30"), False),
        (died("2025-06-01"), False),
        (died("2024-05-24"), False),
        (died("2025-05-24", event="event"), False),
        (died("2025-05-10", EventKind.OTHER), False),
        (died("2025-05-10", EventKind.BIRTH), False),
        (died("2025-05-10", EventKind.MARRIAGE), False),
        (died("2025-05-24", EventKind.DEATH_SPOUSE), True),
    ],
)
def test_two_deaths_of_the_annex_in_a_calendar_month_are_successive(other: Death, counts: bool) -> None:
    assert successive(SECOND, [SECOND.death, other], BYLAWS) is counts


def test_one_death_claimed_by_two_members_is_one_death() -> None:
    brother, child = (
        died("2025-05-24", EventKind.DEATH_BROTHER, "event"),
        died("2025-05-24", EventKind.DEATH_CHILD, "event"),
    )

    assert not successive(SECOND, [brother, child], BYLAWS)


def test_a_death_that_the_annex_does_not_list_is_judged_live() -> None:
    assert judged(claim(EventKind.OTHER), facts(deaths=[FIRST, SECOND.death])).basis is Basis.LIVE


def test_the_day_that_is_looked_at_is_known_before_the_books_are_opened() -> None:
    announced = amend(BYLAWS, {"eligibility_reference": "announcement_date"})
    told = replace(SECOND, announced_on=day("2025-05-26"))

    assert judged_on(told, [], None, BYLAWS) == day("2025-05-24")
    assert judged_on(told, [], None, announced) == day("2025-05-26")
    assert judged_on(told, [FIRST], None, announced) == day("2025-04-30")


def test_a_refusal_becomes_a_payout_when_another_death_makes_a_month_of_it() -> None:
    known = facts(entries=[opening(-5500, "2025-04-30"), fee("2025-05-01")])
    refused = judged(known=known)

    made = judged(known=replace(known, deaths=[died("2025-05-24")]))

    assert (refused.decision.reason, refused.overdue) == (Reason.NOT_UP_TO_DATE, 6500)
    assert (made.decision.allowed, made.overdue) == (True, 5500)


def test_the_order_in_which_deaths_are_entered_decides_nothing() -> None:
    claims = [
        claim(EventKind.DEATH_FATHER, on="2025-05-10", event="a"),
        claim(EventKind.DEATH_SISTER, on="2025-05-18", event="b"),
        claim(EventKind.DEATH_CHILD, on="2025-05-24", event="c"),
    ]
    known = facts(entries=[opening(-7000, "2025-04-30"), fee("2025-05-01"), paid(1500, "2025-05-20")])

    outcomes = [_entered(order, known) for order in permutations(claims)]

    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert {event: made.decision.allowed for event, made in outcomes[0].items()} == {"a": False, "b": False, "c": True}


def _entered(claims: tuple[Claim, ...], known: Facts) -> dict[str, Assessment]:
    """The claims as they stand once all are entered, each judged again whenever one is added."""
    stands: dict[str, Assessment] = {}
    for count in range(1, len(claims) + 1):
        entered = claims[:count]
        deaths = [each.death for each in entered]
        for each in entered:
            stands[each.event] = assess(each, replace(known, deaths=deaths), BYLAWS)
    return stands
