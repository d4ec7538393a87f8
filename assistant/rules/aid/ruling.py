"""What the text leaves to the bureau (art. 34): for which kind a claim may be taken, and which papers are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from assistant.domain.aid import Document, EventKind, Tie
from assistant.domain.bylaws import Bylaws

_MAY_BE: Mapping[Tie, tuple[EventKind, ...]] = {
    Tie.HALF_SIBLING: (EventKind.DEATH_BROTHER, EventKind.DEATH_SISTER),
    Tie.ADOPTION: (
        EventKind.DEATH_CHILD,
        EventKind.DEATH_FATHER,
        EventKind.DEATH_MOTHER,
        EventKind.DEATH_BROTHER,
        EventKind.DEATH_SISTER,
        EventKind.BIRTH,
        EventKind.BAPTISM,
    ),
    Tie.PARTNER: (EventKind.DEATH_SPOUSE, EventKind.MARRIAGE),
    Tie.STILLBORN: (EventKind.DEATH_CHILD, EventKind.BIRTH),
}
"""For each of the open ties, what an event may be taken for."""


def choices(kind: EventKind, tie: Tie) -> tuple[EventKind, ...]:
    """The kinds that the bureau may take it for; none where the text leaves nothing open."""
    return _MAY_BE.get(tie, ()) if kind is EventKind.OTHER else ()


def paper(kind: EventKind, bylaws: Bylaws, day: date) -> Document | None:
    """What has to be handed in for an event of that day; for a ceremony the invitation, which says so itself."""
    if kind in bylaws.aid.ceremony_kinds.on(day):
        return Document.INVITATION
    asked = bylaws.aid.documents.get(kind)
    return next((each for each in Document if asked and each == asked.on(day)), None)
