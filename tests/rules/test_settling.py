from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.ledger import Method
from assistant.domain.statements import Known, LineReason, LineState, Match, Proposal
from tests.rules.bank import DAY, PEOPLE, booked, candidates, declared, line, parts, proposal, proposals, whole

DAYS = timedelta(days=1)


def _settles(found: Proposal) -> list[int | None]:
    return [match.payment for match in found.matches]


@pytest.mark.parametrize("apart", [-31, -1, 0, 1, 31])
def test_a_line_settles_the_declaration_of_its_amount(apart: int) -> None:
    known = Known(PEOPLE, declared=[declared(7, "M012", on=DAY + apart * DAYS)])

    assert proposal(line("YOKA SYLVIE", "M012"), known).matches == (Match("M012", 1000, 7),)


@pytest.mark.parametrize("apart", [-32, 32])
def test_a_declaration_of_more_than_a_month_away_is_another_payments(apart: int) -> None:
    known = Known(PEOPLE, declared=[declared(7, "M012", on=DAY + apart * DAYS)])

    assert _settles(proposal(line("YOKA SYLVIE", "M012"), known)) == [None]


def test_a_declaration_of_another_member_is_never_settled() -> None:
    known = Known(PEOPLE, declared=[declared(7, "M013")])

    assert _settles(proposal(line("YOKA SYLVIE", "M012"), known)) == [None]


def test_an_unlikely_amount_that_was_declared_is_enough() -> None:
    known = Known(PEOPLE, declared=[declared(7, "M012", 3742)])

    assert _settles(proposal(line(text="M012", cents=3742), known)) == [7]
    assert _settles(proposal(line("YOKA SYLVIE", cents=3742), known)) == [7]


def test_each_line_settles_the_declaration_nearest_to_it_and_each_only_one() -> None:
    known = Known(
        PEOPLE, declared=[declared(7, "M012", on=date(2026, 11, 1)), declared(8, "M012", on=date(2026, 11, 15))]
    )
    lines = [line("YOKA SYLVIE", f"M012 {day}", ref=f"B{day}", on=date(2026, 11, day)) for day in (17, 3, 30)]

    assert [_settles(each) for each in proposals(*lines, known=known)] == [[8], [7], [None]]


@pytest.mark.parametrize(
    "other", [declared(7, "M012", 2000), declared(7, "M012", 999), declared(7, "M012", method=Method.CHEQUE)]
)
def test_a_member_who_declared_otherwise_is_looked_at(other: object) -> None:
    found = proposal(line("YOKA SYLVIE", "M012"), Known(PEOPLE, declared=[other]))  # type: ignore[list-item]

    assert (found.state, found.reason) == (LineState.DOUBTFUL, LineReason.DECLARED_OTHERWISE)
    assert found.candidates == ((Match("M012", 1000, 7),), (Match("M012", 1000),))


@pytest.mark.parametrize(
    "other", [declared(7, "M012", method=Method.CASH), declared(7, "M012", 2000, method=Method.CHEQUE)]
)
def test_cash_or_a_cheque_of_another_amount_speaks_against_nothing(other: object) -> None:
    found = proposal(line("YOKA SYLVIE", "M012"), Known(PEOPLE, declared=[other]))  # type: ignore[list-item]

    assert (found.state, _settles(found)) == (LineState.MATCHED, [None])


def test_a_declaration_that_another_line_settles_speaks_against_nothing() -> None:
    known = Known(PEOPLE, declared=[declared(7, "M012")])

    found = proposals(line("YOKA SYLVIE", "M012"), line("YOKA SYLVIE", "ARRIERES M012", 6000, ref="B2"), known=known)

    assert [(each.state, _settles(each)) for each in found] == [(LineState.MATCHED, [7]), (LineState.MATCHED, [None])]


def test_a_couple_that_declared_its_parts_has_them() -> None:
    known = Known(PEOPLE, declared=[declared(7, "M007", 3000), declared(8, "M008", 1000)])

    found = proposal(line("NGALIBALI ALBERT", "M007 ET M008", 4000), known)

    assert found.matches == (Match("M007", 3000, 7), Match("M008", 1000, 8))


