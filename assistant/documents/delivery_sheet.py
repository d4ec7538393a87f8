"""What became of a message to many, as a workbook: a row a member, those who are still to be told first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from assistant.domain.papers import DeliverySheetData
from assistant.files.writing import Table, to_xlsx
from assistant.i18n import Language
from assistant.marks import N_

REACHES: Mapping[str, str] = {
    "accepted": N_("accepted"),
    "told": N_("told by letter or telephone"),
    "unsure": N_("uncertain"),
    "waiting": N_("on its way"),
    "refused": N_("refused by the chat"),
    "unreachable": N_("not reachable here"),
}


def delivery_sheet(reader: Language, data: Mapping[str, Any]) -> bytes:
    """An XLSX of `DeliverySheetData`."""
    paper = cast("DeliverySheetData", data)
    columns = (
        *(reader.t("Number"), reader.t("Name"), reader.t("Telephone")),
        *(reader.t("E-mail"), reader.t("What became of it")),
    )
    plain = [str(column.unescape()) for column in columns]
    became = {reach: str(reader.t(REACHES[reach]).unescape()) for reach in REACHES}
    rows = ([row["number"], row["name"], row["phone"], row["email"], became[row["reach"]]] for row in paper["members"])
    return to_xlsx(Table(plain, rows))
