"""The machine's means: it acts, compares with the model, and looks at the whole database after each step.

What the model does not allow must be refused and leave every row of every table as it was; what is allowed must leave
an audit row of the actor's for each effect. A command may be broken off in the middle: then nothing of it may remain,
and it is given again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from typing import Any, ClassVar, TypeVar, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from hypothesis.strategies._internal.featureflags import FeatureFlags

from assistant.bylaws import load
from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR, SCHEDULER, STRANGER, Actor, ActorKind
from assistant.domain.decisions import Situation
from assistant.domain.errors import BeforeBooksError, BookkeepingError, FileRefusedError, RefusedError
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.ports import Database, UnitOfWork
from assistant.services.books import all_situations, situation_of
from assistant.services.tick import tick
from tests.properties import checks
from tests.properties.checks import Seen, Tables
from tests.properties.model import Model
from tests.properties.places import PARIS, BrokenOffError, Place, break_off

T = TypeVar("T")
Command = Callable[[UnitOfWork, Actor], T]

LAST_DAY = date(2036, 12, 31)
SHIPPED = load("ndzouana")
NAMES = {"operator": OPERATOR, "scheduler": SCHEDULER, "stranger": STRANGER}
FOUNDERS = {"M001": "president", "M002": "treasurer", "M003": "deputy-treasurer", "M004": None, "M005": None}
CANDIDATE = "M006"

PLACES = st.integers(0, 99)
"""Of a thing among those that there are, counted round."""
ANYBODY = st.sampled_from((*FOUNDERS, CANDIDATE, *FOUNDERS, CANDIDATE, "stranger"))
ACTORS = st.sampled_from(("M002", "M003", "operator") * 6 + (*FOUNDERS, CANDIDATE, "stranger"))
"""Mostly who may."""
LATER = st.sampled_from((0, 0, 0, 1, 5, 31, 62))
EDGES = (0, 1, 1000, 5999, 6000, 6001, 23999, 24000, 24001)
CENTS = st.sampled_from((1, 1000, 1500, 5000, 6000, 24000)) | st.integers(1, 30000)
Ago = int | str
"""So many days ago; or this month's first day, or this year's."""
AGO: st.SearchStrategy[Ago] = st.sampled_from((0, 1, 2, 10, 30, 60, 150, "month", "month", "year"))
METHODS = st.sampled_from(("transfer", "cheque", "cash"))
REASONS = st.sampled_from(("seen on the statement",) * 6 + ("", " "))


def happens(**draws: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A rule before which days may go by, and after which the scheduler may tick."""

    def decorate(act: Callable[..., None]) -> Callable[..., None]:
        @rule(later=LATER, ticks=st.booleans(), **draws)  # type: ignore[call-overload, untyped-decorator] # its types take them for targets
        @wraps(act)
        def step(machine: Machine, later: int, ticks: bool, **drawn: Any) -> None:
            if later:
                machine.pass_days(later)
                machine.tick()
            act(machine, **drawn)
            if ticks:
                machine.tick()

        return cast("Callable[..., None]", step)

    return decorate


