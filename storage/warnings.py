"""Written warnings, what the bureau noted of them, and what became of their messages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.messages import OutboxState
from assistant.domain.reminding import Telling, ToldBy, WarningKind, WarningLetter
from storage.session import Prepared, Row, Session, binds, from_day, from_micros_or_none, to_day, to_json
from storage.tables import outbox
from storage.tables import warning as warnings

_ADD = Prepared(insert(warnings).values(binds(warnings, but=["id"])).returning(warnings.c.id))
_columns = (
    select(*(column for column in warnings.c if column.name != "outbox"), outbox.c.state, outbox.c.sent_at)
    .select_from(warnings.outerjoin(outbox, outbox.c.id == warnings.c.outbox))
    .order_by(warnings.c.id)
)
_GET = Prepared(_columns.where(warnings.c.id == bindparam("row")))
_OF_MEMBER = Prepared(_columns.where(warnings.c.member == bindparam("number")))
_OF_KIND = Prepared(_columns.where(warnings.c.kind == bindparam("sort")))
_TELL = Prepared(
    text(
        """UPDATE warning SET told_by = :told_by, told_on = :told_on, noted_by = :noted_by, note = :note
 WHERE id = :row AND told_by IS NULL"""
    )
)


class Warnings:
    """See `assistant.ports.Warnings`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        member: str,
        kind: WarningKind,
        *,
        issued_on: date,
        issued_by: str,
        cents: int,
        pay_by: date | None,
        body: Mapping[str, Any],
        message: int | None,
    ) -> int:
        """The new warning's id."""
        row = self._session.all(
            _ADD,
            member=member,
            kind=kind.value,
            issued_on=issued_on.isoformat(),
            issued_by=issued_by,
            cents=cents,
            pay_by_on=from_day(pay_by),
            body=to_json(body),
            outbox=message,
            told_by=None,
            told_on=None,
            noted_by=None,
            note=None,
        )
        return int(row[0][0])

    def get(self, warning: int) -> WarningLetter | None:
        """The warning."""
        row = self._session.one(_GET, row=warning)
        return _warning(row) if row else None

    def of_member(self, member: str) -> list[WarningLetter]:
        """In the order issued."""
        return [_warning(row) for row in self._session.all(_OF_MEMBER, number=member)]

    def of_kind(self, kind: WarningKind) -> list[WarningLetter]:
        """In the order issued."""
        return [_warning(row) for row in self._session.all(_OF_KIND, sort=kind.value)]

    def tell(self, warning: int, telling: Telling) -> bool:
        """Note it; False where it was noted before."""
        return (
            self._session.run(
                _TELL,
                row=warning,
                told_by=telling.by.value,
                told_on=telling.on.isoformat(),
                noted_by=telling.noted_by,
                note=telling.note,
            )
            == 1
        )


def _warning(row: Row) -> WarningLetter:
    number, member, kind, issued_on, issued_by, cents, pay_by, body, *telling, state, sent_at = row
    return WarningLetter(
        number,
        member,
        WarningKind(kind),
        date.fromisoformat(issued_on),
        issued_by,
        cents,
        to_day(pay_by),
        json.loads(body),
        _telling(*telling),
        OutboxState(state) if state else None,
        from_micros_or_none(sent_at),
    )


def _telling(by: str | None, on: str | None, noted_by: str | None, note: str | None) -> Telling | None:
    return Telling(ToldBy(by), date.fromisoformat(on), noted_by or "", note or "") if by and on else None
