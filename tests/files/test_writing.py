from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from assistant.files.writing import Cents, Table, Value, to_csv, to_json, to_xlsx

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ROW: list[Value] = ["Awa", 7, Cents(-6000), date(2026, 3, 5), NOON, True, None]
NAMES = ["text", "number", "amount", "day", "instant", "truth", "nothing"]
TABLE = Table(NAMES, [ROW])


def _sheet(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))["Export"]


def test_a_csv_has_a_mark_of_its_encoding_and_a_line_a_row() -> None:
    assert to_csv(TABLE).decode() == (
        "\ufefftext;number;amount;day;instant;truth;nothing\r\n"
        "Awa;7;-60.00;2026-03-05;2026-03-05T12:00:00+00:00;yes;\r\n"
    )


def test_json_has_amounts_in_cents_and_days_and_instants_in_iso() -> None:
    assert json.loads(to_json(TABLE)) == [
        {
            "text": "Awa",
            "number": 7,
            "amount": -6000,
            "day": "2026-03-05",
            "instant": "2026-03-05T12:00:00+00:00",
            "truth": True,
            "nothing": None,
        }
    ]


def test_each_column_of_a_workbook_has_its_own_type() -> None:
    cells = list(_sheet(to_xlsx(TABLE)).iter_rows())[1]

    assert [cell.data_type for cell in cells] == ["s", "n", "n", "d", "d", "b", "n"]
    assert [cell.value for cell in cells] == [
        "Awa",
        7,
        -60,
        datetime(2026, 3, 5),  # noqa: DTZ001 - workbooks know no zone
        datetime(2026, 3, 5, 12),  # noqa: DTZ001 - the same
        True,
        None,
    ]
    assert [cells[2].number_format, cells[3].number_format] == ["0.00", "yyyy-mm-dd"]


def test_the_names_of_the_columns_stay_in_sight() -> None:
    assert _sheet(to_xlsx(TABLE)).freeze_panes == "A2"


@pytest.mark.parametrize("text", ["=1+1", "  =1+1", "+33639980137", "@SUM(1)", "-Sud"])
def test_text_that_looks_like_a_formula_stays_text_in_a_workbook_even_when_it_is_edited(text: str) -> None:
    cell = _sheet(to_xlsx(Table(["a"], [[text]])))["A2"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_makes_a_sound_file_of_each_kind(text: str) -> None:
    table = Table(["a"], [[text]])

    assert len(list(_sheet(to_xlsx(table)).iter_rows())) == 2
    assert len(json.loads(to_json(table))) == 1
    assert to_csv(table).decode("utf-8-sig").startswith("a\r\n")


@pytest.mark.parametrize("write", [to_csv, to_json])
def test_rows_may_come_one_after_the_other(write: Callable[[Table], bytes]) -> None:
    rows: list[list[Value]] = [[f"M{place:03}"] for place in range(3)]

    assert write(Table(["number"], iter(rows))) == write(Table(["number"], rows))


def test_the_rows_of_a_workbook_may_come_one_after_the_other() -> None:
    numbers: list[list[Value]] = [[1], [2]]

    sheet = _sheet(to_xlsx(Table(["number"], iter(numbers))))

    assert list(sheet.iter_rows(values_only=True)) == [("number",), (1,), (2,)]


def test_no_rows_at_all_are_a_file_too() -> None:
    assert json.loads(to_json(Table(["a"], []))) == []
    assert to_csv(Table(["a"], [])).decode("utf-8-sig") == "a\r\n"
