from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from assistant.documents.fund_sheet import fund_sheet
from assistant.domain.papers import FundEventData, FundSheetData
from assistant.i18n import language
from tests.documents.samples import AWA

DEATH = FundEventData(
    label="Death of a father",
    concerned=[AWA, {"number": "M013", "name": "Bintou IBARA"}],
    granted_on="2026-03-05",
    undone=False,
    paid=100000,
    called=40000,
    received=12345,
    due=27655,
)


def _cells(code: str, *events: FundEventData) -> list[list[Any]]:
    data = FundSheetData(until="2026-12-31", currency="EUR", events=list(events))
    sheet = load_workbook(io.BytesIO(fund_sheet(language(code), data))).worksheets[0]
    return [list(row) for row in sheet.iter_rows()]


def test_a_row_an_event_with_amounts_and_days_as_themselves() -> None:
    head, row = _cells("en", DEATH)

    assert [cell.value for cell in head] == [
        "Granted on",
        "Event",
        "For",
        "Paid (EUR)",
        "Called (EUR)",
        "Received (EUR)",
        "Still due on 31 December 2026 (EUR)",
        "Cancelled",
    ]
    assert [cell.value for cell in row] == [
        datetime(2026, 3, 5),  # noqa: DTZ001 - workbooks know no zone
        "Death of a father",
        "Awa IBARA (M012) and Bintou IBARA (M013)",
        1000,
        400,
        123.45,
        276.55,
        "No",
    ]


def test_what_was_cancelled_since_is_marked() -> None:
    assert _cells("fr", {**DEATH, "undone": True})[1][7].value == "Oui"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+33", "@SUM(1)", "<b>Awa</b> & fils"])
def test_a_name_is_text_whatever_it_holds(name: str) -> None:
    _, row = _cells("fr", {**DEATH, "concerned": [{"number": "M012", "name": name}]})

    assert (row[2].value, row[2].data_type) == (f"{name} (M012)", "s")
