from __future__ import annotations

from datetime import UTC, date, datetime

from assistant.domain.decisions import Standing
from assistant.scenarios.comparing import differences
from assistant.scenarios.registry import Found


def found(**facts: object) -> Found:
    return Found(facts, ("NDZ art. 8", "NDZ annexe"))


def test_facts_that_agree_leave_nothing_to_say() -> None:
    facts = found(balance_cents=-6000, reason=Standing.WITHIN_TOLERANCE, first_day=date(2026, 5, 1))
    then = {"balance_cents": -6000, "reason": "WITHIN_TOLERANCE", "first_day": date(2026, 5, 1), "cite": "NDZ annexe"}

    assert differences(then, facts) == []


def test_a_difference_shows_what_was_expected_and_what_was_found() -> None:
    then = {"balance_cents": -6000, "up_to_date": True}

    said = differences(then, found(balance_cents=-6001, up_to_date=False))

    assert said == ["balance_cents: expected -6000, found -6001", "up_to_date: expected true, found false"]


def test_an_article_that_is_not_named_is_a_difference() -> None:
    assert differences({"cite": "NDZ art. 9"}, found()) == ["cite: expected NDZ art. 9, found [NDZ art. 8, NDZ annexe]"]


def test_a_fact_that_no_action_tells_is_unknown() -> None:
    assert differences({"colour": "red"}, found(balance_cents=0)) == ["does not know then.colour"]


def test_one_of_several_answers_is_enough() -> None:
    then = {"reason_any": ["UP_TO_DATE", "WITHIN_TOLERANCE"]}

    assert differences(then, found(reason=Standing.WITHIN_TOLERANCE)) == []
    assert differences(then, found(reason=Standing.NOT_UP_TO_DATE)) == [
        "reason: expected one of [UP_TO_DATE, WITHIN_TOLERANCE], found NOT_UP_TO_DATE"
    ]
    assert differences(then, found()) == ["does not know then.reason_any"]


def test_true_is_not_one() -> None:
    assert differences({"up_to_date": 1}, found(up_to_date=True)) == ["up_to_date: expected 1, found true"]


def test_nothing_is_found_where_nothing_is_expected() -> None:
    assert differences({"first_day": None}, found(first_day=None)) == []
    assert differences({"first_day": None}, found(first_day=date(2026, 5, 1))) == [
        "first_day: expected nothing, found 2026-05-01"
    ]


def test_an_instant_compares_in_utc_quoted_or_not() -> None:
    facts = found(utc=datetime(2026, 2, 28, 8, tzinfo=UTC))

    assert differences({"utc": "2026-02-28T08:00:00Z"}, facts) == []
    assert differences({"utc": datetime(2026, 2, 28, 8, tzinfo=UTC)}, facts) == []


def test_a_set_is_expected_in_any_order() -> None:
    assert differences({"not_sent": ["Brice", "Awa"]}, found(not_sent=frozenset({"Awa", "Brice"}))) == []
    assert differences({"not_sent": ["Brice"]}, found(not_sent=frozenset({"Awa"}))) == [
        "not_sent: expected [Brice], found [Awa]"
    ]


def test_a_table_with_one_key_too_many_differs() -> None:
    then = {"sent": {"Awa": {"amount_cents": 100}}}

    said = differences(then, found(sent={"Awa": {"amount_cents": 100}, "Brice": {"amount_cents": 200}}))

    assert said == [
        "sent: expected {Awa: {amount_cents: 100}}, found {Awa: {amount_cents: 100}, Brice: {amount_cents: 200}}"
    ]
