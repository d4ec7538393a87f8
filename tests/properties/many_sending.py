"""An association that writes to many: one database, two processes, a platform that may refuse; how they are driven."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from hypothesis.strategies._internal.featureflags import FeatureFlags

import handlers
from assistant.app.joining import MAKERS
from assistant.chat.compose import Composed, Composer
from assistant.clocks import StandingClock
from assistant.domain.actors import Actor, ActorKind
from assistant.domain.broadcasts import Broadcast
from assistant.domain.convening import Meeting
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.members import Role
from assistant.domain.messages import Preferences
from assistant.outbox import Sender
from assistant.ports import Database, UnitOfWork
from assistant.services import broadcasting, deliveries, messages
from assistant.services.messages import Draft
from tests.properties import checks, many_checks
from tests.properties.mailbox import Attempt, Mailbox, Outcome, ProcessDiedError
from tests.properties.many_checks import Seen
from tests.properties.many_model import Called, Chat, Many, Somebody, in_hours
from tests.properties.places import PARIS, BrokenOffError, Place, break_off
from tests.services.people import CHANNEL, account, open_books, person, register

T = TypeVar("T")
START = datetime(2026, 3, 3, 9, tzinfo=UTC)
PEOPLE = ("Hilaire", "Sylvie", "Awa", "Bintou", "Clara", "Denis", "Grace")
NUMBERS = tuple(f"M{place:03}" for place in range(1, len(PEOPLE) + 1))
ROLES = {"M001": Role.PRESIDENT, "M002": Role.SECRETARY, "M003": Role.COMMUNICATION}
OWING = {"M001", "M002", "M003", "M005", "M006", "M007"}
QUIET = {"M006": (7, 12)}


class Sending(RuleBasedStateMachine):
    """The database, the processes and the model; subclasses say what happens."""

    place: ClassVar[Place]
    every_rule: ClassVar[bool] = True
    """See `tests.properties.machine`."""

    def __init__(self) -> None:
        super().__init__()
        if self.every_rule:
            self._rules_strategy.enabled_rules_strategy = st.just(FeatureFlags())
        self.loop = asyncio.new_event_loop()
        self.clock = StandingClock(START)
        self.database: Database | None = None
        self.mailbox = Mailbox(self.clock.now)
        self.model = Many({number: Somebody(number in OWING, QUIET.get(number)) for number in NUMBERS})
        self.processes: list[Sender] = []
        self.started = 0
        self.adrift: set[int] = set()
        self.in_hand: list[Composed] = []
        self.holder: Sender | None = None

    def teardown(self) -> None:
        if self.database:
            self.loop.run_until_complete(self.database.close())
        self.loop.close()

    def run(self, unit: Callable[[UnitOfWork], T]) -> T:
        """One unit of work."""
        assert self.database is not None
        return self.loop.run_until_complete(self.database.run(unit))

    def does(self, unit: Callable[[UnitOfWork], T], dies: int) -> T | None:
        """Run it; where it dies first, or is refused (None), nothing of it is left, in no table."""
        before = self.run(checks.tables)

        def dying(work: UnitOfWork) -> T:
            break_off(work, dies)
            return unit(work)

        try:
            if dies:
                return self.run(dying)
            return self.run(unit)
        except (RefusedError, MbongiError):
            assert self.run(checks.tables) == before
            return None
        except BrokenOffError:
            assert self.run(checks.tables) == before
        return self.does(unit, 0)

    @property
    def today(self) -> date:
        """By the association's clock."""
        return self.clock.now().astimezone(PARIS).date()

    def people(self, work: UnitOfWork) -> None:
        """Everybody on the register with a chat, and what they owe."""
        for place, (number, first_name) in enumerate(zip(NUMBERS, PEOPLE, strict=True)):
            roles = {ROLES[number]} if number in ROLES else set()
            who = person(number, first_name, *roles, language="en" if place % 2 else "fr")
            register(work, who)
            self.model.people[number].chats = [Chat(account(who).account)]
            if number in QUIET:
                first, until = QUIET[number]
                work.accounts.save_preferences(number, Preferences(quiet_from=first, quiet_until=until))
        balances = {number: -10_000 if number in OWING else 100_000 for number in NUMBERS}
        open_books(work, date(2026, 2, 28), **balances)

    def process(self) -> Sender:
        """One more start of a process."""
        self.started += 1
        composer = Composer(handlers.routes(), handlers.renderers(), "fr")
        makers = dict.fromkeys(MAKERS, _made)
        assert self.database is not None
        return Sender(self.database, {CHANNEL: self.mailbox}, composer, makers, owner=f"process {self.started}")

    def posts(self, draft: Draft, dies: int) -> None:
        """The president sends it, or plans it, to those whom it was shown to be for."""
        shown: list[str] = []

        def unit(work: UnitOfWork) -> Broadcast:
            actor = acting(work, "M001")
            outline = messages.outline(work, actor, draft)
            shown[:] = [member.number for member in outline.members]
            return messages.post(work, actor, draft, outline.seen)

        done = self.does(unit, dies)
        if done is None:
            return
        assert shown == self._addressed(draft)
        if draft.leaves_at is None:
            self.sent(done, shown)
        else:
            self.model.meant[done.id], self.model.planned[done.id] = shown, draft.leaves_at

    def _addressed(self, draft: Draft) -> list[str]:
        if draft.corrects is not None:
            meant = self.model.meant[draft.corrects]
        else:
            officers = ["M001", "M002"]
            meant = {"all": list(NUMBERS), "bureau": officers, "hand": list(draft.by_hand)}[draft.audience]
        return [number for number in meant if not self.model.people[number].left]

    def sent(self, broadcast: Broadcast, meant: list[str]) -> None:
        """It was handed over, for those of them who are still there."""
        self.model.meant[broadcast.id] = list(meant)
        self.model.leaves(broadcast.id)

    def meeting(self, place: int) -> tuple[int, Called]:
        """One still ahead mostly."""
        ahead = [number for number, called in self.model.meetings.items() if called.open_at(self.clock.now())]
        every = sorted(ahead if ahead and place % 5 else self.model.meetings)
        number = every[place % len(every)]
        return number, self.model.meetings[number]

    def broadcast(self, place: int) -> int:
        """Any that was made."""
        every = sorted(self.model.meant)
        return every[place % len(every)]

    def sends(self, process: Sender) -> None:
        """As far as it lives; whatever leaves does so rightly."""
        before = len(self.mailbox.attempts)
        with suppress(ProcessDiedError):
            self.loop.run_until_complete(process.drain())
        rows, tried = self.rows(), self.mailbox.attempts[before:]
        for attempt in tried:
            self.leaves_rightly(rows[attempt.row])
        self.note(tried)

    def leaves_rightly(self, row: many_checks.Row) -> None:
        """It is called for as it leaves, and its hour is one at which it may."""
        now = self.clock.now()
        if row["kind"] in {"dues_reminder", "rsvp_nudge"}:
            assert many_checks.still_called_for(self.model, row, now)
        if row["lane"] == 2:
            assert in_hours(now)
        assert not row["lane"] or not self.model.held(row["member"], bulk=False, now=now)

    def note(self, tried: list[Attempt]) -> None:
        """What the platform has said of chats."""
        for attempt in tried:
            if attempt.outcome is Outcome.GONE:
                self.model.is_gone(attempt.chat)

    def rows(self) -> dict[int, many_checks.Row]:
        """The outbox."""
        return {row["id"]: row for row in self.run(checks.tables)["outbox"]}

    def seen(self) -> Seen:
        """All that the checks look at."""

        def unit(work: UnitOfWork) -> Seen:
            president, tables = acting(work, "M001"), checks.tables(work)
            return Seen(
                rows={row["id"]: row for row in tables["outbox"]},
                book=frozenset(work.book.seen("reminder:")),
                mailbox=self.mailbox,
                model=self.model,
                adrift=frozenset(self.adrift),
                now=self.clock.now(),
                reports=[broadcasting.report(work, president, number) for number in self.model.meant],
                unsure=frozenset(row.id for row in deliveries.problems(work, president).unsure),
            )

        return self.run(unit)


def acting(work: UnitOfWork, number: str) -> Actor:
    """The member as the register knows them now."""
    found = work.members.get(number)
    assert found is not None
    return Actor(ActorKind.MEMBER, found)


def afternoon(day: date) -> datetime:
    return datetime.combine(day, time(14, 30), tzinfo=PARIS).astimezone(UTC)


def stored(work: UnitOfWork, number: int) -> Meeting:
    found = work.meetings.get(number)
    assert found is not None
    return found


def _made(_reader: object, data: object) -> bytes:
    return json.dumps(data, sort_keys=True).encode()