def test_halves_settle_what_one_of_a_couple_declared() -> None:
    known = Known(PEOPLE, declared=[declared(7, "M007", 2000)])

    found = proposal(line("NGALIBALI ALBERT", "M007 ET M008", 4000), known)

    assert found.matches == (Match("M007", 2000, 7), Match("M008", 2000))


def test_a_couple_that_declared_otherwise_is_looked_at() -> None:
    known = Known(PEOPLE, declared=[declared(7, "M007", 3000)])

    found = proposal(line("NGALIBALI ALBERT", "M007 ET M008", 4000), known)

    assert (found.reason, candidates(found)) == (LineReason.DECLARED_OTHERWISE, [{"M007": 2000, "M008": 2000}])


def test_candidates_come_with_what_each_declared() -> None:
    known = Known(PEOPLE, declared=[declared(7, "M033")])

    assert proposal(line("LEBAN"), known).candidates == ((Match("M017", 1000),), (Match("M033", 1000, 7),))


@pytest.mark.parametrize("on", [DAY, DAY - DAYS])
def test_a_line_whose_payment_is_booked_already_is_ignored_with_that_payment(on: date) -> None:
    found = proposal(
        line("YOKA SYLVIE", "M012", booked_on=DAY - DAYS), Known(PEOPLE, booked=[booked(7, "M012", on=on)])
    )

    assert (found.state, found.reason, found.booked, found.matches) == (LineState.IGNORED, LineReason.BOOKED, (7,), ())


@pytest.mark.parametrize(
    "payment",
    [
        booked(7, "M012", on=DAY - 3 * DAYS),
        booked(7, "M012", on=DAY + 3 * DAYS),
        booked(7, "M012", method=Method.CHEQUE),
        booked(7, "M012", method=Method.CASH),
        booked(7, "M012", ref="B0"),
    ],
)
def test_a_line_whose_payment_is_perhaps_booked_is_looked_at(payment: object) -> None:
    found = proposal(line("YOKA SYLVIE", "M012"), Known(PEOPLE, booked=[payment]))  # type: ignore[list-item]

    assert (found.state, found.reason, found.booked) == (LineState.DOUBTFUL, LineReason.PERHAPS_BOOKED, (7,))
    assert candidates(found) == whole(["M012"])


@pytest.mark.parametrize(
    "payment",
    [
        booked(7, "M012", on=DAY - 4 * DAYS),
        booked(7, "M012", on=DAY + 4 * DAYS),
        booked(7, "M012", 999),
        booked(7, "M013"),
    ],
)
def test_another_payment_speaks_against_nothing(payment: object) -> None:
    found = proposal(line("YOKA SYLVIE", "M012"), Known(PEOPLE, booked=[payment]))  # type: ignore[list-item]

    assert found.state is LineState.MATCHED


def test_a_line_is_known_by_its_reference_whatever_it_was_booked_as() -> None:
    known = Known(PEOPLE, booked=[booked(7, "M034", 400, ref="B1"), booked(8, "M013", 600, ref="B1")])

    found = proposal(line("YOKA SYLVIE", "M012"), known)

    assert (found.state, found.booked) == (LineState.IGNORED, (7, 8))


def test_what_another_line_of_the_statement_was_booked_as_speaks_against_nothing() -> None:
    known = Known(PEOPLE, booked=[booked(7, "M012", ref="B0")])

    first, second = proposals(line("YOKA SYLVIE", "M012 OCT", ref="B0"), line("YOKA SYLVIE", "M012 NOV"), known=known)

    assert (first.state, second.state) == (LineState.IGNORED, LineState.MATCHED)


@pytest.mark.parametrize(("booked_as", "ref"), [("~0", "B1"), ("B0", "~1")])
def test_a_movement_booked_from_a_csv_is_known_again_in_another_format(booked_as: str, ref: str) -> None:
    known = Known(PEOPLE, booked=[booked(7, "M012", ref=booked_as)])

    assert proposal(line("YOKA SYLVIE", "M012", ref=ref), known).booked == (7,)


