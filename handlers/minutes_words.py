"""Minutes in words: who was there, what was decided; the paper, and the message that carries it to the members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from assistant.chat import Attachment, Reply
from assistant.domain.convening import AgendaItem
from assistant.domain.meeting_papers import Fact, MinutesPaper, MinutesSection, NameList, VoteRow
from assistant.i18n import Language
from assistant.marks import N_
from assistant.services.meetings.recording import CLOSING, OPENING, Draft
from handlers import meeting_words
from handlers.citing import article as cited

Data = Mapping[str, Any]
"""Made by `assistant.services.meetings.recounting.facts`, with the secretary's words and the approval."""
_PLACES = {OPENING: N_("Opening"), CLOSING: N_("End of the meeting")}


def minutes_sent(reader: Language, data: Data) -> Reply:
    """To each member: what was decided, and the whole as a PDF."""
    text = Markup("\n").join(
        [
            reader.t(
                "<b>{title}</b>, approved on {day} ({article}).",
                title=title(reader, data),
                day=_approved_on(data),
                article=cited(data["articles"]["monthly_meeting"]),
            ),
            *summary(reader, data),
            reader.t(
                "The whole is attached. It names people: it is for members alone, and is not published ({article}).",
                article=cited(data["articles"]["privacy"]),
            ),
        ]
    )
    return Reply(text, files=(paper(reader, data),))


def minutes_sent_mail(reader: Language, data: Data) -> Reply:
    """The same by e-mail."""
    told = minutes_sent(reader, data)
    subject = reader.t("{title}, {association}", title=title(reader, data), association=data["association"])
    return Reply(told.text, files=told.files, subject=str(subject.unescape()))


def standing(found: Draft) -> dict[str, object]:
    """What scripts read of them."""
    return {"minutes": str(found.minutes.id), "state": found.minutes.state.value}


def title(reader: Language, data: Data) -> Markup:
    """`Minutes of the monthly meeting of 11 April 2026`."""
    return reader.t("Minutes of {meeting}", meeting=meeting_words.named(reader, data))


def summary(reader: Language, data: Data) -> list[Markup]:
    """How many were there, the quorum, what was decided, without a name of who was there."""
    return [counts(reader, data), quorum(reader, data), *decisions(reader, data)]


def counts(reader: Language, data: Data) -> Markup:
    """How many were there, represented, excused, absent; those of whom there are none are left out."""
    numbers = {name: len(data[name]) for name in ("present", "represented", "excused", "absent")}
    return counted(reader, numbers)


def counted(reader: Language, numbers: Mapping[str, int]) -> Markup:
    """The same from the numbers."""
    said = [reader.tn("{n} person present", "{n} people present", numbers["present"])]
    if numbers["represented"]:
        said.append(reader.tn("{n} person represented", "{n} people represented", numbers["represented"]))
    if numbers["excused"]:
        said.append(reader.tn("{n} person excused", "{n} people excused", numbers["excused"]))
    if numbers["absent"]:
        said.append(reader.tn("{n} person absent", "{n} people absent", numbers["absent"]))
    return Markup(", ").join(said) + "."


def quorum(reader: Language, data: Data) -> Markup:
    """That of the opening, in votes."""
    found = data["quorum"]
    said = {"count": found["count"], "required": found["required"], "article": cited(data["articles"]["quorum"])}
    if found["reached"]:
        return reader.t("Quorum reached at the opening: {count} votes, {required} needed ({article}).", **said)
    return reader.t("No quorum at the opening: {count} votes, {required} needed ({article}).", **said)


def decisions(reader: Language, data: Data) -> list[Markup]:
    """Each resolution with its count, in the order of the agenda."""
    return [Markup("• ") + decision(reader, each) for each in _resolutions(data)]


def decision(reader: Language, each: Data) -> Markup:
    """One resolution: what, whether, by how many."""
    told = {name: each[name] for name in ("text", "in_favour", "against")}
    outcome = reader.t("adopted") if each["adopted"] else reader.t("rejected")
    return reader.tn(
        "“{text}”: <b>{outcome}</b>, {in_favour} for, {against} against, {n} abstention",
        "“{text}”: <b>{outcome}</b>, {in_favour} for, {against} against, {n} abstentions",
        each["abstaining"],
        outcome=outcome,
        **told,
    )


def place_name(reader: Language, data: Data, place: str) -> str:
    """What the point is called: `1. Financial report`, `Opening`."""
    if place.isdecimal():
        name = item_title(reader, data["items"][int(place)])
        return plain(reader.t("{place}. {point}", place=int(place) + 1, point=name))
    return plain(reader.t(_PLACES[place]))


def item_title(reader: Language, item: Data) -> str:
    """In the reader's language."""
    return AgendaItem(item["titles"]).title(reader.code)


def lines(words: str | None) -> list[str]:
    """What the secretary wrote, by paragraph."""
    return [line.strip() for line in (words or "").splitlines() if line.strip()]


def plain(text: Markup) -> str:
    """For a document, or to copy: without marks of its own."""
    return str(Markup(str(text).replace("<b>", "").replace("</b>", "")).unescape())  # noqa: S704 - it was markup


