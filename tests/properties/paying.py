"""Money: declared, decided on, taken in, out of files, charged, opened with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition

from assistant.domain.ledger import Account, Kind, Method, NewTransfer, member_account
from assistant.domain.payments import NewPayment
from assistant.files.rows import BalanceRow, PaymentRow
from assistant.services import payments
from assistant.services.imports import import_balances, import_payments
from tests.properties.machine import (
    ACTORS,
    ANYBODY,
    CENTS,
    EDGES,
    METHODS,
    PLACES,
    REASONS,
    Command,
    Machine,
    happens,
    nth,
)
from tests.properties.model import Line, Paid

AMOUNTS = st.sampled_from((1000, 6000, 1, 2500, 12000, 500_000, 500_001, 0, -1))
FITS = {"confirmed": "declared", "rejected": "declared", "withdrawn": "declared", "reversed": "confirmed"}
VERDICTS = st.sampled_from(("confirmed", "confirmed", "rejected", "withdrawn", "reversed"))
LIVES = st.lists(VERDICTS, max_size=3) | st.sampled_from((["confirmed", "reversed"], ["rejected", "confirmed"]))
DECISION = {"by": ACTORS, "amount": st.none() | AMOUNTS, "reason": REASONS}
OWED = st.sampled_from(EDGES)
LINES = st.lists(
    st.tuples(PLACES, st.integers(0, 6), st.sampled_from((1000, 6000)), METHODS, st.sampled_from(("", "dues"))),
    max_size=4,
)
LONG = 24000
BALANCES = st.lists(st.integers(-30000, 30000), min_size=9, max_size=9)


class Paying(Machine):
    """What moves money."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        """Of all files of payments so far."""

    @happens(
        who=ANYBODY,
        cents=AMOUNTS,
        method=st.sampled_from(("transfer", "cheque", "cash") * 3 + ("barter",)),
        ago=st.sampled_from((0, 1, 2, 9, 30, -1)),
        life=LIVES,
        **DECISION,
    )
    def somebody_declares(
        self, *, who: str, cents: int, method: str, ago: int, life: list[str], by: str, amount: int | None, reason: str
    ) -> None:
        new = NewPayment(cents, method, self.ago(ago), "dues")
        told = ["payment_declared"] if self.model.may_declare(who, cents, method, new.paid_on) else None
        done = self.attempt(lambda work, actor: payments.declare(work, actor, new), who, told)
        if done:
            self.model.payments[done[0].id] = Paid(who, cents, method, new.paid_on, new.reference)
            for verdict in life:
                self._decide(done[0].id, verdict, by, amount, reason)

    @precondition(lambda self: self.model.payments)
    @happens(place=PLACES, verdict=VERDICTS, **DECISION)
    def somebody_decides(self, place: int, verdict: str, by: str, amount: int | None, reason: str) -> None:
        fitting = [number for number, paid in self.model.payments.items() if paid.state == FITS[verdict]]
        number = nth(fitting if fitting and place % 4 else list(self.model.payments), place)
        self._decide(number, verdict, by, amount, reason)

    @happens(by=ACTORS, place=PLACES, cents=CENTS, method=METHODS, ago=st.integers(-1, 45), key=PLACES, reason=REASONS)
    def money_comes_in(self, *, by: str, place: int, cents: int, method: str, ago: int, key: int, reason: str) -> None:
        new = NewPayment(cents, method, self.ago(ago), reason)
        self._receive(by, self.somebody(place), new, f"bank:{key % 10}:{self.steps // 20}")

    @happens(
        by=ACTORS,
        drawn=LINES,
        twice=st.integers(0, 2),
        first=PLACES,
        again=st.integers(0, 6),
        backwards=st.booleans(),
        lower=st.booleans(),
    )
    def a_file_of_payments_comes(
        self,
        by: str,
        drawn: list[tuple[int, int, int, str, str]],
        twice: int,
        first: int,
        again: int,
        *,
        backwards: bool,
        lower: bool,
    ) -> None:
        start = first % (len(self.lines) + 1)
        new = [
            (self.lately(ago), self.somebody(place), cents, method, reference)
            for place, ago, cents, method, reference in drawn
        ]
        lines = [*self.lines[start : start + again], *new[:twice], *new]
        self.take_file(by, lines[::-1] if backwards else lines, lower=lower)

    @happens(
        place=PLACES, owed=st.sampled_from(EDGES), days=st.integers(0, 40), then=st.none() | st.sampled_from(EDGES)
    )
    def somebodys_arrears_come_to(self, place: int, owed: int, days: int, then: int | None) -> None:
        """And, so many days later, to another amount."""
        number = self.somebody(place)
        self._owe(number, owed)
        if then is not None:
            self.pass_days(days)
            self._owe(number, then)

    @happens(place=PLACES, cents=CENTS, days=st.none() | st.integers(0, 40))
    def somebody_is_levied(self, place: int, cents: int, days: int | None) -> None:
        last = None if days is None else self.model.today + timedelta(days=days)
        self._levy(self.somebody(place), cents, last)

    @happens(by=ACTORS, ago=st.integers(0, 60), drawn=BALANCES, off=st.integers(0, 1), without=st.integers(0, 1))
    def a_balance_sheet_comes(self, by: str, ago: int, drawn: list[int], off: int, without: int) -> None:
        on = self.lately(ago)
        people = sorted(self.model.people)[without:]
        sheet = dict(zip(people, drawn, strict=False))
        if on >= self.model.opened and not self.model.opens_books(on):
            sheet = {number: max(self.model.agreeing(number, on)) for number in people}
            sheet[people[0]] += off
        self.take_sheet(by, on, sheet)

    def take_file(self, by: str, lines: list[Line], *, lower: bool = False) -> None:
        """Import these payments; numbers may be written in small letters."""
        rows = [
            PaymentRow(place, day, number.lower() if lower else number, cents, Method(method), reference)
            for place, (day, number, cents, method, reference) in enumerate(lines, start=2)
        ]
        new = self.model.new_lines(lines)
        told = (["transfer", "import_payments"] if new else []) if self.model.may_import(by, lines) else None
        report = self.attempt(lambda work, actor: import_payments(work, actor, rows, dry_run=False), by, told)
        if report is None:
            return
        assert (report.added, report.changed, report.unchanged) == (len(new), 0, len(lines) - len(new))
        ids = [row["id"] for row in self.tables["payment"] if row["id"] not in self.model.payments]
        self.model.take_file(dict(zip(ids, new, strict=True)), lines)
        self.lines += [line for line in new if line not in self.lines]

    def take_sheet(self, by: str, on: date, sheet: dict[str, int]) -> None:
        """Import these balances: the first sheet opens the books, a later one must agree."""
        rows = [BalanceRow(line, number, cents) for line, (number, cents) in enumerate(sheet.items(), start=2)]
        opens = self.model.opens_books(on)
        told = [*(["transfer"] if any(sheet.values()) else []), "import_balances"] if opens else []
        allowed = self.model.is_treasurer(by) and (opens or self.model.agrees(sheet, on))
        self.attempt(
            lambda work, actor: import_balances(work, actor, rows, on, dry_run=False), by, told if allowed else None
        )
        if allowed and opens:
            self.model.open(on, sheet)
            self.shown.clear()

    def _decide(self, number: int, verdict: str, by: str, amount: int | None, reason: str) -> None:
        """A withdrawal is mostly the member's own."""
        paid = self.model.payments[number]
        who = paid.member if verdict == "withdrawn" and by != "M003" else by
        commands: dict[str, Command[Any]] = {
            "confirmed": lambda work, actor: payments.confirm(work, actor, number, cents=amount, reason=reason),
            "rejected": lambda work, actor: payments.reject(work, actor, number, reason),
            "withdrawn": lambda work, actor: payments.withdraw(work, actor, number),
            "reversed": lambda work, actor: payments.reverse(work, actor, number, reason),
        }
        cents = paid.cents if amount is None or verdict != "confirmed" else amount
        allowed = cents > 0 and self.model.may_decide(who, paid, verdict, reason)
        moved = ["transfer"] if verdict in {"confirmed", "reversed"} else []
        self.attempt(commands[verdict], who, [*moved, f"payment_{verdict}"] if allowed else None)
        if allowed:
            self.model.decide(who, paid, verdict, paid.booked or cents)

    def _owe(self, number: str, cents: int) -> None:
        """A charge or a payment of today makes it so; about 24000 stands for about the long arrears of the day."""
        if abs(cents - LONG) <= 1:
            cents += self.model.long_arrears(self.model.today) - LONG
        missing = cents - self.model.owed(number, self.model.today)
        if missing > 0:
            self._levy(number, missing, None)
        if missing < 0:
            new = NewPayment(-missing, "transfer", self.model.today)
            self._receive("operator", number, new, f"edge:{len(self.model.keys)}")

    def _receive(self, by: str, number: str, new: NewPayment, key: str) -> None:
        paid = Paid(number, new.cents, new.method, new.paid_on, new.reference)
        known = key in self.model.keys
        allowed = self.model.is_treasurer(by) and (known or self.model.may_book(by, paid, new.reference))
        moved = [] if known else ["transfer", "payment_confirmed"]
        done = self.attempt(
            lambda work, actor: payments.receive(work, actor, number, new, key), by, moved if allowed else None
        )
        assert (done is not None) is (allowed and not known)
        if done is not None:
            self.model.keys.add(key)
            self.model.payments[done.id] = paid
            self.model.decide(by, paid, "confirmed", new.cents)

    def _levy(self, number: str, cents: int, last: date | None) -> None:
        """A contribution; what has no last day to pay is owed at once, as what is entered by hand is."""
        kind, fund = (Kind.MANUAL, Account.ADJUSTMENTS) if last is None else (Kind.LEVY, Account.AID)
        self.events += 1
        cause = f"event:{self.events}"
        levy = NewTransfer(member_account(number), fund, cents, kind, self.model.today, cause, cause, last)
        self.attempt(lambda work, actor: work.ledger.record([levy], actor), "operator", ["transfer"])
        self.model.levies.append((number, levy.value_on, last, cents))
