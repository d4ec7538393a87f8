from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.domain.decisions import Reason
from assistant.domain.ledger import Account, Kind
from assistant.domain.manual import ManualEntry, NewEntry, Undoing
from assistant.rules.manual import LARGEST, may_enter, may_touch, may_undo
from tests.rules.people import BYLAWS, day

TODAY = day("2026-03-05")
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
NEW = NewEntry("member:M012", Kind.MANUAL, -1500, TODAY, "a glass broken")
MADE = ManualEntry(7, "member:M012", Kind.MANUAL, -1500, TODAY, "a glass broken", "M005", NOON)


def _why(new: NewEntry) -> Reason | None:
    return may_enter(new, "M005", BYLAWS, TODAY).reason


@pytest.mark.parametrize("account", ["member:M012", "member:M0055", Account.BANK])
def test_an_officer_may_touch_any_account_but_their_own(account: str) -> None:
    own = may_touch("member:M005", "M005", BYLAWS)

    assert may_touch(account, "M005", BYLAWS).allowed
    assert (own.reason, own.articles) == (Reason.SELF_CONFIRMATION, ("NDZ art. 22",))


@pytest.mark.parametrize("cents", [1, -1, LARGEST, -LARGEST])
def test_some_amount_may_be_entered_either_way(cents: int) -> None:
    assert may_enter(replace(NEW, cents=cents), "M005", BYLAWS, TODAY).allowed


@pytest.mark.parametrize("cents", [0, LARGEST + 1, -LARGEST - 1])
def test_nothing_or_more_than_any_association_has_is_no_amount(cents: int) -> None:
    assert _why(replace(NEW, cents=cents)) is Reason.BAD_AMOUNT


@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
def test_an_entry_needs_a_reason(reason: str) -> None:
    assert _why(replace(NEW, reason=reason)) is Reason.REASON_REQUIRED


def test_an_entry_counts_from_today_at_the_latest() -> None:
    assert _why(replace(NEW, value_on=TODAY)) is None
    assert _why(replace(NEW, value_on=day("2026-03-06"))) is Reason.FUTURE_DATE


def test_what_is_allowed_rests_on_the_article_about_the_treasurer() -> None:
    assert may_enter(NEW, "M005", BYLAWS, TODAY).articles == ("NDZ art. 22",)


def test_an_entry_is_undone_once_and_not_by_whose_account_it_is_on() -> None:
    undone = replace(MADE, undone=Undoing("M006", NOON, "it was Brice"))

    assert may_undo(MADE, "M005", BYLAWS).allowed
    assert may_undo(undone, "M005", BYLAWS).reason is Reason.ALREADY_DECIDED
    assert may_undo(MADE, "M012", BYLAWS).reason is Reason.SELF_CONFIRMATION
