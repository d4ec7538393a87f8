"""A mandate to vote in words (art. 16): its writing as a PDF, until when, and what makes a member up to date again.

`Data` is a mandate as `assistant.services.meetings.representing_news.evidence` makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from assistant.chat import Attachment, Button
from assistant.domain.meeting_papers import Fact, MandatePaper
from assistant.domain.meetings import Writing
from assistant.domain.money import Money
from assistant.i18n import Language
from assistant.marks import N_
from handlers import meeting_words
from handlers.citing import article as cited
from handlers.meeting_words import facts, named, title
from handlers.paying import pay_buttons

Data = Mapping[str, Any]
WITHDRAW, DECLINE = "withdraw", "decline"
"""The first argument of `proxy`; then the mandate's reference."""
WRITINGS: Mapping[Writing, str] = {
    Writing.CHAT: N_("by message to the assistant"),
    Writing.SMS: N_("by SMS"),
    Writing.EMAIL: N_("by e-mail"),
    Writing.LETTER: N_("by letter"),
}


def mandate(reader: Language, data: Data) -> Attachment:
    """The writing: who gives their vote to whom, for which meeting, when and how it was handed in."""
    given = datetime.fromisoformat(data["given_at"])
    handed_in = reader.t("{day}, {how}", day=reader.moment(given), how=reader.t(WRITINGS[Writing(data["writing"])]))
    rows = [_fact(reader.t("Given on"), _plain(handed_in))]
    if data["entered_by"]:
        rows.append(_fact(reader.t("Entered for the bureau by"), data["entered_by"]))
    paper = MandatePaper(
        association=data["meeting"]["association"],
        title=_plain(reader.t("Proxy for {meeting}", meeting=named(reader, data["meeting"]))),
        reference=data["reference"],
        issued_on=given.date().isoformat(),
        giver=data["giver"],
        holder=data["holder"],
        facts=[*facts(reader, data["meeting"]), *rows],
        paragraphs=_paragraphs(reader, data),
    )
    return Attachment("mandate", str(reader.t("proxy-{reference}.pdf", reference=data["reference"])), paper)


def meeting(reader: Language, data: Data) -> Markup:
    """`the monthly meeting of 14 March 2026`."""
    return named(reader, data["meeting"])


def when(reader: Language, data: Data) -> Markup:
    """`the monthly meeting, Saturday 14 March 2026 at 14:30`."""
    told = data["meeting"]
    called = title(reader, told["kind"], second=told["second"])
    return reader.t("{meeting}, {when}", meeting=called, when=meeting_words.when(reader, told))


def until(reader: Language, data: Data) -> Markup:
    """`before it opens, on 14 March 2026 at 14:30`; or by the hour that the bylaws say."""
    last = datetime.fromisoformat(data["deadline"])
    if data["deadline"] == data["meeting"]["starts_at"]:
        return reader.t("before it opens, on {moment}", moment=reader.moment(last))
    return reader.t("by {moment} at the latest", moment=reader.moment(last))


def article(data: Data) -> str:
    """That a mandate rests on."""
    return cited(data["article"])


def withdrawing(reader: Language, data: Data, label: str = "") -> Button:
    """Takes the mandate back."""
    return Button(label or str(reader.t("Withdraw it")), "proxy", (WITHDRAW, data["reference"]))


def declining(reader: Language, data: Data) -> Button:
    """The holder will not carry it."""
    return Button(str(reader.t("I cannot do it")), "proxy", (DECLINE, data["reference"]))


def choosing(reader: Language, data: Data) -> Button:
    """Somebody else for the same meeting."""
    return Button(str(reader.t("Choose somebody else")), "proxy", (str(data["meeting"]["meeting"]),))


def how_to_recover(reader: Language, recovery: Data) -> Markup:
    """What opens the vote again: a payment, or the day on which it opens by itself."""
    shown = {
        "excess": Money(recovery["excess"], recovery["currency"]),
        "day": date.fromisoformat(recovery["opens_on"]) if recovery["opens_on"] else "",
        "article": cited(recovery["article"]),
    }
    if recovery["new"]:
        return reader.t("Votes, proxies and mutual aid open to you on {day} ({article}).", **shown)
    if not recovery["excess"]:
        return reader.t("After long arrears your rights open again on {day} ({article}).", **shown)
    if recovery["opens_on"]:
        return reader.t(
            "After such long arrears, {excess} paid today open your rights again on {day} ({article}).", **shown
        )
    return reader.t("{excess} is enough to be up to date again.", **shown)


def recovering(reader: Language, recovery: Data) -> tuple[Button, ...]:
    """What is enough, and all that is owed."""
    owed = (recovery["excess"], -recovery["balance"]) if recovery["excess"] else ()
    return pay_buttons(reader, recovery["currency"], owed)


def _paragraphs(reader: Language, data: Data) -> list[str]:
    shown = {
        "giver": data["giver"]["name"],
        "holder": data["holder"]["name"],
        "meeting": meeting(reader, data),
        "article": article(data),
    }
    said = (
        reader.t("{giver} gives {holder} a mandate to vote in their name at {meeting} ({article}).", **shown),
        reader.t(
            "The mandate is for this meeting alone. It counts if both are up to date when it opens and {holder} is "
            "there. It ends if {giver} withdraws it or {holder} declines it before the opening, or if {giver} comes.",
            **shown,
        ),
    )
    return [_plain(paragraph) for paragraph in said]


def _fact(label: Markup, value: str) -> Fact:
    return {"label": _plain(label), "value": value}


def _plain(text: Markup) -> str:
    return text.striptags()
