from __future__ import annotations

import io
import random
import zipfile

import pytest

from assistant.domain.errors import FileRefusedError
from assistant.files import read_balances
from tests.files.workbooks import with_part, workbook

SOUND = workbook([("numero", "solde"), ("M001", 1)])
SHEET = "xl/worksheets/sheet1.xml"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _sheet(rows: str, before: str = "") -> bytes:
    """A workbook whose sheet holds that XML."""
    xml = f'<?xml version="1.0"?>{before}<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData></worksheet>'
    return with_part(SOUND, SHEET, xml.encode())


def _archive(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def _refused(name: str, content: bytes) -> str:
    with pytest.raises(FileRefusedError) as refused:
        read_balances(name, content)
    return "\n".join(refused.value.problems)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("b.ods", b"x", "'b.ods' is no spreadsheet; expected: a .csv or .xlsx file"),
        ("b", b"x", "is no spreadsheet"),
        ("b.csv", b"", "the sheet is empty"),
        ("b.csv", b"\n;;\n", "the sheet is empty"),
        ("b.csv", "numero;solde\nNoël;1".encode("cp1252"), "line 2: the file is not in UTF-8; save it as “CSV UTF-8”"),
        ("b.csv", "numero;solde".encode("utf-16"), "line 1: the file is not in UTF-8"),
        ("b.csv", "numero;solde".encode("utf-16-le"), "line 1: holds a null character"),
        ("b.csv", b'numero;solde\nM001;"1"2', "line 2: is not CSV"),
        ("b.csv", b'numero;solde\nM001;"1', "line 2: is not CSV"),
        ("b.csv", b"numero;solde" + b";" * 63, "line 1: more than 64 columns"),
        ("b.csv", b"numero;solde\n" + b"M1;1\n" * 20_001, "more than 20000 rows: split it"),
        ("b.csv", b"x" * (2 * 1024 * 1024 + 1), "at most 2097152 are read: split it"),
        ("b.xlsx", b"numero;solde\n", "no sound .xlsx workbook (BadZipFile)"),
        ("b.xlsx", SOUND[: len(SOUND) // 2], "no sound .xlsx workbook"),
        ("b.xlsx", _archive({"a": b""}), "no sound .xlsx workbook (KeyError)"),
        ("b.xlsx", _archive({f"{part}": b"" for part in range(101)}), "unfolds to more than 100 parts"),
        ("b.xlsx", _archive({"a": bytes(50 * 1024 * 1024 + 1)}), "unfolds to more than 100 parts and 52428800 bytes"),
    ],
)
def test_a_file_that_is_no_sound_spreadsheet_is_refused(name: str, content: bytes, sentence: str) -> None:
    assert sentence in _refused(name, content)


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'

    refusal = _refused("b.xlsx", _sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>', bomb))

    assert "no sound .xlsx workbook (EntitiesForbidden)" in refusal


def test_a_row_that_claims_a_monstrous_place_is_refused() -> None:
    assert "line 100001: a sheet is read up to line 100000" in _refused(
        "b.xlsx", _sheet('<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>')
    )


def test_a_cell_with_an_error_is_named() -> None:
    refusal = _refused("b.xlsx", _sheet('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>'))

    assert refusal == "line 1, cell A1: holds the error #REF!; correct it in the spreadsheet"


def test_deeply_nested_tags_are_read_or_refused_without_harm() -> None:
    assert "the sheet is empty" in _refused("b.xlsx", _sheet("<x>" * 100_000 + "</x>" * 100_000))


def test_more_rows_than_the_limit_in_a_workbook_are_refused() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 20_003))

    assert "more than 20000 rows" in _refused("b.xlsx", _sheet(rows))


@pytest.mark.parametrize("name", ["b.csv", "b.xlsx"])
def test_a_file_with_any_bytes_changed_is_read_or_refused(name: str) -> None:
    chance = random.Random(12)  # noqa: S311 - a test that can be repeated
    sound = SOUND if name == "b.xlsx" else b"numero;solde\nM001;-35,00\nM002;12,50\n"
    read = refused = 0
    for _ in range(300):
        content = bytearray(sound)
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            read_balances(name, bytes(content))
            read += 1
        except FileRefusedError:
            refused += 1

    assert read
    assert refused
