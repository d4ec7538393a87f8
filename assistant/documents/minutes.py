"""The minutes of a meeting: who was there, what was said and decided (art. 19)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from assistant.documents import wording
from assistant.documents.typesetting import pdf
from assistant.domain.meeting_papers import MinutesPaper, NameList, VoteRow
from assistant.i18n import Language


def minutes(reader: Language, data: Mapping[str, Any]) -> bytes:
    """A PDF of `MinutesPaper`. KeyError or ValueError where the data are not that."""
    paper = cast("MinutesPaper", data)
    texts = {
        "association": paper["association"],
        "title": paper["title"],
        "facts": wording.facts(paper["facts"]),
        "people": [(_counted(reader, people), people["names"]) for people in paper["people"] if people["names"]],
        "opening": paper["opening"],
        "sections": [
            (section["title"], section["paragraphs"], [_vote(reader, vote) for vote in section["votes"]])
            for section in paper["sections"]
        ],
        "vote_columns": [
            reader.t("Resolution"),
            reader.t("For"),
            reader.t("Against"),
            reader.t("Abstentions"),
            reader.t("Outcome"),
        ],
        "closing": paper["closing"],
        "signers": paper["signers"],
        "signature": reader.t("Signature"),
        "draft": paper["draft"],
        "draft_label": reader.t("Draft: not approved yet"),
        "draft_mark": reader.t("DRAFT"),
        "issued": reader.t("Issued on {day}", day=wording.day(reader, paper["issued_on"])),
        "page": wording.page_of(reader),
    }
    return pdf("minutes.typ", reader, paper["issued_on"], texts)


def _counted(reader: Language, people: NameList) -> str:
    return reader.t("{title} ({count})", title=people["title"], count=len(people["names"]))


def _vote(reader: Language, vote: VoteRow) -> list[str]:
    counts = (vote["in_favour"], vote["against"], vote["abstaining"])
    return [vote["text"], *(reader.show(count) for count in counts), vote["outcome"]]
