"""What mutual aid has paid and called, event by event, as a workbook with typed columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from assistant.domain.papers import FundEventData, FundSheetData
from assistant.files.writing import Cents, Table, Value, to_xlsx
from assistant.i18n import Language


def fund_sheet(reader: Language, data: Mapping[str, Any]) -> bytes:
    """An XLSX of `FundSheetData`: a row an event."""
    paper = cast("FundSheetData", data)
    currency, until = paper["currency"], date.fromisoformat(paper["until"])
    columns = (
        reader.t("Granted on"),
        reader.t("Event"),
        reader.t("For"),
        reader.t("Paid ({currency})", currency=currency),
        reader.t("Called ({currency})", currency=currency),
        reader.t("Received ({currency})", currency=currency),
        reader.t("Still due on {day} ({currency})", day=until, currency=currency),
        reader.t("Cancelled"),
    )
    plain = [str(column.unescape()) for column in columns]
    return to_xlsx(Table(plain, (_row(reader, event) for event in paper["events"])))


def _row(reader: Language, event: FundEventData) -> list[Value]:
    names = [f"{person['name']} ({person['number']})" for person in event["concerned"]]
    return [
        date.fromisoformat(event["granted_on"]),
        event["label"],
        reader.show(names),
        Cents(event["paid"]),
        Cents(event["called"]),
        Cents(event["received"]),
        Cents(event["due"]),
        str(reader.t("Yes") if event["undone"] else reader.t("No")),
    ]