def paper(reader: Language, data: Data) -> Attachment:
    """The whole as a PDF, marked as a draft until it is approved."""
    approved = data["approved"]
    made = MinutesPaper(
        association=data["association"],
        title=plain(reader.t("Minutes of {day}", day=date.fromisoformat(data["on"]))),
        issued_on=(approved["at"] if approved else data["closed_at"] or data["opened_at"])[:10],
        facts=_facts(reader, data),
        people=_people(reader, data),
        opening=lines(data["words"].get(OPENING)),
        sections=_sections(reader, data),
        closing=_closing(reader, data),
        signers=_signers(reader, data),
        draft=approved is None,
    )
    name = (
        reader.t("minutes-{day}.pdf", day=data["on"])
        if approved
        else reader.t("minutes-draft-{day}.pdf", day=data["on"])
    )
    return Attachment("minutes", str(name), made)


def _facts(reader: Language, data: Data) -> list[Fact]:
    rows = [
        (reader.t("Opened at"), _time(reader, data["opened_at"])),
        (reader.t("Closed at"), _time(reader, data["closed_at"])),
        (reader.t("In the chair"), data["chair"] or ""),
        (reader.t("Secretary of the meeting"), data["secretary"] or ""),
        (reader.t("There"), plain(counts(reader, data))),
        (reader.t("Quorum"), _quorum(reader, data)),
    ]
    own: list[Fact] = [{"label": plain(label), "value": value} for label, value in rows if value]
    kind = meeting_words.kind_name(reader, data["kind"])
    called = reader.t("{kind}, second convocation", kind=kind) if data["second"] else kind
    return [Fact(label=plain(reader.t("Meeting")), value=plain(called)), *meeting_words.facts(reader, data), *own]


def _quorum(reader: Language, data: Data) -> str:
    """Beside its name, where `quorum` is a sentence."""
    found = data["quorum"]
    said = {"count": found["count"], "required": found["required"], "article": cited(data["articles"]["quorum"])}
    if found["reached"]:
        return plain(reader.t("reached: {count} votes at the opening, {required} needed ({article})", **said))
    return plain(reader.t("not reached: {count} votes at the opening, {required} needed ({article})", **said))


def _people(reader: Language, data: Data) -> list[NameList]:
    lists = (
        (reader.t("Members present"), [_stay(reader, who) for who in data["present"]]),
        (reader.t("Members represented"), [_represented(reader, who) for who in data["represented"]]),
        (reader.t("Members excused"), data["excused"]),
        (reader.t("Members absent"), data["absent"]),
    )
    return [{"title": plain(name), "names": list(names)} for name, names in lists]


def _stay(reader: Language, who: Data) -> str:
    came, left = _time(reader, who["from"]), _time(reader, who["until"])
    if came and left:
        return plain(reader.t("{name} (from {came} to {left})", name=who["name"], came=came, left=left))
    if came:
        return plain(reader.t("{name} (from {came})", name=who["name"], came=came))
    return plain(reader.t("{name} (until {left})", name=who["name"], left=left)) if left else str(who["name"])


def _represented(reader: Language, who: Data) -> str:
    if who["reference"] is None:
        return plain(reader.t("{name}, by {holder}", name=who["name"], holder=who["holder"]))
    return plain(reader.t("{name}, by {holder} ({reference})", **who))


def _sections(reader: Language, data: Data) -> list[MinutesSection]:
    """Each point of the agenda; then what was voted beside them."""
    words = data["words"]
    points = [
        _section(item_title(reader, item), lines(words.get(str(place))), _rows(reader, item["resolutions"]))
        for place, item in enumerate(data["items"])
    ]
    if data["other"]:
        points.append(_section(plain(reader.t("Other decisions")), [], _rows(reader, data["other"])))
    return points


def _section(name: str, paragraphs: list[str], votes: list[VoteRow]) -> MinutesSection:
    return {"title": name, "paragraphs": paragraphs, "votes": votes}


def _rows(reader: Language, resolutions: Iterable[Data]) -> list[VoteRow]:
    adopted, rejected = plain(reader.t("Adopted")), plain(reader.t("Rejected"))
    return [
        VoteRow(
            text=each["text"],
            in_favour=each["in_favour"],
            against=each["against"],
            abstaining=each["abstaining"],
            outcome=adopted if each["adopted"] else rejected,
        )
        for each in resolutions
    ]


def _closing(reader: Language, data: Data) -> list[str]:
    said = lines(data["words"].get(CLOSING))
    if data["closed_at"]:
        said.append(plain(reader.t("The meeting was closed at {time}.", time=_time(reader, data["closed_at"]))))
    if data["approved"]:
        said.append(plain(approval(reader, data)))
    return said


def approval(reader: Language, data: Data) -> Markup:
    """Where they were read and by how many votes approved."""
    approved = data["approved"]
    return reader.tn(
        "Approved by those present at {meeting}: {in_favour} for, {against} against, {n} abstention ({article}).",
        "Approved by those present at {meeting}: {in_favour} for, {against} against, {n} abstentions ({article}).",
        approved["abstaining"],
        meeting=meeting_words.named(reader, approved),
        in_favour=approved["in_favour"],
        against=approved["against"],
        article=cited(data["articles"]["monthly_meeting"]),
    )


def _signers(reader: Language, data: Data) -> list[str]:
    """Who presided and who wrote."""
    offices = (
        (reader.t("The chair: {name}", name=data["chair"] or ""), data["chair"]),
        (reader.t("The secretary: {name}", name=data["secretary"] or ""), data["secretary"]),
    )
    return [plain(said) for said, name in offices if name]


def _approved_on(data: Data) -> date:
    return datetime.fromisoformat(data["approved"]["at"]).date()


def _resolutions(data: Data) -> list[Data]:
    return [*(each for item in data["items"] for each in item["resolutions"]), *data["other"]]


def _time(reader: Language, moment: str | None) -> str:
    return reader.time(datetime.fromisoformat(moment)) if moment else ""
