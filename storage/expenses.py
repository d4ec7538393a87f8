"""What members spend for the association. Where a claim stands is where its order stands, read beside it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.expenses import Category, Expense, NewExpense, Purchase, TravelCase
from assistant.domain.orders import OrderState
from storage.session import Prepared, Row, Session, binds, from_micros
from storage.tables import expense as expenses

_ADD = Prepared(insert(expenses).values(binds(expenses, but=["id"])).returning(expenses.c.id))
_FOUND = """SELECT e.id, e.member, e.cents, e.category, e.what, e.spent_on, e.travel, e.proposed_at, e.bought_on,
 e.bought_cents, e.sent_back, o.id, o.state FROM expense e JOIN payment_order o ON o.cause = 'expense:' || e.id"""
_GET = Prepared(text(f"{_FOUND} WHERE e.id = :row"))
_OF_MEMBER = Prepared(text(f"{_FOUND} WHERE e.member = :number ORDER BY e.id"))
_DOCUMENT = Prepared(
    text("UPDATE expense SET bought_on = :bought_on, bought_cents = :cents, sent_back = NULL WHERE id = :row")
)
_SEND_BACK = Prepared(
    text("UPDATE expense SET bought_on = NULL, bought_cents = NULL, sent_back = :lacking WHERE id = :row")
)


class Expenses:
    """See `assistant.ports.Expenses`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def add(self, member: str, new: NewExpense) -> int:
        """The new expense's id."""
        row = self._session.all(
            _ADD,
            member=member,
            cents=new.cents,
            category=new.category.value,
            what=new.what,
            spent_on=new.spent_on.isoformat(),
            travel=new.travel.value if new.travel else None,
            proposed_at=self._now,
            bought_on=None,
            bought_cents=None,
            sent_back=None,
        )[0]
        return int(row[0])

    def get(self, expense: int) -> Expense | None:
        """The expense."""
        row = self._session.one(_GET, row=expense)
        return _expense(row) if row else None

    def of_member(self, member: str) -> list[Expense]:
        """Oldest first."""
        return list(map(_expense, self._session.all(_OF_MEMBER, number=member)))

    def document(self, expense: int, purchase: Purchase) -> None:
        """The receipt has come."""
        self._session.run(_DOCUMENT, row=expense, bought_on=purchase.bought_on.isoformat(), cents=purchase.cents)

    def send_back(self, expense: int, lacking: str) -> None:
        """The receipt does not do."""
        self._session.run(_SEND_BACK, row=expense, lacking=lacking)


def _expense(row: Row) -> Expense:
    number, member, cents, category, what, spent_on, travel, proposed_at, bought_on, bought, sent_back, order, state = (
        row
    )
    return Expense(
        number,
        member,
        cents,
        Category(category),
        what,
        date.fromisoformat(spent_on),
        TravelCase(travel) if travel else None,
        from_micros(proposed_at),
        Purchase(date.fromisoformat(bought_on), bought) if bought_on else None,
        sent_back,
        order,
        OrderState(state),
    )
