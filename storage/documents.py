"""Documents that members hand in, sealed; an erased one leaves its name and dates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.documents import Document, DocumentView
from storage.seal import Seal
from storage.session import (
    Prepared,
    Row,
    Session,
    binds,
    from_micros,
    from_micros_or_none,
    to_micros,
    to_micros_or_none,
)
from storage.tables import document as documents
from storage.tables import document_view as views

_KEEP = Prepared(insert(documents).values(binds(documents, but=["id"])).returning(documents.c.id))
_facts = select(*(column for column in documents.c if column.name not in {"content", "erase_at"}))
_ABOUT = Prepared(_facts.where(documents.c.about == bindparam("subject")).order_by(documents.c.id))
_OF_MEMBER = Prepared(_facts.where(documents.c.member == bindparam("number")).order_by(documents.c.id))
_READ = Prepared(select(documents.c.content).where(documents.c.id == bindparam("row")))
_MOVE = Prepared(text("UPDATE document SET about = :about, erase_at = NULL WHERE id = :row AND erased_at IS NULL"))
_ERASE_AT = Prepared(text("UPDATE document SET erase_at = :at WHERE about = :about AND erased_at IS NULL"))
_ERASE = Prepared(
    text("UPDATE document SET content = NULL, erased_at = :now WHERE erased_at IS NULL AND erase_at <= :now")
)
_SEE = Prepared(text("INSERT INTO document_view (document, viewer, at) VALUES (:document, :viewer, :at)"))
_VIEWS = Prepared(
    select(views.c.document, views.c.viewer, views.c.at)
    .join(documents, documents.c.id == views.c.document)
    .where(documents.c.about == bindparam("subject"))
    .order_by(views.c.id)
)


class Documents:
    """See `assistant.ports.Documents`."""

    def __init__(self, session: Session, now: int, seal: Seal) -> None:
        self._session = session
        self._now = now
        self._seal = seal

    def keep(
        self, about: str, member: str, name: str, media_type: str, content: bytes, *, until: datetime | None = None
    ) -> int:
        """Seal and keep; returns the id."""
        row = self._session.all(
            _KEEP,
            about=about,
            member=member,
            name=name,
            media_type=media_type,
            size=len(content),
            content=self._seal.close(content),
            kept_at=self._now,
            erase_at=to_micros_or_none(until),
            erased_at=None,
        )
        return int(row[0][0])

    def about(self, subject: str) -> list[Document]:
        """What proves it, oldest first."""
        return [_document(row) for row in self._session.all(_ABOUT, subject=subject)]

    def of_member(self, member: str) -> list[Document]:
        """What the member handed in, oldest first."""
        return [_document(row) for row in self._session.all(_OF_MEMBER, number=member)]

    def read(self, document: int) -> bytes | None:
        """The content; None once erased."""
        row = self._session.one(_READ, row=document)
        return self._seal.open(row[0]) if row and row[0] is not None else None

    def move(self, document: int, about: str) -> None:
        """It proves that from now on, and is no longer to be erased."""
        self._session.run(_MOVE, row=document, about=about)

    def erase_at(self, about: str, at: datetime) -> None:
        """All that prove it go then."""
        self._session.run(_ERASE_AT, about=about, at=to_micros(at))

    def erase_due(self) -> int:
        """Empty those whose time has come."""
        return self._session.run(_ERASE, now=self._now)

    def see(self, document: int, viewer: str) -> None:
        """It was shown now."""
        self._session.run(_SEE, document=document, viewer=viewer, at=self._now)

    def views(self, about: str) -> list[DocumentView]:
        """Oldest first."""
        found = self._session.all(_VIEWS, subject=about)
        return [DocumentView(document, viewer, from_micros(at)) for document, viewer, at in found]


def _document(row: Row) -> Document:
    number, about, member, name, media_type, size, kept_at, erased_at = row
    return Document(number, about, member, name, media_type, size, from_micros(kept_at), from_micros_or_none(erased_at))
