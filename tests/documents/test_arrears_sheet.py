from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from assistant.documents.arrears_sheet import STATUSES, arrears_sheet
from assistant.domain.decisions import Reason, Standing
from assistant.domain.papers import ArrearsSheetData, DebtorData
from assistant.i18n import language

AWA = DebtorData(
    number="M012",
    name="Awa Ibara",
    owed=12345,
    overdue=2345,
    since="2026-02-01",
    status="WITHIN_TOLERANCE",
    reachable=True,
)


def _cells(code: str, *members: DebtorData) -> list[list[Any]]:
    data = ArrearsSheetData(on="2026-03-05", currency="EUR", members=list(members))
    sheet = load_workbook(io.BytesIO(arrears_sheet(language(code), data))).worksheets[0]
    return [list(row) for row in sheet.iter_rows()]


def test_a_row_a_member_with_amounts_and_days_as_themselves() -> None:
    head, row = _cells("en", AWA)

    assert [cell.value for cell in head] == [
        "Number",
        "Name",
        "Owed (EUR)",
        "Overdue (EUR)",
        "Overdue since",
        "Situation on 5 March 2026",
        "Reachable here",
    ]
    assert [cell.value for cell in row] == [
        "M012",
        "Awa Ibara",
        123.45,
        23.45,
        datetime(2026, 2, 1),  # noqa: DTZ001 - workbooks know no zone
        "within the accepted arrears",
        "Yes",
    ]


def test_who_owes_nothing_overdue_has_no_day() -> None:
    _, row = _cells("fr", {**AWA, "overdue": 0, "since": None, "reachable": False})

    assert [row[3].value, row[4].value, row[6].value] == [0, None, "Non"]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+33", "@SUM(1)", '"=1', "<b>Awa</b> & fils"])
def test_a_name_is_text_whatever_it_holds(name: str) -> None:
    _, row = _cells("fr", {**AWA, "name": name})

    assert (row[1].value, row[1].data_type) == (name, "s")


def test_every_situation_has_its_words() -> None:
    assert set(STATUSES) == {*(standing.value for standing in Standing), Reason.SUSPENDED.value}


def test_nobody_at_all_is_a_sheet_of_names_of_columns() -> None:
    assert len(_cells("fr")) == 1
