from datetime import UTC, datetime

import pytest

from assistant.domain.orders import Choice, Vote
from assistant.rules.approval import Outcome, Round, round_of

AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
AWA, BRICE, CELINE, DIDIER = "M001", "M002", "M003", "M004"
BUREAU = [AWA, BRICE, CELINE, DIDIER]


def yes(*voters: str) -> list[Vote]:
    return [Vote("order:3", voter, Choice.APPROVE, None, AT) for voter in voters]


def no(*voters: str) -> list[Vote]:
    return [Vote("order:3", voter, Choice.REFUSE, "too much", AT) for voter in voters]


def unanimous(votes: list[Vote], *, sitting: list[str] = BUREAU, excluded: tuple[str, ...] = ()) -> Round:
    return round_of(sitting, votes, "unanimous", excluded)


def test_unanimity_waits_for_the_last_yes() -> None:
    before, after = unanimous(yes(AWA, BRICE, CELINE)), unanimous(yes(*BUREAU))

    assert (before.outcome, before.counts) == (Outcome.WAITING, {"yes": 3, "no": 0, "waiting": 1})
    assert before.waiting == {DIDIER}
    assert (after.outcome, after.counts) == (Outcome.APPROVED, {"yes": 4, "no": 0, "waiting": 0})


def test_one_refusal_ends_unanimity() -> None:
    ended = unanimous(yes(AWA) + no(BRICE))

    assert (ended.outcome, ended.counts) == (Outcome.REFUSED, {"yes": 1, "no": 1, "waiting": 2})


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [
        (yes(AWA, BRICE), Outcome.WAITING),
        (yes(AWA, BRICE, CELINE), Outcome.APPROVED),
        (no(AWA), Outcome.WAITING),
        (no(AWA, BRICE), Outcome.REFUSED),
        (yes(AWA, BRICE) + no(CELINE), Outcome.WAITING),
        (yes(AWA, BRICE) + no(CELINE, DIDIER), Outcome.REFUSED),
    ],
)
def test_of_four_a_majority_is_three(votes: list[Vote], outcome: Outcome) -> None:
    assert round_of(BUREAU, votes, "majority").outcome is outcome


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [
        (yes(AWA), Outcome.WAITING),
        (yes(AWA, BRICE), Outcome.APPROVED),
        (no(AWA), Outcome.WAITING),
        (no(AWA, BRICE), Outcome.REFUSED),
    ],
)
def test_of_three_a_majority_is_two(votes: list[Vote], outcome: Outcome) -> None:
    assert round_of(BUREAU[:3], votes, "majority").outcome is outcome


def test_who_stands_to_receive_is_not_asked_and_not_heard() -> None:
    ended = unanimous(yes(AWA, BRICE, CELINE) + no(DIDIER), excluded=(DIDIER,))

    assert (ended.outcome, ended.counts) == (Outcome.APPROVED, {"yes": 3, "no": 0, "waiting": 0})


def test_a_vote_of_somebody_who_no_longer_sits_plays_no_part() -> None:
    left = unanimous(no(DIDIER) + yes(AWA), sitting=[AWA, BRICE])

    assert (left.outcome, left.waiting) == (Outcome.WAITING, frozenset({BRICE}))


@pytest.mark.parametrize("mode", ["unanimous", "majority"])
@pytest.mark.parametrize(("sitting", "excluded"), [([], ()), ([AWA], (AWA,))])
def test_a_bureau_of_nobody_left_approves_nothing(mode: str, sitting: list[str], excluded: tuple[str, ...]) -> None:
    assert round_of(sitting, yes(AWA), mode, excluded).outcome is Outcome.WAITING


@pytest.mark.parametrize("mode", ["unanimous", "majority"])
def test_one_voter_alone_decides(mode: str) -> None:
    assert round_of([AWA], yes(AWA), mode).outcome is Outcome.APPROVED
    assert round_of([AWA], no(AWA), mode).outcome is Outcome.REFUSED
