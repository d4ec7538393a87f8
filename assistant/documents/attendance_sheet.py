"""Everybody convened, by name: to sign, or with the check-ins that were recorded (art. 17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from assistant.documents import wording
from assistant.documents.typesetting import pdf
from assistant.domain.meeting_papers import AttendancePaper, AttendanceRow
from assistant.i18n import Language
from assistant.marks import N_

STATES: Mapping[str, str] = {"present": N_("In person"), "represented": N_("By proxy"), "absent": N_("Absence")}


def attendance_sheet(reader: Language, data: Mapping[str, Any]) -> bytes:
    """A PDF of `AttendancePaper`. KeyError or ValueError where the data are not that."""
    paper = cast("AttendancePaper", data)
    recorded = paper["recorded"]
    texts = {
        "association": paper["association"],
        "title": paper["title"],
        "facts": wording.facts(paper["facts"]),
        "recorded": recorded,
        "columns": _columns(reader, recorded=recorded),
        "rows": [_row(reader, row, recorded=recorded) for row in paper["rows"]],
        "none": reader.t("Nobody was convened."),
        "summary": paper["summary"],
        "signers": paper["signers"],
        "signature": reader.t("Signature"),
        "issued": reader.t("Issued on {day}", day=wording.day(reader, paper["issued_on"])),
        "page": wording.page_of(reader),
    }
    return pdf("attendance_sheet.typ", reader, paper["issued_on"], texts)


def _columns(reader: Language, *, recorded: bool) -> list[str]:
    first = [reader.t("Number"), reader.t("Name")]
    if recorded:
        return [*first, reader.t("Attendance"), reader.t("Notes"), reader.t("Votes")]
    return [*first, reader.t("Notes"), reader.t("Signature")]


def _row(reader: Language, row: AttendanceRow, *, recorded: bool) -> list[str]:
    first = [row["number"], row["name"]]
    if not recorded:
        return [*first, row["note"]]
    return [*first, reader.t(STATES[row["state"]]), row["note"], reader.show(row["votes"]) if row["votes"] else ""]
