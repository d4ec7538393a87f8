"""A written warning about absences in words (art. 19): the letter, and the message that it comes with.

Exact and kind: which meetings, what the bylaws say, what helps next time, what may follow and who decides it (art. 30),
whom to talk to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from assistant.chat import Attachment, Button, Reply
from assistant.domain.meetings import Attendance
from assistant.i18n import Language
from handlers.citing import article as cited
from handlers.letters import closing, page, plain, salutation, signature

Data = Mapping[str, Any]
"""As `assistant.services.meetings.absences.letter_body` makes it."""


def absence_warning(reader: Language, data: Data) -> Reply:
    """To the member, with the letter."""
    first = reader.t(
        "{name}, the bureau sends you a <b>written warning about absences</b> ({article}); the letter is attached.",
        name=data["first_name"],
        article=_article(data, "absence"),
    )
    text = Markup("\n").join([first, *_said(reader, data)])
    return Reply(text, (Button(str(reader.t("Meetings")), "meetings"),), (letter(reader, data),))


def letter(reader: Language, data: Data) -> Attachment:
    """The PDF."""
    subject = reader.t("Warning about absences from meetings ({article})", article=_article(data, "absence"))
    name = reader.t("warning-{number}-{day}.pdf", number=data["number"], day=data["issued_on"])
    return Attachment("letter", str(name), page(reader, data, subject, paragraphs(reader, data)))


def paragraphs(reader: Language, data: Data) -> list[str]:
    """The letter's text, from the salutation on."""
    return [plain(paragraph) for paragraph in (salutation(reader, data), *_said(reader, data))]


def written(reader: Language, data: Data) -> Markup:
    """The whole letter on lines, as it is shown before it leaves."""
    return Markup("\n").join((*paragraphs(reader, data), closing(reader), signature(reader, data)))


def _said(reader: Language, data: Data) -> list[Markup]:
    return [
        _counted(reader, data),
        _what_the_bylaws_say(reader, data),
        _what_helps(reader, data),
        _what_may_follow(reader, data),
        _whom_to_talk_to(reader, data),
    ]


def _counted(reader: Language, data: Data) -> Markup:
    """Each meeting by its day."""
    shown = {"year": data["issued_on"][:4]}
    parts = []
    if missed := _days(data, Attendance.UNJUSTIFIED):
        parts.append(
            reader.tn(
                "In {year} <b>{n} absence from the monthly meetings</b> is not excused: {days}.",
                "In {year} <b>{n} absences from the monthly meetings</b> are not excused: {days}.",
                len(missed),
                days=missed,
                **shown,
            )
        )
    if excused := _days(data, Attendance.JUSTIFIED):
        parts.append(
            reader.tn(
                "In {year} <b>{n} absence</b> is excused: {days}.",
                "In {year} <b>{n} absences</b> are excused: {days}.",
                len(excused),
                days=excused,
                **shown,
            )
        )
    return Markup(" ").join(parts)


def _what_the_bylaws_say(reader: Language, data: Data) -> Markup:
    shown = {
        "duty": _article(data, "rights"),
        "article": _article(data, "absence"),
        "unjustified": data["unjustified_limit"],
        "justified": data["justified_limit"],
    }
    if data["in_a_row"]:
        return reader.t(
            "Every member undertakes to come to the meetings or to be represented ({duty}). The bylaws provide for a "
            "written warning beyond {unjustified} absences in a row that are not excused, or {justified} that are "
            "({article}). Your rights stay as they are.",
            **shown,
        )
    return reader.t(
        "Every member undertakes to come to the meetings or to be represented ({duty}). The bylaws provide for a "
        "written warning beyond {unjustified} absences in a year that are not excused, or {justified} that are "
        "({article}). Your rights stay as they are.",
        **shown,
    )


def _what_helps(reader: Language, data: Data) -> Markup:
    if data["represented_is_absent"]:
        return reader.t("When you cannot come, say why before the meeting: the bureau decides whether it is excused.")
    return reader.t(
        "When you cannot come, say why before the meeting: the bureau decides whether it is excused. Or give your vote "
        "to a member who will be there ({article}): who is represented is not absent.",
        article=_article(data, "proxy"),
    )


def _what_may_follow(reader: Language, data: Data) -> Markup:
    return reader.tn(
        "After a letter, {n} absence in the calendar year can be held to be a grave fault ({article}): the bureau "
        "would first hear you, and an extraordinary assembly alone could decide to suspend or to radiate. Nothing is "
        "decided today.",
        "After a letter, {n} absences or more in the calendar year can be held to be a grave fault ({article}): the "
        "bureau would first hear you, and an extraordinary assembly alone could decide to suspend or to radiate. "
        "Nothing is decided today.",
        data["grave_limit"],
        article=_article(data, "grave_fault"),
    )


def _whom_to_talk_to(reader: Language, data: Data) -> Markup:
    article = _article(data, "absence")
    if not data["talk_to"]:
        return reader.t(
            "If something here is wrong, or if you are often away, talk to the bureau: it can agree to other "
            "arrangements ({article}).",
            article=article,
        )
    return reader.t(
        "If something here is wrong, or if you are often away, talk to the bureau, which can agree to other "
        "arrangements ({article}): {names}.",
        article=article,
        names=data["talk_to"],
    )


def _days(data: Data, counts_as: Attendance) -> list[date]:
    return [date.fromisoformat(each["on"]) for each in data["absences"] if each["counts_as"] == counts_as]


def _article(data: Data, topic: str) -> str:
    return cited(data["articles"][topic])
