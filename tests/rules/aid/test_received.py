"""What members pay settles their oldest debts first, and contributions are received accordingly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.ledger import Entry, Kind, effective
from assistant.rules.aid.received import Contribution, contributions, settled
from tests.rules.people import day, opening, paid, reversal

FIRST, LAST = day("2026-01-01"), day("2026-03-31")
DAYS = st.dates(FIRST, LAST)
CENTS = st.integers(1, 12000)
DEBTS = (Kind.ANNUAL, Kind.LEVY, Kind.MEAL, Kind.MONTHLY)


def fee(on: str, cents: int = 1000) -> Entry:
    return Entry(day(on), -cents, Kind.MONTHLY, cause=f"month:{on[:7]}")


def levy(on: str, event: int = 1, cents: int = 5000, row: int | None = None) -> Entry:
    return Entry(day(on), -cents, Kind.LEVY, day(on) + timedelta(days=30), f"event:{event}", transfer=row)


def received(*lines: Entry, on: str = "2026-03-31") -> dict[str, Contribution]:
    """Of one member's lines."""
    return contributions([lines], day(on))


@st.composite
def accounts(draw: st.DrawFn) -> list[Entry]:
    """Debts and credits of some months, some of them reversed, in any order."""
    owed = st.builds(
        lambda on, cents, kind, event: Entry(on, -cents, kind, cause=f"event:{event}"),
        DAYS,
        CENTS,
        st.sampled_from(DEBTS),
        st.integers(1, 3),
    )
    given_ = st.builds(lambda on, cents: Entry(on, cents, Kind.PAYMENT), DAYS, CENTS)
    drawn = draw(st.lists(owed | given_, max_size=9))
    lines = [Entry(e.value_on, e.cents, e.kind, cause=e.cause, transfer=n) for n, e in enumerate(drawn, start=1)]
    undone = draw(st.lists(st.sampled_from(lines), max_size=2, unique_by=id)) if lines else []
    return draw(st.permutations([*lines, *(reversal(e, 100 + n) for n, e in enumerate(undone))]))


@pytest.mark.parametrize(("cents", "share"), [(999, 0), (1000, 0), (1001, 1), (5999, 4999), (6000, 5000), (6001, 5000)])
def test_the_older_debt_is_settled_first_and_what_is_left_settles_the_next(cents: int, share: int) -> None:
    lines = (fee("2026-02-01"), levy("2026-02-02"), paid(cents, "2026-03-01"))

    assert received(*lines) == {"event:1": Contribution(5000, share)}


def test_what_was_ahead_settles_a_contribution_on_the_day_of_its_call() -> None:
    assert received(opening(3000, "2025-12-31"), levy("2026-02-02"), on="2026-02-02") == {
        "event:1": Contribution(5000, 3000)
    }


def test_of_two_contributions_the_one_called_first_is_settled_first() -> None:
    found = received(levy("2026-02-20", 2, 2500), levy("2026-02-02", 1), paid(6000, "2026-03-01"))

    assert found == {"event:1": Contribution(5000, 5000), "event:2": Contribution(2500, 1000)}


def test_of_two_alike_on_one_day_the_one_recorded_first_is_settled_first() -> None:
    found = received(levy("2026-02-02", 2, row=8), levy("2026-02-02", 1, row=7), paid(6000, "2026-03-01"))

    assert found == {"event:1": Contribution(5000, 5000), "event:2": Contribution(5000, 1000)}


def test_a_later_payment_plays_no_part_nor_does_a_later_call() -> None:
    lines = (levy("2026-02-02"), paid(2000, "2026-02-10"), paid(3000, "2026-02-11"), levy("2026-02-12", 2))

    assert received(*lines, on="2026-02-10") == {"event:1": Contribution(5000, 2000)}
    assert received(*lines, on="2026-02-11") == {"event:1": Contribution(5000, 5000)}


def test_what_was_reversed_was_neither_called_nor_received() -> None:
    called, other = levy("2026-02-02", row=1), levy("2026-02-03", 2, row=2)
    payment = Entry(day("2026-02-05"), 5000, Kind.PAYMENT, transfer=3)

    assert received(called, other, payment, reversal(called, 4)) == {"event:2": Contribution(5000, 5000)}
    assert received(called, payment, reversal(payment, 4)) == {"event:1": Contribution(5000, 0)}


def test_what_members_contribute_to_an_event_is_added_up_and_each_pays_their_own() -> None:
    mine, yours = [levy("2026-02-02"), paid(9000, "2026-02-03")], [levy("2026-02-02")]

    found = contributions([mine, yours, [fee("2026-02-01")]], LAST)

    assert found == {"event:1": Contribution(10000, 5000)}
    assert found["event:1"].due == 5000


@given(accounts(), DAYS)
def test_as_much_is_settled_as_was_paid_or_owed_and_the_oldest_before_the_others(lines: list[Entry], on: date) -> None:
    debts = settled(lines, on)

    counted = effective([line for line in lines if line.value_on <= on])
    given_ = sum(line.cents for line in counted if line.cents > 0)
    owed = -sum(line.cents for line in counted if line.cents < 0)
    assert sum(each.received for each in debts) == min(given_, owed)
    assert sum(each.due for each in debts) == max(0, owed - given_)
    assert all(0 <= each.received <= -each.debt.cents for each in debts)
    open_from = next((place for place, each in enumerate(debts) if each.due), len(debts))
    assert not any(each.received for each in debts[open_from + 1 :])
    assert [each.debt.value_on for each in debts] == sorted(each.debt.value_on for each in debts)


@given(accounts(), st.data())
def test_the_order_of_the_lines_decides_nothing(lines: list[Entry], data: st.DataObject) -> None:
    other = data.draw(st.permutations(lines))

    assert contributions([lines], LAST) == contributions([other], LAST)


@given(accounts(), DAYS, DAYS)
def test_what_has_been_received_by_a_day_is_not_lost_later(lines: list[Entry], one: date, other: date) -> None:
    earlier, later = (contributions([lines], on) for on in sorted((one, other)))

    assert all(later[cause].received >= each.received for cause, each in earlier.items())
    assert all(later[cause].called >= each.called for cause, each in earlier.items())
