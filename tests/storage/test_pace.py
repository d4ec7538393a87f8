from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.pace import SECOND, Gate

ASKED = st.lists(st.integers(min_value=0, max_value=3 * SECOND), min_size=1, max_size=200)


@given(waits=ASKED, burst=st.integers(min_value=1, max_value=5))
def test_a_gate_never_lets_more_than_a_burst_and_one_an_interval_through(waits: list[int], burst: int) -> None:
    gate, now, left = Gate(0, SECOND, burst), SECOND * 100, []
    for wait in waits:
        now += wait // 10
        if gate.lets(now):
            gate.count(now)
            left.append(now)

    for first in range(len(left)):
        for last in range(first, len(left)):
            assert last - first + 1 <= burst + (left[last] - left[first]) / SECOND


@given(replies=st.integers(min_value=1, max_value=100))
def test_what_passes_a_closed_gate_holds_others_no_longer_than_a_burst(replies: int) -> None:
    gate, now = Gate(0, SECOND, 3), SECOND * 100

    for _ in range(replies):
        gate.count(now)

    assert gate.lets(now) is (replies < 3)
    assert gate.lets(now + 2 * SECOND)


def test_a_gate_opens_to_the_microsecond() -> None:
    gate = Gate(0, SECOND, 1)
    gate.count(SECOND)

    assert (gate.lets(2 * SECOND - 1), gate.lets(2 * SECOND)) == (False, True)
