"""What the bureau's letters have in common: their page, their closing, who signs, how they leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from assistant.chat import Attachment, Button, Reply, Turn
from assistant.domain.members import Member, Role
from assistant.domain.papers import LetterData
from assistant.i18n import Language, choose, language
from handlers.people import OFFICES

Data = Mapping[str, Any]
"""With what `assistant.services.warnings.about_people` says, and `issued_on`."""


def page(reader: Language, data: Data, subject: Markup, paragraphs: Iterable[str]) -> LetterData:
    """A letter that counts nothing up; its closing stands below the paragraphs."""
    return LetterData(
        association=data["association"],
        date=data["issued_on"],
        recipient={"number": data["number"], "name": data["name"]},
        subject=plain(subject),
        paragraphs=list(paragraphs),
        table=None,
        closing=[closing(reader)],
        signed_by=signature(reader, data),
    )


def salutation(reader: Language, data: Data) -> Markup:
    """To the member by name."""
    return reader.t("Dear {name},", name=data["name"])


def closing(reader: Language) -> str:
    """The last line before the signature."""
    return plain(reader.t("With kind regards, for the bureau"))


def signature(reader: Language, data: Data) -> str:
    """Name and office, else the bureau."""
    if not data["signed_by"]:
        return plain(reader.t("The bureau of {association}", association=data["association"]))
    if not data["office"]:
        return str(data["signed_by"])
    return f"{data['signed_by']}, {reader.t(OFFICES[Role(data['office'])])}"


def plain(text: Markup) -> str:
    """As it is printed."""
    return text.striptags()


def reader_of(turn: Turn, member: Member | None) -> Language:
    """The member's language, else the one spoken here."""
    return language(choose(member.language if member else None, turn.language.code))


def how_it_goes(turn: Turn, member: Member, *, reachable: bool) -> Markup:
    """Above the letter, before it leaves."""
    shown = {"name": member.name, "number": member.number}
    if reachable:
        return turn.t("<b>This letter goes to {name} ({number}) here, at once:</b>", **shown)
    return turn.t("<b>{name} ({number}) has no chat here; this letter is for you to print:</b>", **shown)


def to_post(turn: Turn, member: Member, file: Attachment, result: Mapping[str, Any]) -> Reply:
    """The letter to who has no chat here."""
    posted = Button(str(turn.t("Posted on …")), "proof", (member.number, "letter"))
    text = turn.t("Here is the letter to {name}: print it, sign it, post it, then tell me the day.", name=member.name)
    return Reply(text, (posted,), (file,), result)
