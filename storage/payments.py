"""Declared and confirmed payments."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.ledger import Method, Payment, PaymentState
from storage.session import Prepared, Row, Session, binds, from_micros
from storage.tables import payment as payments

_ADD = Prepared(
    insert(payments)
    .values(binds(payments, but=["id"]))
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(payments.c.id)
)
_columns = select(*(column for column in payments.c if column.name != "key"))
_GET = Prepared(_columns.where(payments.c.id == bindparam("row")))
_OF_MEMBER = Prepared(_columns.where(payments.c.member == bindparam("number")).order_by(payments.c.id))
_PENDING = Prepared(
    _columns.where(payments.c.member == bindparam("number"), payments.c.state == PaymentState.DECLARED.value).order_by(
        payments.c.id
    )
)
_ALL_PENDING = Prepared(
    select(payments.c.member, func.sum(payments.c.cents))
    .where(payments.c.state == PaymentState.DECLARED.value)
    .group_by(payments.c.member)
)


class Payments:
    """See `assistant.ports.Payments`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def add(
        self,
        member: str,
        *,
        cents: int,
        method: Method,
        value_on: date,
        reference: str,
        state: PaymentState,
        key: str | None,
    ) -> int | None:
        """The new payment's id; None if that key was added before."""
        row = self._session.one(
            _ADD,
            member=member,
            cents=cents,
            method=method.value,
            value_on=value_on.isoformat(),
            reference=reference,
            state=state.value,
            declared_at=self._now,
            key=key,
        )
        return int(row[0]) if row else None

    def get(self, payment: int) -> Payment | None:
        """The payment."""
        row = self._session.one(_GET, row=payment)
        return _payment(row) if row else None

    def of_member(self, member: str) -> list[Payment]:
        """In the order recorded."""
        return [_payment(row) for row in self._session.all(_OF_MEMBER, number=member)]

    def pending(self, member: str) -> list[Payment]:
        """Declared and undecided, oldest first."""
        return [_payment(row) for row in self._session.all(_PENDING, number=member)]

    def all_pending(self) -> dict[str, int]:
        """Undecided cents, by member."""
        return {member: int(cents) for member, cents in self._session.all(_ALL_PENDING)}


def _payment(row: Row) -> Payment:
    number, member, cents, method, value_on, reference, state, declared_at = row
    return Payment(
        number,
        member,
        cents,
        Method(method),
        date.fromisoformat(value_on),
        reference,
        PaymentState(state),
        from_micros(declared_at),
    )
