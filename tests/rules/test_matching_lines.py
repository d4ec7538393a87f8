"""Lines that are left alone, seen before, or alike: what becomes of them whoever they name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.statements import (
    BankLine,
    Decided,
    Known,
    LineReason,
    LineState,
    Proposal,
    Seen,
)
from tests.rules.bank import DAY, PEOPLE, candidates, line, proposal, proposals, whole


@pytest.mark.parametrize(("payer", "text"), [("NKOUKA LAURE", "COTISATION"), ("NKOUKA LAURE", "M066"), ("", "M066")])
def test_a_former_member_is_left_alone(payer: str, text: str) -> None:
    found = proposal(line(payer, text))

    assert (found.state, found.reason) == (LineState.UNMATCHED, LineReason.FORMER_MEMBER)


def test_a_former_members_number_beside_a_members_name_is_looked_at() -> None:
    found = proposal(line("OKEMBA ARLETTE", "M066"))

    assert found.state is LineState.DOUBTFUL
    assert candidates(found) == whole(["M034"])


@pytest.mark.parametrize(("cents", "state"), [(-1, LineState.IGNORED), (0, LineState.IGNORED), (1, LineState.MATCHED)])
def test_debits_are_left_alone(cents: int, state: LineState) -> None:
    assert proposal(line("YOKA SYLVIE", "M012", cents)).state is state


@pytest.mark.parametrize(("after", "state"), [(-1, LineState.IGNORED), (0, LineState.MATCHED), (1, LineState.MATCHED)])
def test_what_the_balance_sheet_holds_is_ignored_and_what_is_paid_on_its_day_is_not(
    after: int, state: LineState
) -> None:
    found = proposal(line("YOKA SYLVIE", "M012", on=DAY + timedelta(days=after)), Known(PEOPLE, sheet_on=DAY))

    assert found.state is state


def test_money_that_the_bank_gives_back_is_nobodys_payment() -> None:
    found = proposal(line("OKEMBA ARLETTE", "PRIME M034", reversal=True))

    assert (found.state, found.reason) == (LineState.UNMATCHED, LineReason.REVERSAL)


def test_two_lines_alike_are_two_lines_that_a_human_looks_at() -> None:
    found = proposals(line("OKEMBA ARLETTE", "cotis m034"), line("Okemba Arlette", "COTIS M034", ref="B2"))

    assert [(each.state, each.reason) for each in found] == [(LineState.DOUBTFUL, LineReason.ALIKE)] * 2
    assert [candidates(each) for each in found] == [whole(["M034"])] * 2


@pytest.mark.parametrize(
    "other",
    [
        line("OKEMBA ARLETTE", "cotis m034", 1001, ref="B2"),
        line("OKEMBA ARLETTE", "cotis m034", ref="B2", on=DAY.replace(day=6)),
        line("OKEMBA ARLETTE", "cotisation m034", ref="B2"),
    ],
)
def test_lines_that_differ_in_day_amount_or_label_are_not_alike(other: BankLine) -> None:
    found = proposals(line("OKEMBA ARLETTE", "cotis m034"), other)

    assert [each.state for each in found] == [LineState.MATCHED] * 2


def test_unknown_payers_alike_are_left_alone() -> None:
    assert {each.state for each in proposals(line("X"), line("X", ref="B2"))} == {LineState.UNMATCHED}


def _seen(one: BankLine, decided: Decided | None = None) -> Seen:
    return Seen(one.ref, one.value_on, one.cents, one.label, decided)


def test_a_line_like_one_of_an_earlier_statement_is_looked_at() -> None:
    earlier = _seen(line("OKEMBA ARLETTE", "cotis m034", ref="B0"))

    found = proposal(line("OKEMBA ARLETTE", "cotis m034"), Known(PEOPLE, seen=[earlier]))

    assert found.reason is LineReason.ALIKE


def test_a_line_of_a_csv_is_not_alike_the_same_one_with_the_banks_reference() -> None:
    earlier = _seen(line("OKEMBA ARLETTE", "cotis m034", ref="~0"))

    assert proposal(line("OKEMBA ARLETTE", "cotis m034"), Known(PEOPLE, seen=[earlier])).state is LineState.MATCHED


def test_a_line_seen_before_and_not_decided_is_proposed_again() -> None:
    again = line("OKEMBA ARLETTE", "cotis m034")

    assert proposal(again, Known(PEOPLE, seen=[_seen(again)])) == proposal(again)


def test_a_line_that_was_said_to_be_nobodys_is_not_asked_about_again() -> None:
    left = line("LEBAN", "COTISATION")

    found = proposal(left, Known(PEOPLE, seen=[_seen(left, Decided.LEFT)]))

    assert (found.state, found.reason) == (LineState.UNMATCHED, LineReason.LEFT)


def test_a_line_whose_payment_was_undone_is_looked_at() -> None:
    accepted = line("OKEMBA ARLETTE", "cotis m034")

    found = proposal(accepted, Known(PEOPLE, seen=[_seen(accepted, Decided.ACCEPTED)]))

    assert (found.state, found.reason) == (LineState.DOUBTFUL, LineReason.UNDONE)


PAYERS = st.sampled_from(
    [
        "",
        "YOKA SYLVIE",
        "M OU MME YOKA WILFRID",
        "LEBAN",
        "NGALIBALI ALBERT",
        "OKEMBA ARLETTE",
        "SARL X",
        "NKOUKA LAURE",
    ]
)
TEXTS = st.sampled_from(["", "COTIS M012", "M007 ET M008", "RF96M012", "M999", "COTISATION", "m034", "M033 ET M035"])
LINES = st.lists(
    st.tuples(PAYERS, TEXTS, st.sampled_from([-1000, 1000, 2000, 2501, 4000]), st.integers(1, 4)), max_size=12
)


def _lines(drawn: list[tuple[str, str, int, int]]) -> list[BankLine]:
    return [
        line(payer, text, cents, ref=f"B{place}", on=DAY.replace(day=day))
        for place, (payer, text, cents, day) in enumerate(drawn)
    ]


def _by_ref(found: list[Proposal]) -> dict[str, Proposal]:
    return {each.line.ref: each for each in found}


@settings(max_examples=150, deadline=None)
@given(LINES, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(drawn: list[tuple[str, str, int, int]], chance: object) -> None:
    lines = _lines(drawn)
    turned = list(lines)
    chance.shuffle(turned)  # type: ignore[attr-defined] # a random.Random

    assert _by_ref(proposals(*lines)) == _by_ref(proposals(*turned))


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_a_second_reading_proposes_the_same(drawn: list[tuple[str, str, int, int]]) -> None:
    lines = _lines(drawn)

    assert proposals(*lines) == proposals(*lines, known=Known(PEOPLE, seen=[_seen(each) for each in lines]))
