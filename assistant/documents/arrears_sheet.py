"""Who owes what, as a workbook with typed columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from assistant.domain.papers import ArrearsSheetData, DebtorData
from assistant.files.writing import Cents, Table, Value, to_xlsx
from assistant.i18n import Language
from assistant.marks import N_

STATUSES: Mapping[str, str] = {
    "UP_TO_DATE": N_("up to date"),
    "WITHIN_TOLERANCE": N_("within the accepted arrears"),
    "NOT_UP_TO_DATE": N_("not up to date"),
    "LONG_ARREARS_WAIT": N_("waiting after long arrears"),
    "SUSPENDED": N_("suspended"),
}


def arrears_sheet(reader: Language, data: Mapping[str, Any]) -> bytes:
    """An XLSX of `ArrearsSheetData`: a row a member."""
    paper = cast("ArrearsSheetData", data)
    columns = (
        reader.t("Number"),
        reader.t("Name"),
        reader.t("Owed ({currency})", currency=paper["currency"]),
        reader.t("Overdue ({currency})", currency=paper["currency"]),
        reader.t("Overdue since"),
        reader.t("Situation on {day}", day=date.fromisoformat(paper["on"])),
        reader.t("Reachable here"),
    )
    plain = [str(column.unescape()) for column in columns]
    return to_xlsx(Table(plain, (_row(reader, debtor) for debtor in paper["members"])))


def _row(reader: Language, debtor: DebtorData) -> list[Value]:
    status = debtor["status"]
    return [
        debtor["number"],
        debtor["name"],
        Cents(debtor["owed"]),
        Cents(debtor["overdue"]),
        date.fromisoformat(debtor["since"]) if debtor["since"] else None,
        str(reader.t(STATUSES[status]).unescape()),
        str(reader.t("Yes") if debtor["reachable"] else reader.t("No")),
    ]
