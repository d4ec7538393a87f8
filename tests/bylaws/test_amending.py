from __future__ import annotations

from datetime import date

import pytest

from assistant.bylaws import amend, load
from assistant.bylaws.amending import figures
from assistant.domain.errors import BylawsError

APRIL = date(2026, 4, 1)
BYLAWS = load("ndzouana")


def test_a_setting_holds_for_all_time() -> None:
    amended = amend(BYLAWS, {"levy_due_days": 0, "art9_methods": ["cheque"]})

    assert amended.aid.levy_due_days.on(date(1999, 1, 1)) == 0
    assert amended.aid.levy_due_days.on(date(2999, 1, 1)) == 0
    assert amended.aid.art9_methods.on(APRIL) == ("cheque",)
    assert BYLAWS.aid.levy_due_days.on(APRIL) == 30


def test_a_voted_amount_counts_from_its_day() -> None:
    amended = amend(BYLAWS, tariff_changes=[{"from": APRIL, "monthly_cents": 1200, "assembly": "13 March 2026"}])

    assert amended.dues.monthly.on(date(2026, 3, 31)) == 1000
    assert amended.dues.monthly.on(APRIL) == 1200
    assert amended.dues.monthly.figure(APRIL).assembly == "13 March 2026"
    assert amended.dues.monthly.figure(APRIL).article == "annexe"


def test_a_vote_on_the_day_of_another_replaces_it() -> None:
    changes = [{"from": APRIL, "monthly_cents": 1200}, {"from": APRIL, "monthly_cents": 1300}]

    amended = amend(BYLAWS, tariff_changes=changes)

    assert [figure.value for figure in amended.dues.monthly.figures] == [1000, 1300]


def test_an_earlier_vote_told_later_takes_its_place() -> None:
    changes = [{"from": date(2027, 4, 1), "monthly_cents": 1300}, {"from": APRIL, "monthly_cents": 1200}]

    amended = amend(BYLAWS, tariff_changes=changes)

    assert [figure.value for figure in amended.dues.monthly.figures] == [1000, 1200, 1300]


def test_the_table_of_mutual_aid_changes_by_kind() -> None:
    amended = amend(BYLAWS, tariff_changes=[{"from": APRIL, "payouts_cents": {"death_brother": 60000}}])

    assert amended.aid.payouts["death_brother"].on(APRIL) == 60000
    assert amended.aid.payouts["death_sister"].on(APRIL) == 50000


def test_nothing_changed_is_the_same() -> None:
    assert amend(BYLAWS) == BYLAWS


def test_all_that_is_wrong_with_the_changes_is_said_at_once() -> None:
    changes: list[dict[str, object]] = [
        {"from": APRIL, "monthly_cents": "ten"},
        {"monthly_cents": 1200},
        {"from": APRIL, "levies": {"party": 1}},
    ]

    with pytest.raises(BylawsError) as refused:
        amend(BYLAWS, {"levy_due_day": 0, "reminder_day": 32}, changes)

    assert [problem.split(";")[0] for problem in refused.value.problems] == [
        "levy_due_day: is unknown",
        "reminders.reminder_day: is 32",
        'dues.monthly: is "ten"',
        "change 2: has no day from which it counts",
        "levies: allowed: an amount for kinds among " + ", ".join(BYLAWS.aid.levies),
    ]


def test_a_change_that_contradicts_another_figure_is_refused() -> None:
    with pytest.raises(BylawsError, match="reminder_hour: is 21 since 2025-03-15 and lies outside"):
        amend(BYLAWS, {"reminder_hour": 21})


def test_a_contradiction_that_comes_with_a_later_figure_is_seen() -> None:
    with pytest.raises(BylawsError, match="long_arrears_months: is 24 since 2026-04-01"):
        amend(BYLAWS, tariff_changes=[{"from": APRIL, "monthly_cents": 250}])


def test_every_figure_has_a_path() -> None:
    paths = figures(BYLAWS)

    assert paths["dues.monthly"] is BYLAWS.dues.monthly
    assert paths["aid.payouts.birth"] is BYLAWS.aid.payouts["birth"]
