"""A vote in words: what can be answered, how it stands, what it came to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from assistant.domain.resolutions import Ballot, Resolution
from assistant.i18n import Language
from assistant.marks import N_
from assistant.words import visible

CHOICES: Mapping[Ballot, str] = {
    Ballot.FOR: N_("For"),
    Ballot.AGAINST: N_("Against"),
    Ballot.ABSTAIN: N_("Abstention"),
}
SAID: Mapping[Ballot, str] = {
    Ballot.FOR: N_("for"),
    Ballot.AGAINST: N_("against"),
    Ballot.ABSTAIN: N_("abstention"),
}
FRENCH: Mapping[Ballot, tuple[str, ...]] = {
    Ballot.FOR: ("pour", "oui", "yes"),
    Ballot.AGAINST: ("contre", "non", "no"),
    Ballot.ABSTAIN: ("abstention", "blanc"),
}


def outcome(reader: Language, text: str, tally: tuple[int, int, int], *, adopted: bool) -> Markup:
    """Adopted or not, with the counts."""
    yes, no, neither = tally
    counts = {"yes": yes, "no": no, "question": visible(text)}
    if adopted:
        return reader.tn(
            "<b>Adopted</b>: {yes} for, {no} against, {n} abstaining.\n“{question}”",
            "<b>Adopted</b>: {yes} for, {no} against, {n} abstaining.\n“{question}”",
            neither,
            **counts,
        )
    return reader.tn(
        "<b>Not adopted</b>: {yes} for, {no} against, {n} abstaining.\n“{question}”",
        "<b>Not adopted</b>: {yes} for, {no} against, {n} abstaining.\n“{question}”",
        neither,
        **counts,
    )


def result(resolution: Resolution) -> dict[str, Any]:
    """The vote, for scripts; the counts once it is over."""
    found: dict[str, Any] = {"resolution": str(resolution.id), "state": resolution.state.value}
    tally = resolution.tally
    if tally is None:
        return found
    counts = {"in_favour": tally.in_favour, "against": tally.against, "abstaining": tally.abstaining}
    return found | counts | {"adopted": tally.adopted}