def test_a_line_booked_in_two_parts_is_ignored_with_both() -> None:
    known = Known(PEOPLE, booked=[booked(7, "M007", 3000), booked(8, "M008", 1000)])

    found = proposal(line("NGALIBALI ALBERT", "M007 ET M008", 4000), known)

    assert (found.state, found.booked) == (LineState.IGNORED, (7, 8))


def test_a_doubtful_line_that_is_perhaps_booked_names_the_payment_too() -> None:
    found = proposal(line("LEBAN"), Known(PEOPLE, booked=[booked(7, "M033")]))

    assert (found.state, found.reason, found.booked) == (LineState.DOUBTFUL, LineReason.PERHAPS_BOOKED, (7,))
    assert candidates(found) == whole(["M017", "M033"])


def test_of_two_lines_for_one_booked_payment_a_human_says_which() -> None:
    known = Known(PEOPLE, booked=[booked(7, "M012")])

    found = proposals(line("YOKA SYLVIE", "M012 OCT"), line("YOKA SYLVIE", "M012 NOV", ref="B2"), known=known)

    assert [(each.state, each.booked) for each in found] == [(LineState.DOUBTFUL, (7,))] * 2


def test_two_lines_for_two_booked_payments_are_both_ignored() -> None:
    known = Known(PEOPLE, booked=[booked(7, "M012"), booked(8, "M012")])

    found = proposals(line("YOKA SYLVIE", "M012"), line("YOKA SYLVIE", "M012", ref="B2"), known=known)

    assert sorted(each.booked for each in found) == [(7,), (8,)]


def test_a_payment_of_the_spreadsheet_is_named_by_the_line_it_came_on() -> None:
    known = Known(PEOPLE, booked=[booked(412, "M013", on=date(2026, 10, 20))])

    found = proposal(line("OBAMI COME", "COTIS OCT", on=date(2026, 10, 20)), known)

    assert (found.state, found.reason, found.booked) == (LineState.IGNORED, LineReason.BOOKED, (412,))


AMOUNTS = st.sampled_from([1000, 2000, 4000])
OFFSETS = st.integers(-4, 4)
METHODS = st.sampled_from(list(Method))
MEMBERS = st.sampled_from(["M007", "M008", "M012", "M017"])
FACTS = st.lists(st.tuples(MEMBERS, AMOUNTS, OFFSETS, METHODS, st.booleans()), max_size=8)
LINES = st.lists(
    st.tuples(st.sampled_from(["M012", "M007 ET M008", "M017", "LEBAN ALBERT"]), AMOUNTS, OFFSETS), max_size=8
)


@settings(max_examples=200, deadline=None)
@given(LINES, FACTS, st.randoms(use_true_random=False))
def test_whatever_is_known_each_payment_is_settled_once_and_in_any_order_alike(
    drawn: list[tuple[str, int, int]], facts: list[tuple[str, int, int, Method, bool]], chance: object
) -> None:
    lines = [
        line(text=text, cents=cents, ref=f"B{n}", on=DAY + off * DAYS) for n, (text, cents, off) in enumerate(drawn)
    ]
    known = Known(
        PEOPLE,
        declared=[declared(n, m, c, DAY + o * DAYS, way) for n, (m, c, o, way, open_) in enumerate(facts) if open_],
        booked=[booked(n, m, c, DAY + o * DAYS, way) for n, (m, c, o, way, open_) in enumerate(facts) if not open_],
    )
    turned = list(lines)
    chance.shuffle(turned)  # type: ignore[attr-defined] # a random.Random

    found = proposals(*lines, known=known)

    settled = [n for each in found for n in (*each.booked, *_settles(each)) if each.state is not LineState.DOUBTFUL]
    settled = [n for n in settled if n is not None]
    assert len(settled) == len(set(settled))
    assert all(sum(parts(each).values()) == each.line.cents for each in found if each.matches)
    assert {each.line.ref: each for each in found} == {each.line.ref: each for each in proposals(*turned, known=known)}
