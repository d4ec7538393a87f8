"""Minutes: drafted from what was recorded, edited by the secretary, approved at the next meeting, only then sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from assistant.domain.resolutions import Tally


class MinutesState(StrEnum):
    """The life of minutes (art. 19)."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Approval:
    """Those present have approved them; from then on they no longer change."""

    meeting: int
    """Where they were read."""
    approved_by: str
    """Who noted it."""
    approved_at: datetime
    tally: Tally
    facts: Mapping[str, Any]
    """The whole of them as JSON: attendance, proxies, votes, words."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of one meeting."""

    id: int
    meeting: int
    state: MinutesState
    words: Mapping[str, str]
    """The secretary's, by agenda item (its place from 0 as text), `opening` and `closing`."""
    drafted_by: str
    drafted_at: datetime
    approval: Approval | None = None
    broadcast: int | None = None
    """What carried them to the members."""
    sent_by: str | None = None
    sent_at: datetime | None = None
    public: Mapping[str, str] = field(default_factory=dict)
    """What the version without names says in the place of those texts; empty where one is left out of it."""
    cleared: tuple[str, ...] = ()
    """Words that are somebody's name, of which it was said that nobody is meant by them here; folded."""
