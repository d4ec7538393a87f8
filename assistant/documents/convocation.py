"""The letter that convenes every member: when, where, what for, and how to answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from assistant.documents import wording
from assistant.documents.typesetting import pdf
from assistant.domain.meeting_papers import ConvocationPaper
from assistant.i18n import Language


def convocation(reader: Language, data: Mapping[str, Any]) -> bytes:
    """A PDF of `ConvocationPaper`. KeyError or ValueError where the data are not that."""
    paper = cast("ConvocationPaper", data)
    texts = {
        "association": paper["association"],
        "title": paper["title"],
        "to": paper["to"],
        "dated": wording.dated(reader, paper.get("place"), paper["issued_on"]),
        "facts": wording.facts(paper["facts"]),
        "agenda_label": reader.t("Agenda"),
        "agenda": paper["agenda"],
        "paragraphs": paper["paragraphs"],
        "signed_by": paper["signed_by"],
        "page": wording.page_of(reader),
    }
    return pdf("convocation.typ", reader, paper["issued_on"], texts)
