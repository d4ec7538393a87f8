"""A member's vote in the hands of another, in writing, with a reference to quote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from assistant.documents import wording
from assistant.documents.typesetting import pdf
from assistant.domain.meeting_papers import MandatePaper
from assistant.domain.papers import Person
from assistant.i18n import Language


def mandate(reader: Language, data: Mapping[str, Any]) -> bytes:
    """A PDF of `MandatePaper`. KeyError or ValueError where the data are not that."""
    paper = cast("MandatePaper", data)
    given, held = reader.t("Giver of the proxy"), reader.t("Holder of the proxy")
    signers = [reader.t("{role}: {name}", role=role, name=who["name"]) for role, who in _parties(paper, given, held)]
    texts = {
        "association": paper["association"],
        "title": paper["title"],
        "reference_label": reader.t("Reference"),
        "reference": paper["reference"],
        "dated": reader.t("Given on {day}", day=wording.day(reader, paper["issued_on"])),
        "people": [
            (role, who["name"], reader.t("Member {number}", number=who["number"]))
            for role, who in _parties(paper, given, held)
        ],
        "facts": wording.facts(paper["facts"]),
        "paragraphs": paper["paragraphs"],
        "signers": signers if paper.get("to_sign") else [],
        "signature": reader.t("Signature"),
        "footer": reader.t("{title}, reference {reference}", title=paper["title"], reference=paper["reference"]),
        "page": wording.page_of(reader),
    }
    return pdf("mandate.typ", reader, paper["issued_on"], texts)


def _parties(paper: MandatePaper, given: str, held: str) -> list[tuple[str, Person]]:
    return [(given, paper["giver"]), (held, paper["holder"])]
