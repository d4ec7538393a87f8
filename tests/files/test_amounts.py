from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.files.amounts import format_cents, parse_cents

CENTS = st.integers(min_value=-(10**11), max_value=10**11)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1 234,50", 123450),
        ("1\u00a0234,50", 123450),
        ("1\u202f234,50", 123450),
        ("1 234 567", 123456700),
        ("1234.50", 123450),
        ("-35,00", -3500),
        ("\u221235,00", -3500),
        ("+35", 3500),
        ("20", 2000),
        ("0,5", 50),
        (" 20 € ", 2000),
        ("50.00 €", 5000),
        ("12 euros", 1200),
        ("0", 0),
        ("-0,01", -1),
        ("45,01", 4501),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, cents: int) -> None:
    assert parse_cents(typed) == cents


@pytest.mark.parametrize("typed", ["1.000", "1,000", "-12,345", "1.234.567", "1,234,567"])
def test_an_amount_that_may_mean_a_thousand_or_one_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="two ways; write 1000,00 for a thousand, 1,00 for one"):
        parse_cents(typed)


def test_an_amount_has_two_decimals_at_most() -> None:
    with pytest.raises(ValueError, match="more than two decimals"):
        parse_cents("1234,505")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "abc",
        "12€50",
        "1 23",
        "1 2345,00",
        "1.234,50",
        ",50",
        "12,",
        "1e3",
        "١٢",
        "½",
        "12 34,00",
        "--5",
        "NaN",
    ],
)
def test_what_is_no_amount_is_refused_with_what_is_expected(typed: str) -> None:
    with pytest.raises(ValueError, match=r"expected: an amount like 1234,50 or 1234\.50"):
        parse_cents(typed)


@given(CENTS)
def test_a_written_amount_reads_back_to_the_cent(cents: int) -> None:
    written = format_cents(cents)

    assert parse_cents(written) == cents
    assert parse_cents(written.replace(".", ",")) == cents


@given(CENTS, st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_a_grouped_amount_reads_back_to_the_cent(cents: int, space: str) -> None:
    written = f"{'-' if cents < 0 else ''}{abs(cents) // 100:,}".replace(",", space) + f",{abs(cents) % 100:02}"

    assert parse_cents(written) == cents


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_value_error(typed: str) -> None:
    with suppress(ValueError):
        assert isinstance(parse_cents(typed), int)
