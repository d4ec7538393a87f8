from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.sepa_code import payload, sepa_png, sepa_text
from assistant.domain.papers import PayeeData, SepaCodeData
from assistant.i18n import language
from tests.documents import reading
from tests.documents.samples import IBAN, SEPA

SEPA_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-?:().,'+ ")


def _with_payee(**changes: str | None) -> SepaCodeData:
    payee: PayeeData = {**SEPA["payee"], **changes}  # type: ignore[typeddict-item]
    return {**SEPA, "payee": payee}


def _line(paper: SepaCodeData, number: int) -> str:
    return payload(paper).split("\n")[number - 1]


@pytest.mark.parametrize("code", ["fr", "en"])
def test_a_banks_application_reads_every_line(code: str, tmp_path: Path) -> None:
    png = sepa_png(language(code), SEPA)

    read = reading.code(png, tmp_path)

    assert read.format == zxingcpp.BarcodeFormat.QRCode
    assert read.ec_level == "M"
    assert read.text.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "AGRIFRPP",
        "Association N'DZOUANA",
        IBAN,
        "EUR60.00",
        "",
        "RF96M012",
    ]


@pytest.mark.parametrize(
    ("cents", "written"),
    [(1, "EUR0.01"), (6000, "EUR60.00"), (6001, "EUR60.01"), (99_999_999_999, "EUR999999999.99")],
)
def test_the_amount_is_exact(cents: int, written: str, tmp_path: Path) -> None:
    png = sepa_png(language("fr"), {**SEPA, "cents": cents})

    assert reading.code(png, tmp_path).text.split("\n")[7] == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Œuvre de l’Été à Fès", "OEuvre de l'Ete a Fes"),
        ("Cœur & Âme, n° 1 <b>", "Coeur Ame, n 1 b"),
        ("N'DZOUANA\nEUR1.00\r\nSCT", "N'DZOUANA EUR1.00 SCT"),
        ("A\u2028B\u0085C\u000bD\u00a0E", "A B C D E"),
        ("Straße Łódź Mɔkɛ", "Strasse Lodz Moke"),
        ("x" * 70, "x" * 70),
        ("x" * 71, "x" * 70),
        (
            "Association des amies et amis " * 4,
            "Association des amies et amis Association des amies et amis Associatio",
        ),
        ("x" * 69 + " y", "x" * 69),
    ],
)
def test_the_payee_is_written_in_the_letters_of_sepa_on_one_line(name: str, written: str, tmp_path: Path) -> None:
    png = sepa_png(language("fr"), _with_payee(name=name))

    assert reading.code(png, tmp_path).text.split("\n")[5:8] == [written, IBAN, "EUR60.00"]


def test_the_longest_code_is_read_too(tmp_path: Path) -> None:
    payee: PayeeData = {"iban": "MT31MALT01100000000000000000123", "bic": "MALTMTMTXXX", "name": "W" * 70}

    png = sepa_png(language("fr"), {**SEPA, "payee": payee, "cents": 99_999_999_999, "reference": "Z" * 140})

    assert reading.code(png, tmp_path).text.split("\n")[10] == "Z" * 140


@given(st.text(max_size=200), st.text(max_size=140))
def test_nothing_typed_can_add_a_line_or_a_letter_that_banks_do_not_take(name: str, reference: str) -> None:
    paper = {**_with_payee(name=f"A{name}"), "reference": sepa_text(reference)[:140]}

    fields = payload(paper).split("\n")  # type: ignore[arg-type]

    assert fields[:5] + fields[6:8] == ["BCD", "002", "1", "SCT", "AGRIFRPP", IBAN, "EUR60.00"]
    assert len(fields) <= 11
    assert all(SEPA_LETTERS.issuperset(field) for field in fields)
    assert len(payload(paper).encode()) <= 331  # type: ignore[arg-type]


def test_the_bic_may_be_left_out() -> None:
    assert _line(_with_payee(bic=None), 5) == ""


def test_the_iban_is_written_without_spaces() -> None:
    assert _line(_with_payee(iban="fr76 3000 6000 0112 3456 7890 189"), 7) == IBAN


@pytest.mark.parametrize("typed", ["RF96M012", "rf96 m012"])
def test_a_creditor_reference_stands_on_its_own_line(typed: str) -> None:
    paper: SepaCodeData = {**SEPA, "reference": typed}

    assert payload(paper).split("\n")[8:] == ["", "RF96M012"]


@pytest.mark.parametrize(("typed", "written"), [("M-12 été", "M-12 ete"), ("RF97M012", "RF97M012")])
def test_any_other_reference_stands_on_the_line_for_texts(typed: str, written: str) -> None:
    paper: SepaCodeData = {**SEPA, "reference": typed}

    assert payload(paper).split("\n")[8:] == ["", "", written]


@pytest.mark.parametrize("cents", [0, -1, 100_000_000_000])
def test_an_amount_that_no_transfer_can_have_is_refused(cents: int) -> None:
    with pytest.raises(ValueError, match="1 to 99999999999 cents"):
        payload({**SEPA, "cents": cents})


@pytest.mark.parametrize(
    "iban", ["", "FR7630006000011234567890188", "M012", "FR76300060000112345678901890000000000000"]
)
def test_an_iban_that_is_none_is_refused(iban: str) -> None:
    with pytest.raises(ValueError, match="no valid IBAN"):
        payload(_with_payee(iban=iban))


@pytest.mark.parametrize("bic", ["AGRI", "AGRIFRPP1", "AGRIFRPP\nX", "1GRIFRPP"])
def test_a_bic_that_is_none_is_refused(bic: str) -> None:
    with pytest.raises(ValueError, match="is no BIC"):
        payload(_with_payee(bic=bic))


def test_another_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="in euros, not in MAD"):
        payload({**SEPA, "currency": "MAD"})


@pytest.mark.parametrize("name", ["", " \n", "محمد"])
def test_a_payee_without_a_name_in_latin_letters_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="Latin letters"):
        payload(_with_payee(name=name))


def test_a_text_is_of_140_letters_at_most() -> None:
    assert len(_line({**SEPA, "reference": "z" * 140}, 11)) == 140

    with pytest.raises(ValueError, match="up to 140 letters, not 141"):
        payload({**SEPA, "reference": "z" * 141})


def test_the_picture_is_wide_enough_for_a_phone_and_white_around_the_code(tmp_path: Path) -> None:
    png = sepa_png(language("fr"), SEPA)

    width, _ = reading.size(png)
    pixels = reading.grey(png, tmp_path)
    corner = reading.code(png, tmp_path).position.top_left
    module = (reading.code(png, tmp_path).position.top_right.x - corner.x) / 41
    assert width == 1080
    assert module > 12
    assert all(pixels[y, x] == 255 for y in range(0, corner.y - 2, 5) for x in range(0, width, 5))
    assert corner.x > 4 * module
    assert corner.y > 4 * module


def test_the_same_data_give_the_same_bytes() -> None:
    assert sepa_png(language("fr"), SEPA) == sepa_png(language("fr"), SEPA)
