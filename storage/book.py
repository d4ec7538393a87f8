"""Small facts by name, and keys of what happens only once."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage import tables
from storage.session import BEYOND, Prepared, Session, binds

_GET = Prepared(select(tables.book.c.value).where(tables.book.c.name == bindparam("which")))
_new = insert(tables.book).values(binds(tables.book))
_PUT = Prepared(_new.on_conflict_do_update(index_elements=["name"], set_={"value": _new.excluded.value}))
_FORGET = Prepared(delete(tables.book).where(tables.book.c.name == bindparam("which")))
_ONCE = Prepared(insert(tables.once).values(binds(tables.once)).on_conflict_do_nothing())
_SEEN = Prepared(
    select(tables.once.c.key).where(tables.once.c.key >= bindparam("first"), tables.once.c.key < bindparam("beyond"))
)


class Book:
    """See `assistant.ports.Book`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def get(self, name: str) -> str | None:
        """What is kept under that name."""
        row = self._session.one(_GET, which=name)
        return str(row[0]) if row else None

    def put(self, name: str, value: str | None) -> None:
        """Keep it; None forgets."""
        if value is None:
            self._session.run(_FORGET, which=name)
        else:
            self._session.run(_PUT, name=name, value=value)

    def once(self, key: str) -> bool:
        """True the first time."""
        return self._session.run(_ONCE, key=key, at=self._now) == 1

    def seen(self, prefix: str) -> set[str]:
        """The keys seen that begin so."""
        return {key for (key,) in self._session.all(_SEEN, first=prefix, beyond=prefix + BEYOND)}
