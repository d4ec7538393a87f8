"""A meeting as the bureau sees it: who proposes it, how many agree, what it came to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from markupsafe import Markup

from assistant.chat import Button, Reply
from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.orders import Choice
from assistant.i18n import Language
from handlers import meeting_words
from handlers.citing import article as cited
from handlers.meeting_words import Data
from handlers.rsvp_buttons import EDITION


def meeting_card(reader: Language, data: Data) -> Reply:
    """To each of the bureau while the round is open, then what it came to; to who proposed it, what happened."""
    if data["superseded"]:
        head = reader.t("<b>Changed since: {meeting}.</b> Another card follows.", meeting=_label(reader, data))
        return Reply(head)
    if data["state"] != MeetingState.PROPOSED:
        return Reply(_outcome(reader, data), _afterwards(reader, data))
    if data["reason"] is not None:
        return Reply(_no(reader, data), (_button(reader.t("Look at it"), data),))
    if data["voted"]:
        said = reader.t("You have said yes.") if data["voted"] == Choice.APPROVE else reader.t("You have said no.")
        return Reply(Markup("\n").join([said, *proposal(reader, data)]))
    return Reply(Markup("\n").join(proposal(reader, data)), _answers(reader, data))


def proposal(reader: Language, data: Data) -> Iterator[Markup]:
    """What is proposed, whole, and how many yes it still takes."""
    shown = {"meeting": _label(reader, data), "name": by(reader, data["proposed_by"])}
    yield reader.t("<b>{meeting}</b>: {name} proposes to convene it.", **shown)
    yield reader.t("Place: {place}", place=meeting_words.where(reader, data))
    if data["purpose"]:
        yield reader.t("Purpose: {purpose}", purpose=meeting_words.purpose(reader, data["purpose"]))
    yield reader.t("Agenda ({article}):", article=cited(data["articles"]["session"]))
    yield meeting_words.agenda_lines(reader, data)
    yield lacking(reader, _missing(data))


def lacking(reader: Language, missing: int) -> Markup:
    """How many of the bureau have still to agree before it leaves."""
    return reader.tn(
        "It is sent once {n} more member of the bureau agrees.",
        "It is sent once {n} more members of the bureau agree.",
        missing,
    )


def report_button(reader: Language, meeting: Meeting) -> Button:
    """Who was reached; of one that waits for the bureau, where it stands."""
    if meeting.state is MeetingState.PROPOSED:
        return Button(str(reader.t("Look at it")), "notices", (str(meeting.id),))
    return Button(str(reader.t("Who was reached")), "notices", (str(meeting.id), "report"))


def by(reader: Language, name: str | None) -> str:
    """A person's name; the operator has none."""
    return name or str(reader.t("the operator"))


def _no(reader: Language, data: Data) -> Markup:
    shown = {"meeting": _label(reader, data), "name": by(reader, data["by"]), "reason": data["reason"]}
    said = reader.t("<b>{name} does not agree to convene it</b>: {meeting}. “{reason}”", **shown)
    return Markup("\n").join([said, lacking(reader, _missing(data))])


def _outcome(reader: Language, data: Data) -> Markup:
    shown = {
        "meeting": _label(reader, data),
        "name": by(reader, data["by"]),
        "at": datetime.fromisoformat(data["at"]),
        "reason": data["reason"],
    }
    if data["state"] == MeetingState.CALLED_OFF and not data["reason"]:
        return reader.t("<b>It will not be held</b>: {meeting}. Too few of the bureau agree.", **shown)
    if data["state"] == MeetingState.CALLED_OFF:
        return reader.t("<b>It will not be held</b>: {meeting} ({name}, {at}). “{reason}”", **shown)
    return reader.t("<b>Convened</b>: {meeting} ({name}, {at}).", **shown)


def _missing(data: Data) -> int:
    return max(int(data["needed"]) - int(data["votes"]["yes"]), 0)


def _answers(reader: Language, data: Data) -> tuple[Button, ...]:
    if not data["asks"]:
        return ()
    return (_button(reader.t("Agree"), data, "approve"), _button(reader.t("Do not agree"), data, "refuse"))


def _afterwards(reader: Language, data: Data) -> tuple[Button, ...]:
    if data["state"] == MeetingState.CALLED_OFF:
        return ()
    return (_button(reader.t("Who was reached"), data, "report"),)


def _button(words: Markup, data: Data, action: str | None = None) -> Button:
    about = (f"{EDITION}{data['edition']}",) if action in {"approve", "refuse"} else ()
    return Button(str(words), "notices", (data["meeting"], *((action,) if action else ()), *about))


def _label(reader: Language, data: Data) -> str:
    return meeting_words.label(reader, data)
