"""What is told in the room: the card of a vote, and a mandate that has lapsed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from assistant.chat import Button, Reply
from assistant.domain.resolutions import Ballot, ResolutionState
from assistant.i18n import Language
from assistant.words import visible
from handlers import meeting_words
from handlers.citing import article as cited
from handlers.vote_words import CHOICES, SAID, outcome

Data = Mapping[str, Any]
"""As `assistant.services.meetings.voting_news` makes it."""


def vote_opened(reader: Language, data: Data) -> Reply:
    """To who holds a vote: three buttons for each, until it is over; then what it came to."""
    if data["state"] == ResolutionState.CLOSED:
        return Reply(outcome(reader, data["text"], tuple(data["tally"]), adopted=data["adopted"]))
    if data["state"] == ResolutionState.DROPPED:
        over = reader.t("This vote is taken back; nothing was decided.")
        return Reply(over + Markup("\n") + reader.t("“{note}”", note=visible(data["text"])))
    lines = [reader.t("<b>Vote</b>: {question}", question=visible(data["text"]))]
    lines += [_said(reader, vote) for vote in data["votes"]]
    if not data["votes"]:
        lines.append(reader.t("You hold no vote in it at present ({article}).", article=cited(data["article"])))
    return Reply(Markup("\n").join(lines), tuple(_buttons(reader, data)))


def proxy_lapsed(reader: Language, data: Data) -> Reply:
    """To both: the giver is there and votes in person (art. 16)."""
    known = {"article": cited(data["article"]), "meeting": meeting_words.title(reader, data["kind"])}
    if data["to"] == data["giver"]["number"]:
        text = reader.t(
            "<b>You are here: you vote yourself</b> ({article}). Your proxy to {holder}, {reference}, has no effect "
            "now.",
            holder=data["holder"]["name"],
            reference=data["reference"],
            **known,
        )
    else:
        text = reader.t(
            "<b>{giver} has come in person</b>: the proxy {reference} has no effect now ({article}). You keep your own "
            "vote.",
            giver=data["giver"]["name"],
            reference=data["reference"],
            **known,
        )
    return Reply(text)


def _said(reader: Language, vote: Data) -> Markup:
    """Whose vote, and what was answered."""
    said = reader.t(SAID[Ballot(vote["choice"])]) if vote["choice"] else None
    if vote["own"]:
        return reader.t("Your vote: {choice}", choice=said) if said else reader.t("Your vote is awaited.")
    if said:
        return reader.t("The vote of {name}, by proxy: {choice}", name=vote["name"], choice=said)
    return reader.t("The vote of {name}, by proxy, is awaited.", name=vote["name"])


def _buttons(reader: Language, data: Data) -> list[Button]:
    several = len(data["votes"]) > 1
    return [
        Button(
            _label(reader, choice, vote, several=several),
            "ballot",
            (str(data["resolution"]), vote["number"], choice.value),
        )
        for vote in data["votes"]
        for choice in Ballot
    ]


def _label(reader: Language, choice: Ballot, vote: Data, *, several: bool) -> str:
    answer = reader.t(CHOICES[choice])
    if not several:
        return str(answer)
    if vote["own"]:
        return str(reader.t("{answer} (mine)", answer=answer))
    return str(reader.t("{answer} ({name})", answer=answer, name=vote["name"]).unescape())
