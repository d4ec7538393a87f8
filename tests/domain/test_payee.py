from __future__ import annotations

import pytest

from assistant.domain.payee import read_bic, read_iban


@pytest.mark.parametrize(
    ("typed", "iban"),
    [
        ("FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"),
        (" be68539007547034\n", "BE68539007547034"),
        ("NO9386011117947", "NO9386011117947"),
        ("MT84MALT011000012345MTLCAST001S", "MT84MALT011000012345MTLCAST001S"),
    ],
)
def test_an_iban_is_read_with_spaces_and_case_aside(typed: str, iban: str) -> None:
    assert read_iban(typed) == iban


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "FR76",
        "FR7630006000011234567890188",
        "FR7630006000011234567890819",
        "7630006000011234567890189",
        "F\u00c97630006",
    ],
)
def test_an_iban_with_a_slip_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="is no valid IBAN"):
        read_iban(typed)


@pytest.mark.parametrize(("typed", "bic"), [("agrifrpp", "AGRIFRPP"), (" AGRIFRPP882 ", "AGRIFRPP882")])
def test_a_bic_has_8_or_11_letters_and_digits(typed: str, bic: str) -> None:
    assert read_bic(typed) == bic


@pytest.mark.parametrize("typed", ["", "AGRI", "AGRIFRP", "AGRIFRPP8", "AGRIFRPP8822", "1GRIFRPP", "AGRI FRPP"])
def test_what_is_no_bic_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="is no BIC"):
        read_bic(typed)
