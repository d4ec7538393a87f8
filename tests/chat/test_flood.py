from datetime import UTC, datetime, timedelta

from assistant.chat.flood import CAPACITY, FloodGate

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_a_burst_up_to_the_capacity_is_let_in_and_the_next_message_is_not() -> None:
    gate = FloodGate()

    burst = [gate.lets_in("telegram", "awa", NOON) for _ in range(int(CAPACITY))]

    assert all(burst)
    assert not gate.lets_in("telegram", "awa", NOON)


def test_the_gate_opens_again_with_time() -> None:
    gate = FloodGate()
    for _ in range(int(CAPACITY)):
        gate.lets_in("telegram", "awa", NOON)

    assert not gate.lets_in("telegram", "awa", NOON + timedelta(seconds=0.9))
    assert gate.lets_in("telegram", "awa", NOON + timedelta(seconds=1))


def test_an_exempt_channel_is_never_refused() -> None:
    gate = FloodGate(frozenset({"console"}))

    assert all(gate.lets_in("console", "awa", NOON) for _ in range(1000))
    assert not all(gate.lets_in("telegram", "awa", NOON) for _ in range(1000))


def test_one_account_s_flood_holds_up_nobody_else() -> None:
    gate = FloodGate()
    for _ in range(1000):
        gate.lets_in("telegram", "awa", NOON)

    assert gate.lets_in("telegram", "bintou", NOON)


def test_a_spell_of_refusals_is_answered_once() -> None:
    gate = FloodGate()
    for _ in range(int(CAPACITY) + 1):
        gate.lets_in("telegram", "awa", NOON)

    assert gate.first_refusal("telegram", "awa")
    assert not gate.first_refusal("telegram", "awa")

    gate.lets_in("telegram", "awa", NOON + timedelta(seconds=5))

    assert gate.first_refusal("telegram", "awa")


def test_a_clock_that_goes_back_does_not_refill_the_bucket() -> None:
    gate = FloodGate()
    for _ in range(int(CAPACITY)):
        gate.lets_in("telegram", "awa", NOON)

    assert not gate.lets_in("telegram", "awa", NOON - timedelta(hours=1))
