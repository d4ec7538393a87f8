"""What is told unasked of absences (art. 19 and 30): to the bureau after a meeting, to the member concerned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from assistant.chat import Button, Reply
from assistant.i18n import Language
from handlers.citing import article as cited
from handlers.people import NAMED, listed

Data = Mapping[str, Any]
"""Made by `assistant.services.meetings.absences`."""


def absences_proposed(reader: Language, data: Data) -> Reply:
    """To the bureau, once after a monthly meeting: what to judge, whom it may warn, whom it may hear."""
    absence, grave_fault = (cited(data["articles"][topic]) for topic in ("absence", "grave_fault"))
    day = date.fromisoformat(data["on"])
    parts = [reader.t("<b>Absences, after the monthly meeting of {day}</b> ({article})", day=day, article=absence)]
    if data["waiting"]:
        parts.append(
            reader.tn(
                "{n} absence with a reason waits for the bureau's decision.",
                "{n} absences with a reason wait for the bureau's decision.",
                data["waiting"],
            )
        )
    if to_warn := [who for who in data["members"] if who["warning"]]:
        parts.append(reader.t("A written warning is proposed; nothing leaves without the bureau:"))
        parts.extend(_people(reader, to_warn))
    if grave := [who for who in data["members"] if who["grave"]]:
        parts.append(grave_flag(reader, grave_fault))
        parts.extend(_people(reader, grave))
    return Reply(Markup("\n").join(parts), (Button(str(reader.t("Absences")), "absences"),))


def absence_judged(reader: Language, data: Data) -> Reply:
    """To the member: excused or not, in the bureau's words, and where the counts stand."""
    shown = {"day": date.fromisoformat(data["on"]), "article": cited(data["article"])}
    if data["accepted"]:
        parts = [reader.t("<b>Your absence of {day} is excused after all</b> ({article}).", **shown)]
    else:
        parts = [reader.t("<b>Your absence of {day} is not excused</b> ({article}).", **shown)]
    if data["note"]:
        parts.append(reader.t("“{note}”", note=data["note"]))
    year = data["on"][:4]
    parts.append(reader.t("In {year}: {counts}.", year=year, counts=counts(reader, data)))
    if not data["accepted"]:
        by = data["by"] or str(reader.t("the bureau"))
        parts.append(reader.t("If something is missing from what the bureau knows, speak to it: {by}.", by=by))
    return Reply(Markup("\n").join(parts))


def absences_exempt(reader: Language, data: Data) -> Reply:
    """To the member: from when to when absences do not count; or that they do again."""
    first, last = date.fromisoformat(data["first"]), date.fromisoformat(data["last"])
    shown = {"first": first, "last": last, "article": cited(data["article"])}
    if last < first:
        text = reader.t(
            "The bureau has taken back the arrangement from {first}: absences count as usual ({article}).", **shown
        )
        return Reply(text)
    text = reader.t(
        "<b>The bureau has noted that you are away from {first} to {last}</b>: the monthly meetings you miss in that "
        "time do not count as absences ({article}). Please answer each notice of meeting all the same; the meals are "
        "planned by it.",
        **shown,
    )
    return Reply(text)


def counts(reader: Language, data: Data) -> Markup:
    """`4 absences not excused, 1 excused`."""
    missed = reader.tn("{n} absence not excused", "{n} absences not excused", data["unjustified"])
    return missed + ", " + reader.tn("{n} excused", "{n} excused", data["justified"])


def grave_flag(reader: Language, article: str) -> Markup:
    """So many absences after a letter: what they may be, and who decides it."""
    return reader.t(
        "<b>So many absences after a letter</b> can be held to be a grave fault ({article}). Nothing follows by "
        "itself: the bureau hears the member and proposes, an extraordinary assembly votes.",
        article=article,
    )


def _people(reader: Language, people: Sequence[Data]) -> list[Markup]:
    """One a line, with both counts."""
    lines = [
        reader.t("• {name} ({number}): {counts}", name=who["name"], number=who["number"], counts=counts(reader, who))
        for who in people[:NAMED]
    ]
    others = listed(reader, [who["name"] for who in people])[NAMED:]
    return [*lines, *(Markup("• {}").format(more) for more in others)]
