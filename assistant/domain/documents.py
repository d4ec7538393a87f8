"""Documents that members hand in: kept sealed, erased when they have served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Document:
    """A document by its id, without its content. `about` is what it proves: `payment:12`."""

    id: int
    about: str
    member: str
    """Who handed it in."""
    name: str
    media_type: str
    size: int
    kept_at: datetime
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Who was shown a document, and when."""

    document: int
    viewer: str
    """A member's number, or `operator`."""
    at: datetime