class Machine(RuleBasedStateMachine):
    """Without rules: those are its subclasses'."""

    place: ClassVar[Place]
    every_rule: ClassVar[bool] = True
    """Hypothesis leaves some rules out of each example: good for thousands, too thin for a few dozens."""
    model: Model
    tables: Tables
    """As they were after the last command."""
    settled: Tables
    """As they were after the last step."""

    def __init__(self) -> None:
        super().__init__()
        if self.every_rule:
            self._rules_strategy.enabled_rules_strategy = st.just(FeatureFlags())
        self.loop = asyncio.new_event_loop()
        self.clock = StandingClock()
        self.bylaws = SHIPPED
        self.database: Database | None = None
        self.breaks_after = 0
        self.steps = 0
        self.events = 0
        """How many contributions were called."""
        self.changes = 0
        """How often somebody's status changed."""
        self.shown: list[tuple[date, int, int, dict[str, Situation]]] = []
        """A day, how many transfers and changes of status there were, and what was said of the day."""

    def teardown(self) -> None:
        if self.database:
            self.loop.run_until_complete(self.database.close())
        self.loop.close()

    @invariant()
    def the_books_are_as_the_model_says(self) -> None:
        self.steps += 1
        days = self._days_to_ask()
        one, verify = self.somebody(self.steps), self.steps % 4 == 0
        seen = self.run(lambda work: checks.look(work, days, one, verify=verify))
        checks.all_that_holds(self.settled, seen, self.model)
        self.tables = self.settled = seen.tables
        self._days_that_are_over_stay_as_they_were(days[-1], seen)
        self._an_extra_payment_closes_no_right(days[-1], seen)

    def run(self, unit: Callable[[UnitOfWork], T]) -> T:
        """One unit of work."""
        assert self.database is not None
        return self.loop.run_until_complete(self.database.run(unit))

    def restart(self) -> None:
        """The same database under the bylaws as they are now."""
        assert self.database is not None
        self.loop.run_until_complete(self.database.close())
        self.database = self.place.reopen(self.bylaws, self.clock)

    def tick(self) -> None:
        """The scheduler does what is owed: dues that are due and not in the books, and the reverse."""
        rows = self.model.tick()
        report = self.attempt(lambda work, _: tick(work), "scheduler", ["transfer"] if rows else [])
        assert report is not None
        assert report.accrued == rows

    def attempt(self, command: Command[T], by: str, told: list[str] | None) -> T | None:
        """Run it: `told` are the audit rows that it must leave; None: it must be refused."""
        before = self.tables
        result, refusal = self._outcome(command, by)
        self.tables = self.run(checks.tables)
        assert (refusal is not None) is (told is None), f"{by}: {refusal!r}, expected: {told}"
        if told is None:
            assert self.tables == before
        else:
            checks.is_covered(before, self.tables, by, told)
        return result

    def ago(self, days: Ago) -> date:
        """That day, seen from today."""
        if isinstance(days, int):
            return self.model.today - timedelta(days=days)
        first = self.model.today.replace(day=1)
        return first if days == "month" else first.replace(month=1)

    def lately(self, days: Ago) -> date:
        """The same; mostly not before the books opened."""
        day = self.ago(days)
        return day if day.day % 6 == 5 else max(day, self.model.opened)

    def somebody(self, place: int) -> str:
        """A number on the register."""
        return nth(sorted(self.model.people), place)

    def pass_days(self, days: int) -> None:
        """That many days later, at the same hour."""
        now = self.clock.now()
        self.stand_at(now.date() + timedelta(days=days), now.time())

    def stand_at(self, day: date, hour: time) -> None:
        """Move the clock there, never back, nor beyond the last day."""
        later = datetime.combine(min(day, LAST_DAY), hour, UTC)
        self.clock.instant = max(self.clock.instant or later, later)
        self.model.today = self.clock.now().astimezone(PARIS).date()

    def _outcome(self, command: Command[T], by: str) -> tuple[T | None, Exception | None]:
        """What it returned, or why it was refused."""
        writes, self.breaks_after = self.breaks_after, 0

        def unit(work: UnitOfWork, writes: int) -> T:
            if writes:
                break_off(work, writes)
            return command(work, actor_of(work, by))

        try:
            try:
                return self.run(lambda work: unit(work, writes)), None
            except BrokenOffError:
                assert self.run(checks.tables) == self.tables
                return self.run(lambda work: unit(work, 0)), None
        except (RefusedError, FileRefusedError, BookkeepingError, BeforeBooksError) as refusal:
            return None, refusal

    def _days_to_ask(self) -> tuple[date, date]:
        """Today, and by turns any day since the books opened or one about which something changed."""
        opened, today = self.model.opened, self.model.today
        anyday = opened + timedelta(days=(self.steps * 37) % ((today - opened).days + 1))
        if self.steps % 2:
            return today, anyday
        turn = nth(self.model.turns(), self.steps * 7) + timedelta(days=self.steps % 3 - 1)
        return today, min(max(turn, opened), today)

    def _days_that_are_over_stay_as_they_were(self, past: date, seen: Seen) -> None:
        """Asked again, a day gives what it gave, unless something of that day or earlier was added since."""
        transfers = seen.tables["transfer"]
        self.shown.append((past, len(transfers), self.changes, seen.days[past]))
        day, count, changes, situations = nth(self.shown, self.steps * 13)
        added = [row for row in transfers[count:] if date.fromisoformat(row["value_on"]) <= day]
        if not added and changes == self.changes:
            assert self.run(lambda work: all_situations(work, day)) == situations

    def _an_extra_payment_closes_no_right(self, past: date, seen: Seen) -> None:
        number, cents = self.somebody(self.steps), 1 + 997 * (self.steps % 40)
        before = seen.days[self.model.today][number]
        extra = NewTransfer(Account.BANK, member_account(number), cents, Kind.PAYMENT, past, "payment:0")
        after = self._with(extra, number)
        assert after.up_to_date or not before.up_to_date, (number, past, cents)

    def _with(self, extra: NewTransfer, number: str) -> Situation:
        """How the member would stand today with one transfer more; nothing of it remains."""
        found: list[Situation] = []

        def unit(work: UnitOfWork) -> None:
            work.ledger.record([extra], OPERATOR)
            member = work.members.get(number)
            assert member is not None
            found.append(situation_of(work, member, work.today))
            raise BrokenOffError

        with suppress(BrokenOffError):
            self.run(unit)
        return found[0]


def actor_of(work: UnitOfWork, name: str) -> Actor:
    """Who acts, as the register knows them now; a number that nobody has is a stranger's."""
    member = work.members.get(name)
    return Actor(ActorKind.MEMBER, member) if member else NAMES.get(name, STRANGER)


def nth(things: Sequence[T], place: int) -> T:
    """The thing at that place."""
    return things[place % len(things)]
