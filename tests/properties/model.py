"""What the money should be, told again from the articles in plain Python: the yardstick of the tests beside it.

Nothing of the code under test is used here, and nothing here is fast or clever. Amounts are cents; a debt is negative.
A member's past is a list of (day, status): from that day on. Accounts are judged at the end of a day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

ENTRANCE = 1500
YEARLY = 1500
FIRST_FEE = 1000
MONTHS_ON_ADMISSION = 2
ACCEPTED_ARREARS = 6000
LONG_ARREARS_MONTHS = 24
HIGHEST_DECLARATION = 500_000
METHODS = {"transfer": "bank", "cheque": "bank", "cash": "cash"}
EXCEPTIONAL = "cash"

GONE = {"resigned", "radiated", "deceased"}
TREASURERS = {"treasurer", "deputy-treasurer"}
BUREAU = TREASURERS | {"president", "vice-president", "secretary", "deputy-secretary"}
HANDLERS = {"operator", "scheduler"}
"""Who may do everything without being a member."""

Due = tuple[str, str, date, int]
"""Member, kind, day, cents."""
Line = tuple[date, str, int, str, str]
"""A payment in a file: day, member, cents, method, reference."""


@dataclass
class Person:
    """Somebody on the register; `joined` is None for a candidate."""

    number: str
    joined: date | None
    past: list[tuple[date, str]]
    roles: set[str] = field(default_factory=set)

    @property
    def status(self) -> str:
        return self.past[-1][1]

    def becomes(self, status: str, since: date) -> bool:
        """From that day on, in place of what was noted for that day or later; whether that says anything new.

        Who has been active ever since joining is so since that day, whatever else is said.
        """
        before = list(self.past)
        if status == "active" and self.joined is not None and {noted[1] for noted in before} == {"active"}:
            return False
        earlier = before[:-1] if self.status == status else before
        self.past = [noted for noted in earlier if noted[0] < since]
        if not self.past or self.past[-1][1] != status:
            self.past.append((since, status))
        return self.past != before

    def joins(self, day: date) -> None:
        """A member from that day on, whatever was the day before; no longer a candidate."""
        self.joined = day
        self.past = [(day, "active"), *(noted for noted in self.past[1:] if noted[0] > day)]

    def status_on(self, day: date) -> str:
        return next((status for since, status in reversed(self.past) if since <= day), self.past[0][1])

    def owes_dues_on(self, day: date) -> bool:
        """Active and suspended members do; the day somebody leaves is their last as a member."""
        status = self.status_on(day)
        if status in GONE:
            status = self.status_on(day - timedelta(days=1))
        return status in {"active", "suspended"}


@dataclass
class Paid:
    """A payment: what was declared, what became of it, and who decided (state, cents, by)."""

    member: str
    cents: int
    method: str
    value_on: date
    reference: str
    state: str = "declared"
    decisions: list[tuple[str, int, str]] = field(default_factory=list)
    receipt: str | None = None
    booked: int | None = None
    """The cents in the books, where it is confirmed and was not undone."""
    counts_from: date | None = None


class Model:
    """An association: its register, its payments, what else was charged, and what follows from them."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.people: dict[str, Person] = {}
        self.opened = today
        self.sheet: date | None = None
        self.opening: dict[str, int] = {}
        self.payments: dict[int, Paid] = {}
        self.levies: list[tuple[str, date, date | None, int]] = []
        """Member, day, last day to pay (None: at once), cents."""
        self.fees = [(date.min, FIRST_FEE)]
        self.files: Counter[Line] = Counter()
        self.keys: set[str] = set()
        self.receipts: Counter[int] = Counter()
        self.in_the_books: Counter[Due] = Counter()
        """The dues that are recorded and not reversed, as of the last tick."""

    def fee(self, day: date) -> int:
        """The monthly fee in force that day."""
        return [cents for since, cents in self.fees if since <= day][-1]

    def long_arrears(self, day: date) -> int:
        """Two years of monthly fees, at that day's."""
        return LONG_ARREARS_MONTHS * self.fee(day)

    def bill(self, day: date) -> int:
        """What admission costs that day."""
        return ENTRANCE + YEARLY + MONTHS_ON_ADMISSION * self.fee(day)

    def dues(self, number: str, until: date) -> Iterator[Due]:
        """What the member is charged after the day the books opened: the bill, then each 1st of a month what is due."""
        who = self.people[number]
        joined = who.joined
        if joined is None:
            return
        if self.opened < joined <= until:
            yield number, "admission", joined, ENTRANCE
            yield number, "annual", joined, YEARLY
            yield number, "monthly", joined, MONTHS_ON_ADMISSION * self.fee(joined)
        for day in firsts_of_months(max(joined, self.opened), until):
            if day <= self.opened or not who.owes_dues_on(day):
                continue
            if day.month == 1 and day.year > joined.year:
                yield number, "annual", day, YEARLY
            if months_after(joined, day) >= MONTHS_ON_ADMISSION:
                yield number, "monthly", day, self.fee(day)

    def all_dues(self, until: date) -> Counter[Due]:
        """Everybody's."""
        return Counter(due for number in self.people for due in self.dues(number, until))

    def tick(self) -> int:
        """Bring the dues in the books up to what is due today; how many rows that takes."""
        due = self.all_dues(self.today)
        rows = (due - self.in_the_books).total() + (self.in_the_books - due).total()
        self.in_the_books = due
        return rows

    def moves(self, number: str) -> Iterator[tuple[date, date, int]]:
        """All that moves the member's account, but dues: day, day from which it counts as arrears, cents."""
        if number in self.opening:
            yield self.opened, self.opened, self.opening[number]
        for payment in self.payments.values():
            if payment.member == number and payment.booked is not None and payment.counts_from is not None:
                yield payment.counts_from, payment.counts_from, payment.booked
        for member, day, last, cents in self.levies:
            if member == number:
                yield day, day if last is None else last + timedelta(days=1), -cents

    def account(self, number: str, until: date) -> list[tuple[date, date, int]]:
        """The same with dues, up to the end of a day."""
        dues = ((day, day, -cents) for _, _, day, cents in self.dues(number, until))
        return [move for move in (*self.moves(number), *dues) if move[0] <= until]

    def balance(self, number: str, day: date) -> int:
        """At the end of that day."""
        return sum(cents for _, _, cents in self.account(number, day))

    def owed(self, number: str, day: date) -> int:
        """The debt at the end of that day, without levies that may still be paid; below zero: paid ahead."""
        return -sum(cents for _, counts_from, cents in self.account(number, day) if counts_from <= day)

    def standing(self, number: str, day: date) -> tuple[int, int, str, date | None]:
        """Balance, arrears, up to date or not, and the end of the wait after long arrears where it runs (art. 8, 9)."""
        account = self.account(number, day)
        balance = sum(cents for _, _, cents in account)
        counted = [(counts_from, -cents) for _, counts_from, cents in account if counts_from <= day]
        overdue = max(0, sum(cents for _, cents in counted))
        wait = self._wait(counted, day)
        if overdue > ACCEPTED_ARREARS:
            return balance, overdue, "NOT_UP_TO_DATE", None
        if wait is not None and day < wait:
            return balance, overdue, "LONG_ARREARS_WAIT", wait
        return balance, overdue, "WITHIN_TOLERANCE" if overdue else "UP_TO_DATE", None

    def turns(self) -> list[date]:
        """The days on which something changed, or a wait may end."""
        days = {self.opened, *(since for since, _ in self.fees[1:])}
        days |= {noted for who in self.people.values() for noted, _ in who.past}
        days |= {counts_from for number in self.people for _, counts_from, _ in self.account(number, self.today)}
        return sorted(days | set(map(month_later, days)))

    def held(self, place: str, day: date) -> int:
        """In the bank or the cash box, by the members' payments."""
        paid = [payment for payment in self.payments.values() if METHODS[payment.method] == place]
        return sum(one.booked or 0 for one in paid if one.counts_from and one.counts_from <= day)

    def _wait(self, counted: list[tuple[date, int]], day: date) -> date | None:
        """Through each day on which something changed: two years' fees owed, then settled, then a month."""
        owed: Counter[date] = Counter({since: 0 for since, _ in self.fees[1:] if since <= day})
        for counts_from, cents in counted:
            owed[counts_from] += cents
        debt, long, wait = 0, False, None
        for changed in sorted(owed):
            debt += owed[changed]
            if debt >= self.long_arrears(changed):
                long = True
            elif long and debt <= ACCEPTED_ARREARS:
                long, wait = False, month_later(changed)
        return wait

    def is_treasurer(self, actor: str) -> bool:
        """Whether the actor may decide on payments and hand in files."""
        return self._holds(actor, TREASURERS)

    def is_of_bureau(self, actor: str) -> bool:
        """Whether the actor may admit."""
        return self._holds(actor, BUREAU)

    def _holds(self, actor: str, roles: set[str]) -> bool:
        who = self.people.get(actor)
        return actor in HANDLERS or (who is not None and who.status == "active" and bool(who.roles & roles))

    def may_declare(self, actor: str, cents: int, method: str, paid_on: date) -> bool:
        """Members and candidates: an amount within bounds, by a known means, of a day of their membership."""
        who = self.people.get(actor)
        if who is None or method not in METHODS or not 0 < cents <= HIGHEST_DECLARATION:
            return False
        return paid_on <= self.today and (who.joined is None or who.joined <= paid_on)

    def may_book(self, actor: str, payment: Paid, reason: str) -> bool:
        """A treasurer, not their own, money that is there; cash with a reason alone."""
        not_own = self.is_treasurer(actor) and payment.member != actor
        return not_own and payment.value_on <= self.today and (payment.method != EXCEPTIONAL or bool(reason.strip()))

    def may_decide(self, actor: str, payment: Paid, verdict: str, reason: str) -> bool:
        """Whether the actor may take the payment there."""
        if verdict == "withdrawn":
            return payment.member == actor and payment.state == "declared"
        if verdict == "confirmed":
            return payment.state == "declared" and self.may_book(actor, payment, reason)
        before = "declared" if verdict == "rejected" else "confirmed"
        known = self.is_treasurer(actor) and payment.member != actor
        return known and payment.state == before and bool(reason.strip())

    def decide(self, actor: str, payment: Paid, verdict: str, cents: int) -> None:
        """The payment is there now; confirmed ones have a receipt, numbered within the year."""
        payment.state = verdict
        payment.decisions.append((verdict, cents, actor))
        payment.booked = None
        if verdict == "confirmed":
            self.receipts[self.today.year] += 1
            payment.receipt = f"{self.today.year}-{self.receipts[self.today.year]:04}"
            payment.booked, payment.counts_from = cents, max(payment.value_on, self.opened)

    def new_lines(self, lines: list[Line]) -> list[Line]:
        """The payments of a file that are not booked yet: the nth same line is the nth same payment."""
        seen: Counter[Line] = Counter()
        new = []
        for line in lines:
            seen[line] += 1
            if seen[line] > self.files[line]:
                new.append(line)
        return new

    def may_import(self, actor: str, lines: list[Line]) -> bool:
        """A treasurer, and nothing from before the books opened."""
        return self.is_treasurer(actor) and all(day >= self.opened for day, *_ in lines)

    def take_file(self, new: dict[int, Line], lines: list[Line]) -> None:
        """Its lines are booked, the new ones as confirmed payments of those numbers."""
        self.files |= Counter(lines)
        for number, (day, member, cents, method, reference) in new.items():
            paid = Paid(member, cents, method, day, reference, "confirmed")
            paid.booked, paid.counts_from = cents, day
            self.payments[number] = paid

    def opens_books(self, on: date) -> bool:
        """Whether a balance sheet of that day would open the books: it is the first, and nothing moved before it."""
        charged = [day for _, day, _, _ in self.levies]
        paid = [payment.counts_from for payment in self.payments.values() if payment.counts_from]
        return self.sheet is None and all(day >= on for day in charged + paid)

    def open(self, on: date, sheet: dict[str, int]) -> None:
        """The books open at the end of that day with these balances."""
        self.opened = self.sheet = on
        self.opening = sheet

    def agrees(self, sheet: dict[str, int], on: date) -> bool:
        """Whether a later sheet says what the books say; who is not in it is at zero."""
        return on >= self.opened and all(sheet.get(number, 0) in self.agreeing(number, on) for number in self.people)

    def agreeing(self, number: str, on: date) -> set[int]:
        """The balances that a later sheet may show: with or without what was paid on its day."""
        live = [payment for payment in self.payments.values() if payment.member == number and payment.booked]
        whole = self.balance(number, on)
        return {whole, whole - sum(payment.booked or 0 for payment in live if payment.counts_from == on)}


def firsts_of_months(first: date, last: date) -> Iterator[date]:
    """The 1st of each month from the month of one day to the other day."""
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = (day + timedelta(days=31)).replace(day=1)


def months_after(first: date, later: date) -> int:
    """How many months the month of one day comes after that of the other."""
    return 12 * (later.year - first.year) + later.month - first.month


def month_later(day: date) -> date:
    """The same day of the next month, or its last."""
    following = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    for shorter in range(day.day, 27, -1):
        try:
            return following.replace(day=shorter)
        except ValueError:
            continue
    return following.replace(day=day.day)
