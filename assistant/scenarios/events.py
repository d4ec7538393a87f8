"""Events in members' lives as cases name them: the kinds and ties of mutual aid, and the papers, in their words."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.domain.aid import Document, EventKind, Tie

_TIES = {
    "half": Tie.HALF_SIBLING,
    "adopt": Tie.ADOPTION,
    "partner": Tie.PARTNER,
    "pacs": Tie.PARTNER,
    "cohabitant": Tie.PARTNER,
    "fiance": Tie.PARTNER,
    "stillb": Tie.STILLBORN,
    "in_law": Tie.IN_LAW,
    "grand": Tie.GRANDPARENT,
}
"""A word that holds one of these (`death_half_brother`, `death_adopted_child`) is that tie; any other is unlisted."""
_PAPERS = {"invitation": Document.INVITATION, "birth_certificate": Document.BIRTH_CERTIFICATE}


def kind_of(word: str) -> tuple[EventKind, Tie]:
    """The kind that a case names; `other` with its tie for whatever the bylaws may not list."""
    if word in set(EventKind):
        return EventKind(word), Tie.UNLISTED
    return EventKind.OTHER, next((tie for part, tie in _TIES.items() if part in word), Tie.UNLISTED)


def papers(words: Iterable[str]) -> frozenset[Document]:
    """The documents among those that a case names (`invitation_card`, `birth_certificate`); others prove nothing."""
    return frozenset(document for word in words for part, document in _PAPERS.items() if part in word)
