"""A letter to one member, on paper: a warning, a notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from assistant.documents import wording
from assistant.documents.typesetting import pdf
from assistant.domain.papers import LetterData, LetterRow
from assistant.i18n import Language


def letter(reader: Language, data: Mapping[str, Any]) -> bytes:
    """A PDF of `LetterData`. KeyError or ValueError where the data are not that."""
    paper = cast("LetterData", data)
    return pdf("letter.typ", reader, paper["date"], _texts(reader, paper))


def _texts(reader: Language, paper: LetterData) -> dict[str, Any]:
    rows = paper["table"]
    return {
        "association": paper["association"],
        "title": paper["subject"],
        "dated": wording.dated(reader, paper.get("place"), paper["date"]),
        "name": paper["recipient"]["name"],
        "number": reader.t("Member {number}", number=paper["recipient"]["number"]),
        "subject": reader.t("Subject: {subject}", subject=paper["subject"]),
        "paragraphs": paper["paragraphs"],
        "columns": [reader.t("Date"), reader.t("What for"), reader.t("Amount")],
        "rows": [_row(reader, row, paper["currency"]) for row in rows or ()],
        "total_label": reader.t("Total"),
        "total": wording.amount(reader, sum(row["cents"] for row in rows), paper["currency"]) if rows else "",
        "closing": paper.get("closing", []),
        "signed_by": paper["signed_by"],
        "signature": reader.t("Signature"),
        "page": wording.page_of(reader),
    }


def _row(reader: Language, row: LetterRow, currency: str) -> list[str]:
    return [
        wording.short_day(reader, row["on"]) if row["on"] else "",
        row["label"],
        wording.amount(reader, row["cents"], currency),
    ]
