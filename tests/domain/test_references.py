from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.domain.references import grouped, member_of, payment_reference

NUMBERS = st.from_regex(r"[A-Z]{0,3}[0-9]{1,8}", fullmatch=True)
DIGITS = "0123456789"


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        ("539007547034", "RF18539007547034"),  # the standard's own example
        ("M012", "RF96M012"),
        ("m012", "RF96M012"),
    ],
)
def test_the_reference_of_a_number(number: str, reference: str) -> None:
    assert payment_reference(number) == reference


@pytest.mark.parametrize("number", ["", "M", "12A", "M-12", "M 12", "É12", "M\u0661\u0662", "M12\n", "1" * 22])
def test_a_number_that_cannot_be_written_as_one_has_no_reference(number: str) -> None:
    assert payment_reference(number) is None


def test_the_longest_number_has_one() -> None:
    assert payment_reference("1" * 21) is not None


@given(NUMBERS)
def test_a_reference_gives_the_number_back(number: str) -> None:
    reference = payment_reference(number)

    assert reference is not None
    assert member_of(reference) == number


@pytest.mark.parametrize("typed", ["RF96 M012", "rf96m012", "  Rf96\u00a0M0 12\n"])
def test_spaces_and_case_do_not_matter(typed: str) -> None:
    assert member_of(typed) == "M012"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "M012",
        "RF M012",
        "RF97M012",
        "RF96",
        "RF96M012X",
        "RF96-M012",
        "\uff32\uff2696M012",
        "RF96M\u0660\u0661\u0662",
    ],
)
def test_what_is_no_reference_names_nobody(text: str) -> None:
    assert member_of(text) is None


@given(NUMBERS, st.data())
def test_a_single_wrong_digit_is_always_refused(number: str, data: st.DataObject) -> None:
    reference = payment_reference(number) or ""
    places = [place for place, character in enumerate(reference) if character in DIGITS]
    place = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from(DIGITS.replace(reference[place], "")))

    assert member_of(reference[:place] + wrong + reference[place + 1 :]) is None


@given(NUMBERS, st.data())
def test_swapped_neighbours_are_always_refused(number: str, data: st.DataObject) -> None:
    reference = payment_reference(number) or ""
    place = data.draw(st.integers(0, len(reference) - 2))
    left, right = reference[place], reference[place + 1]
    assume(left != right)

    assert member_of(reference[:place] + right + left + reference[place + 2 :]) is None


@pytest.mark.parametrize("number", ["B1", "M2", "X3", "AM2"])
def test_a_letter_that_weighs_as_its_neighbour_is_refused_by_its_place(number: str) -> None:
    reference = payment_reference(number) or ""

    assert member_of(reference[:-2] + reference[-1] + reference[-2]) is None


@pytest.mark.parametrize(
    ("text", "read_out"),
    [("RF96M012", "RF96 M012"), ("RF18539007547034", "RF18 5390 0754 7034"), ("RF45M01", "RF45 M01"), ("", "")],
)
def test_read_out_in_groups_of_four(text: str, read_out: str) -> None:
    assert grouped(text) == read_out
