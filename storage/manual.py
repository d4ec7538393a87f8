"""What treasurers enter by hand."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.ledger import Kind
from assistant.domain.manual import ManualEntry, NewEntry, Undoing
from storage.session import Prepared, Row, Session, from_micros, to_micros
from storage.tables import manual_entry as entries

_MADE = ("account", "kind", "cents", "value_on", "reason", "author", "entered_at")
_ADD = Prepared(insert(entries).values({name: bindparam(name) for name in _MADE}).returning(entries.c.id))
_GET = Prepared(select(entries).where(entries.c.id == bindparam("row")))
_OF_ACCOUNT = Prepared(select(entries).where(entries.c.account == bindparam("name")).order_by(entries.c.id))
_ALL = Prepared(select(entries).order_by(entries.c.id))
_UNDO = Prepared(
    text(
        """UPDATE manual_entry SET undone_by = :who, undone_at = :instant, undone_reason = :reason
 WHERE id = :row AND undone_by IS NULL"""
    )
)


class ManualEntries:
    """See `assistant.ports.ManualEntries`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def add(self, new: NewEntry, author: str) -> int:
        """The new entry's id."""
        row = self._session.all(
            _ADD,
            account=new.account,
            kind=new.kind.value,
            cents=new.cents,
            value_on=new.value_on.isoformat(),
            reason=new.reason,
            author=author,
            entered_at=self._now,
        )
        return int(row[0][0])

    def get(self, entry: int) -> ManualEntry | None:
        """The entry."""
        row = self._session.one(_GET, row=entry)
        return _entry(row) if row else None

    def undo(self, entry: int, undoing: Undoing) -> bool:
        """Compare-and-set: of two that undo at once, one wins."""
        values = {"who": undoing.by, "instant": to_micros(undoing.at), "reason": undoing.reason}
        return self._session.run(_UNDO, row=entry, **values) == 1

    def of_account(self, account: str) -> list[ManualEntry]:
        """Oldest first."""
        return [_entry(row) for row in self._session.all(_OF_ACCOUNT, name=account)]

    def all(self) -> list[ManualEntry]:
        """Oldest first."""
        return [_entry(row) for row in self._session.all(_ALL)]


def _entry(row: Row) -> ManualEntry:
    number, account, kind, cents, value_on, reason, author, entered_at, *undone = row
    return ManualEntry(
        number,
        account,
        Kind(kind),
        cents,
        date.fromisoformat(value_on),
        reason,
        author,
        from_micros(entered_at),
        Undoing(undone[0], from_micros(undone[1]), undone[2]) if undone[0] is not None else None,
    )
