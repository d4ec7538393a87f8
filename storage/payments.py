"""Payments and what was decided on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.ledger import Method
from assistant.domain.payments import Payment, PaymentDecision, PaymentState
from storage.session import Prepared, Row, Session, binds, from_micros, to_micros
from storage.tables import payment as payments
from storage.tables import payment_decision as decisions

_ADD = Prepared(
    insert(payments)
    .values(binds(payments, but=["id"]))
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(payments.c.id)
)
_columns = select(*(column for column in payments.c if column.name != "key"))
_declared = payments.c.state == PaymentState.DECLARED.value
_GET = Prepared(_columns.where(payments.c.id == bindparam("row")))
_OF_MEMBER = Prepared(_columns.where(payments.c.member == bindparam("number")).order_by(payments.c.id))
_PENDING = Prepared(_columns.where(payments.c.member == bindparam("number"), _declared).order_by(payments.c.id))
_QUEUE = Prepared(_columns.where(_declared).order_by(payments.c.id))
_BOOKED = Prepared(
    _columns.where(
        payments.c.state == PaymentState.CONFIRMED.value, payments.c.value_on >= bindparam("since")
    ).order_by(payments.c.id)
)
_ALL_PENDING = Prepared(
    select(payments.c.member, func.sum(payments.c.cents)).where(_declared).group_by(payments.c.member)
)
_MOVE = Prepared(text("UPDATE payment SET state = :after WHERE id = :row AND state = :before"))
_DECIDE = Prepared(insert(decisions).values(binds(decisions)))
_oldest_first = (decisions.c.payment, decisions.c.decided_at, decisions.c.state)
_DECISIONS = Prepared(select(decisions).where(decisions.c.payment == bindparam("row")).order_by(*_oldest_first))
_DECISIONS_OF = Prepared(
    select(decisions)
    .join(payments, payments.c.id == decisions.c.payment)
    .where(payments.c.member == bindparam("number"))
    .order_by(*_oldest_first)
)
_DECISIONS_SINCE = Prepared(
    select(decisions)
    .join(payments, payments.c.id == decisions.c.payment)
    .where(payments.c.value_on >= bindparam("since"))
    .order_by(*_oldest_first)
)
_RECEIPTS = Prepared(select(func.count()).where(decisions.c.receipt.like(bindparam("beginning"))))


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
        return _payment(row, _steps(self._session.all(_DECISIONS, row=payment))) if row else None

    def of_member(self, member: str) -> list[Payment]:
        """In the order recorded."""
        steps = _steps(self._session.all(_DECISIONS_OF, number=member))
        return [_payment(row, steps) for row in self._session.all(_OF_MEMBER, number=member)]

    def pending(self, member: str) -> list[Payment]:
        """Declared and undecided, oldest first."""
        return [_payment(row) for row in self._session.all(_PENDING, number=member)]

    def all_pending(self) -> dict[str, int]:
        """Undecided cents, by member."""
        return {member: int(cents) for member, cents in self._session.all(_ALL_PENDING)}

    def queue(self) -> list[Payment]:
        """Declared and undecided, everybody's, oldest first."""
        return [_payment(row) for row in self._session.all(_QUEUE)]

    def booked(self, since: date) -> list[Payment]:
        """Confirmed, of that day or later."""
        steps = _steps(self._session.all(_DECISIONS_SINCE, since=since.isoformat()))
        return [_payment(row, steps) for row in self._session.all(_BOOKED, since=since.isoformat())]

    def decide(self, payment: int, decision: PaymentDecision) -> bool:
        """Compare-and-set: of two that decide at once, one wins."""
        undone = decision.state is PaymentState.REVERSED
        before = PaymentState.CONFIRMED if undone else PaymentState.DECLARED
        if self._session.run(_MOVE, row=payment, before=before.value, after=decision.state.value) != 1:
            return False
        self._session.run(
            _DECIDE,
            payment=payment,
            state=decision.state.value,
            cents=decision.cents,
            reason=decision.reason,
            receipt=decision.receipt,
            decided_by=decision.decided_by,
            decided_at=to_micros(decision.decided_at),
        )
        return True

    def last_receipt(self, year: int) -> int:
        """The highest number given in that year."""
        return int(self._session.all(_RECEIPTS, beginning=f"{year}-%")[0][0])


Steps = dict[int, list[PaymentDecision]]


def _steps(rows: Iterable[Row]) -> Steps:
    """Decisions by payment, oldest first."""
    found: Steps = defaultdict(list)
    for payment, state, cents, reason, receipt, decided_by, decided_at in rows:
        found[payment].append(
            PaymentDecision(PaymentState(state), cents, decided_by, from_micros(decided_at), reason, receipt)
        )
    return found


def _payment(row: Row, steps: Steps | None = None) -> Payment:
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
        tuple((steps or {}).get(number, ())),
    )
