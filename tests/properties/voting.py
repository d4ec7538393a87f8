"""Members give, withdraw and decline mandates while they pay, fall behind, are suspended and time goes by.

What the model does not allow must be refused with its reason and leave every row as it was; after every step the
mandates are those of the model, nobody gives or holds two or both, and those who count are those who would.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies._internal.featureflags import FeatureFlags

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.attending import Proxy
from assistant.domain.convening import Frozen, NewMeeting
from assistant.domain.errors import RefusedError
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.meetings import Roll, SessionKind, Writing
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.ports import Database, UnitOfWork
from assistant.rules.meetings import proxies
from assistant.services.meetings import common, representing
from tests.properties import checks
from tests.properties.places import Place
from tests.properties.voting_model import Assembly, Held, VotingModel
from tests.services.people import person, voted

T = TypeVar("T")
START = datetime(2026, 3, 11, 9, tzinfo=UTC)
OPENED = date(2026, 3, 1)
LAST = datetime(2026, 3, 27, tzinfo=UTC)
"""No dues fall due before the month is over."""
PEOPLE = ("Hilaire", "Sylvie", "Awa", "Bintou", "Clara", "Denis", "Grace")
NUMBERS = tuple(f"M{place:03}" for place in range(1, len(PEOPLE) + 1))
ROLES = {"M001": Role.PRESIDENT, "M002": Role.SECRETARY}
WHO = st.sampled_from(NUMBERS)
PLACES = st.integers(0, 99)
HOW = st.sampled_from(
    (("own", "chat"),) * 8
    + (("bureau", "letter"), ("bureau", "sms"), ("bureau", "oral"), ("bureau", "chat"), ("M005", "letter"))
)
"""Who hands it in, and how."""
ENDERS = st.sampled_from(("own",) * 5 + ("other", "M002", "M005"))
HOURS = st.sampled_from((1, 2, 5, 12, 23, 25, 49))
OWED = st.sampled_from((0, 6001, 0, 6000, 0, 7500))
STATUSES = st.sampled_from(("active", "suspended", "active", "suspended", "honorary", "active", "resigned"))


class Voting(RuleBasedStateMachine):
    """The whole machine; subclasses say where the database is."""

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
        self.model = VotingModel(NUMBERS)

    def teardown(self) -> None:
        if self.database:
            self.loop.run_until_complete(self.database.close())
        self.loop.close()

    @initialize(hours=st.sampled_from((0, 0, 24)))
    def two_meetings_are_ahead(self, hours: int) -> None:
        terms = voted("meetings", "proxy_deadline_hours", hours, date(2026, 1, 1))
        self.database = self.place.found(terms, self.clock)
        self.run(self._people)
        for on in (date(2026, 3, 14), date(2026, 3, 21)):
            starts_at = datetime(on.year, on.month, on.day, 13, 30, tzinfo=UTC)
            new = NewMeeting(kind=SessionKind.MONTHLY, on=on, starts_at=starts_at, place="Lyon", agenda=())
            number = self.run(lambda work, new=new: work.meetings.add(new, "M001"))  # type: ignore[misc] # bound now
            assert number is not None
            assert self.run(lambda work, number=number: work.meetings.convene(number, "M001"))  # type: ignore[misc]
            self.model.assemblies.append(Assembly(number, starts_at, hours))

    @rule(where=PLACES, fit=st.booleans(), pair=PLACES, how=HOW)
    def somebody_gives(self, where: int, pair: int, how: tuple[str, str], *, fit: bool) -> None:
        """By chat mostly; half of the time by two of whom the model has nothing to say, while there are such."""
        assembly, (by, writing) = self._assembly(where), how
        self._gives(assembly, *self._pair(assembly, pair, fit=fit), by, writing)

    @precondition(lambda self: self._standing())
    @rule(where=PLACES, who=WHO, gives=st.booleans(), side=st.booleans())
    def somebody_gives_to_or_by_one_of_a_pair(self, where: int, who: str, *, gives: bool, side: bool) -> None:
        """Twice by one, twice to one, back, or on: what may never be."""
        assembly, held = self._standing()[where % len(self._standing())]
        one = held.giver if side else held.holder
        self._gives(assembly, *((one, who) if gives else (who, one)), "own", "chat")

    @precondition(lambda self: self._standing())
    @rule(where=PLACES, giver=st.booleans(), owed=OWED, status=st.none() | STATUSES)
    def one_of_a_pair_falls_out_or_recovers(self, where: int, owed: int, status: str | None, *, giver: bool) -> None:
        _, held = self._standing()[where % len(self._standing())]
        who = held.giver if giver else held.holder
        if status is None:
            self.somebodys_arrears_come_to(who, owed)
        else:
            self.a_status_changes(who, status)
        self.the_scheduler_looks_through_them()

    def _gives(self, assembly: Assembly, giver: str, holder: str | None, by: str, writing: str) -> None:
        actor = {"own": giver, "bureau": "M002"}.get(by, by)
        why = self.model.why_not(assembly, actor, giver, holder, writing, self.clock.now())

        def unit(work: UnitOfWork) -> Proxy:
            named = None if actor == giver and writing == "chat" else giver
            given = representing.give(
                work, acting(work, actor), assembly.number, holder, writing=Writing(writing), giver=named
            )
            return given.proxy

        given = self.does(unit, actor, "proxy_given", why)
        if given is not None:
            assert holder is not None
            assembly.mandates.append(Held(given.id, giver, holder))

    def _pair(self, assembly: Assembly, place: int, *, fit: bool) -> tuple[str, str | None]:
        """A giver and a holder; now and then nobody is named."""
        pairs: list[tuple[str, str | None]] = [(one, other) for one in NUMBERS for other in (*NUMBERS, None)]
        fitting = [
            (one, other)
            for one, other in pairs
            if not self.model.why_not(assembly, one, one, other, "chat", assembly.starts_at - timedelta(days=3))
        ]
        chosen = fitting if fit and fitting else pairs
        return chosen[place * 7 % len(chosen)]

    @precondition(lambda self: self._all())
    @rule(where=PLACES, by=ENDERS, declined=st.booleans())
    def a_mandate_ends(self, where: int, by: str, *, declined: bool) -> None:
        """By who may mostly; now and then one that has ended already."""
        assembly, held = self._mandate(where)
        own, other = (held.holder, held.giver) if declined else (held.giver, held.holder)
        actor = {"own": own, "other": other}.get(by, by)
        bureau = not declined and actor in ROLES and self.model.voters[actor].status == "active"
        self._ends(assembly, held, actor, "declined" if declined else "withdrawn", allowed=actor == own or bureau)

    @rule(who=WHO, owed=OWED)
    def somebody_is_reinstated_or_falls_behind(self, who: str, owed: int) -> None:
        if not owed:
            self.a_status_changes(who, "active")
        self.somebodys_arrears_come_to(who, owed)

    def somebodys_arrears_come_to(self, who: str, owed: int) -> None:
        missing = owed - self.model.voters[who].owed
        if not missing:
            return
        account = member_account(who)
        debit, credit, kind = (
            (account, Account.ADJUSTMENTS, Kind.MANUAL) if missing > 0 else (Account.BANK, account, Kind.PAYMENT)
        )
        row = NewTransfer(debit, credit, abs(missing), kind, self.clock.now().date(), "entry:1")
        self.run(lambda work: work.ledger.record([row], OPERATOR))
        self.model.voters[who].owed = owed

    def a_status_changes(self, who: str, status: str) -> None:
        voter = self.model.voters[who]
        if voter.status in {status, "resigned"}:
            return

        def unit(work: UnitOfWork) -> None:
            known = _known(work, who)
            history = (*known.history, StatusChange(work.today, Status(status)))
            work.members.save(replace(known, history=tuple({change.since: change for change in history}.values())))
            work.audit.record(OPERATOR, "import_members", {"member": who})

        self.run(unit)
        voter.status = status

    @rule(hours=HOURS)
    def time_passes(self, hours: int) -> None:
        self.clock.instant = min(self.clock.now() + timedelta(hours=hours), LAST)
        self.the_scheduler_looks_through_them()

    @rule(where=PLACES, rarely=st.integers(0, 5), called_off=st.booleans())
    def a_meeting_opens(self, where: int, rarely: int, *, called_off: bool) -> None:
        assembly = self._assembly(where)
        soon = assembly.starts_at - self.clock.now() < timedelta(hours=2)
        if assembly.opened or assembly.called_off or (rarely and not soon):
            return
        if called_off:
            assert self.run(lambda work: work.meetings.call_off(assembly.number, "M001", "snow"))
            assembly.called_off = True
            return
        frozen = Frozen({}, (), ())
        assert self.run(lambda work: work.meetings.open(assembly.number, "M001", frozen, chair=None, secretary=None))
        assembly.opened = True

    def the_scheduler_looks_through_them(self) -> None:
        self.run(representing.watch)
        self.model.tells(self.clock.now())
        rows = self.run(lambda work: work.outbox.since(0))
        told = Counter((row.body["proxy"], row.body["side"]) for row in rows if row.kind == "proxy_fallen")
        assert told == Counter(self.model.told)

    @invariant()
    def mandates_are_those_of_the_model(self) -> None:
        for assembly in self.model.assemblies:
            kept = self.run(lambda work, number=assembly.number: work.proxies.of_meeting(number))  # type: ignore[misc]
            found = [Held(each.id, each.giver, each.holder, each.state.value) for each in kept]
            assert found == assembly.mandates
            _nobody_gives_or_holds_two_or_both(assembly)

    @invariant()
    def those_count_who_would_if_the_meeting_opened_now(self) -> None:
        for assembly in self.model.assemblies:
            roll = self.run(lambda work, number=assembly.number: _roll(work, number))  # type: ignore[misc]
            assert set(roll.represented) == self.model.counting(assembly)

    def run(self, unit: Callable[[UnitOfWork], T]) -> T:
        """One unit of work."""
        assert self.database is not None
        return self.loop.run_until_complete(self.database.run(unit))

    def does(self, unit: Callable[[UnitOfWork], T], by: str, told: str, why: str | None) -> T | None:
        """Run it: refused for that reason without a trace, or done with one audit row of the actor's."""
        before, (done, reason) = self.run(checks.tables), self._outcome(unit)
        after = self.run(checks.tables)
        assert reason == why
        if why is None:
            rows = after["audit"][len(before["audit"]) :]
            assert [(row["actor"], row["action"]) for row in rows] == [(by, told)]
        else:
            assert after == before
        return done

    def _outcome(self, unit: Callable[[UnitOfWork], T]) -> tuple[T | None, str | None]:
        """What it returned, or the reason it was refused with."""
        try:
            return self.run(unit), None
        except RefusedError as refusal:
            return None, str(refusal.decision.reason)

    def _ends(self, assembly: Assembly, held: Held, actor: str, state: str, *, allowed: bool) -> None:
        act = representing.withdraw if state == "withdrawn" else representing.decline
        ended, late = held.state != "given", not assembly.takes(self.clock.now())
        why = None if allowed else "NOT_AUTHORISED"
        why = why or ("WITHDRAWN" if ended else None) or ("DEADLINE_PASSED" if late else None)
        self.does(lambda work: act(work, acting(work, actor), held.number), actor, f"proxy_{state}", why)
        if why is None:
            held.state = state

    def _people(self, work: UnitOfWork) -> None:
        work.book.put("books_open_on", OPENED.isoformat())
        for number, first_name in zip(NUMBERS, PEOPLE, strict=True):
            roles = {ROLES[number]} if number in ROLES else set()
            work.members.save(person(number, first_name, *roles))

    def _assembly(self, place: int) -> Assembly:
        return self.model.assemblies[place % len(self.model.assemblies)]

    def _standing(self) -> list[tuple[Assembly, Held]]:
        return [(assembly, held) for assembly, held in self._all() if held.state == "given"]

    def _all(self) -> list[tuple[Assembly, Held]]:
        return [(assembly, held) for assembly in self.model.assemblies for held in assembly.mandates]

    def _mandate(self, place: int) -> tuple[Assembly, Held]:
        """One that is in force, while there is one; one time in seven any."""
        every = self._all() if place % 7 == 0 else self._standing() or self._all()
        return every[place % len(every)]


def acting(work: UnitOfWork, number: str) -> Actor:
    """The member as the register knows them now."""
    return Actor(ActorKind.MEMBER, _known(work, number))


def _known(work: UnitOfWork, number: str) -> Member:
    found = work.members.get(number)
    assert found is not None
    return found


def _roll(work: UnitOfWork, number: int) -> Roll:
    """As it would be at the opening, with everybody there who has not given their vote."""
    meeting = common.get(work, number)
    mandates, parties = common.mandates(work, meeting), common.parties(work, work.today)
    givers = {mandate.giver for mandate in mandates}
    there = [who for who in parties if who not in givers]
    return proxies.roll(parties, mandates, meeting.session, work.bylaws, present=there)


def _nobody_gives_or_holds_two_or_both(assembly: Assembly) -> None:
    givers = Counter(each.giver for each in assembly.standing())
    holders = Counter(each.holder for each in assembly.standing())
    assert max([*givers.values(), *holders.values()], default=1) == 1
    assert not givers.keys() & holders.keys()
