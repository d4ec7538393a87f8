"""What is told unasked of messages to many: the message itself, the bureau's card, its author's news of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from markupsafe import Markup

from assistant.chat import Button, Reply
from assistant.i18n import Language
from handlers.broadcast_words import Data, audience_name, message, subject
from handlers.citing import article as cited


def message_sent(reader: Language, data: Data) -> Reply:
    """To each of those for whom it is: the words as they were written, and whose they are; also a correction."""
    return Reply(message(reader, data))


def message_mailed(reader: Language, data: Data) -> Reply:
    """The same by e-mail."""
    return Reply(message(reader, data), subject=subject(reader, data))


def broadcast_card(reader: Language, data: Data) -> Reply:
    """To the bureau: what the communication commission would send, until one of them has said yes or no."""
    if not data["open"]:
        return Reply(Markup("\n").join([_proposed(reader, data), *outcome(reader, data)]))
    number = str(data["broadcast"])
    yes = Button(str(reader.t("Look and endorse")), "broadcasts", (number, "approve"))
    no = Button(str(reader.t("Do not send")), "broadcasts", (number, "stop"))
    return Reply(card(reader, data), (yes, no))


def broadcast_settled(reader: Language, data: Data) -> Reply:
    """To its author: what became of it."""
    quoted = reader.t("Your message for “{audience}”:", audience=audience_name(reader, data["audience"]))
    return Reply(Markup("\n").join([quoted, *outcome(reader, data)]))


def card(reader: Language, data: Data) -> Markup:
    """Whose it is, whom it is for, its words and, once something has become of it, what."""
    parts = [_proposed(reader, data), *outcome(reader, data), Markup(""), message(reader, data["body"])]
    return Markup("\n").join(parts)


def outcome(reader: Language, data: Data) -> Iterator[Markup]:
    """What became of it, by whose word where it was another's, and what is still to come."""
    leaves = datetime.fromisoformat(data["leaves_at"]) if data["leaves_at"] else None
    if data["by"] is not None and data["state"] != "stopped":
        yield reader.t("{by} has agreed for the bureau.", by=data["by"])
    match data["state"]:
        case "stopped":
            yield reader.t("<b>Stopped</b> by {by}: it is not sent.", by=data["by"] or str(reader.t("the operator")))
        case "planned":
            yield reader.t("<b>It leaves on {at}.</b>", at=leaves)
        case "sent":
            at = datetime.fromisoformat(data["at"])
            n = data["recipients"]
            yield reader.tn("<b>Sent to {n} member</b> on {at}.", "<b>Sent to {n} members</b> on {at}.", n, at=at)
        case _ if leaves is not None:
            yield reader.t("It would leave on {at}.", at=leaves)


def _proposed(reader: Language, data: Data) -> Markup:
    shown = {
        "name": data["author"] or str(reader.t("the operator")),
        "audience": audience_name(reader, data["audience"]),
        "article": cited(data["article"]),
    }
    if not data["open"]:
        return reader.tn(
            "Message written by {name}, for “{audience}” ({n} member):",
            "Message written by {name}, for “{audience}” ({n} members):",
            data["recipients"],
            **shown,
        )
    return reader.tn(
        "<b>{name} would like to send this</b> to “{audience}” ({n} member). One yes of the bureau is needed "
        "({article}):",
        "<b>{name} would like to send this</b> to “{audience}” ({n} members). One yes of the bureau is needed "
        "({article}):",
        data["recipients"],
        **shown,
    )
