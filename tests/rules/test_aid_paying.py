"""Sending aid that is due (art. 25): after the whole bureau's round."""

from __future__ import annotations

import pytest

from assistant.bylaws import amend
from assistant.domain.decisions import Reason
from assistant.domain.orders import Choice
from assistant.rules.aid import kept_back, may_send
from tests.rules.claims import HILAIRE, ballots
from tests.rules.people import BYLAWS, day

DAY = day("2025-05-20")
BUREAU = ("B1", "B2", "B3", "B4", "B5", "B6")


@pytest.mark.parametrize(
    ("mode", "asked", "agreed", "allowed"),
    [
        ("unanimous", 6, 6, True),
        ("unanimous", 6, 5, False),
        ("majority", 6, 4, True),
        ("majority", 6, 3, False),
        ("majority", 5, 5, False),
        ("unanimous", 5, 5, False),
    ],
)
def test_the_whole_bureau_is_asked_and_as_many_agree_as_the_bylaws_say(
    mode: str, asked: int, agreed: int, allowed: bool
) -> None:
    bylaws = amend(BYLAWS, {"payout_approval": mode})
    votes = ballots(Choice.APPROVE, *BUREAU[:agreed])

    decision = may_send(BUREAU, BUREAU[:asked], votes, beneficiary=HILAIRE.number, bylaws=bylaws, day=DAY)

    assert (decision.allowed, decision.articles) == (allowed, ("NDZ art. 25",))
    assert decision.reason is (None if allowed else Reason.BUREAU_APPROVAL_REQUIRED)
    assert decision.figures == {"yes": agreed, "no": 0, "waiting": 6 - agreed}


def test_one_refusal_stops_a_payout_where_all_must_agree() -> None:
    votes = [*ballots(Choice.APPROVE, *BUREAU[:5]), *ballots(Choice.REFUSE, "B6")]

    assert not may_send(BUREAU, BUREAU, votes, beneficiary="M012", bylaws=BYLAWS, day=DAY).allowed


def test_a_bureau_member_who_is_to_be_paid_is_not_asked_unless_the_bylaws_say_so() -> None:
    literal = amend(BYLAWS, {"payout_excludes_beneficiary": False})
    votes = ballots(Choice.APPROVE, *BUREAU[:5])

    assert may_send(BUREAU, BUREAU[:5], votes, beneficiary="B6", bylaws=BYLAWS, day=DAY).allowed
    assert not may_send(BUREAU, BUREAU, votes, beneficiary="B6", bylaws=literal, day=DAY).allowed


@pytest.mark.parametrize(("balance", "kept"), [(-9000, 9000), (-60000, 50000), (0, 0), (2000, 0)])
def test_what_is_owed_is_kept_back_only_where_the_bylaws_say_so(balance: int, kept: int) -> None:
    assert kept_back(50000, balance, BYLAWS, DAY) == 0
    assert kept_back(50000, balance, amend(BYLAWS, {"set_off": True}), DAY) == kept
