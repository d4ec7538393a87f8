"""A meeting from its morning to its closing: people come and leave, give mandates, fall behind, vote, all in any order.

What the model does not allow must be refused with its reason and leave every row as it was. After every step who votes
for whom is as the model says, what was frozen has only shrunk, and no right was exercised twice.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies._internal.featureflags import FeatureFlags

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.attending import ProxyState
from assistant.domain.convening import Meeting, NewMeeting
from assistant.domain.errors import RefusedError
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.meetings import SessionKind
from assistant.domain.members import Role, Status, StatusChange
from assistant.domain.resolutions import Ballot, Method, Tally
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import holding, representing, rollcall, voting
from tests.properties import checks, meeting_day_model
from tests.properties.meeting_day_model import Day, Who
from tests.properties.places import Place
from tests.services.people import BYLAWS, person

T = TypeVar("T")
START = datetime(2026, 3, 14, 8, tzinfo=UTC)
NUMBERS = tuple(f"M{place:03}" for place in range(1, 10))
ROLES = {"M001": Role.PRESIDENT, "M002": Role.SECRETARY, "M003": Role.TREASURER}
CLERK = "M002"
MEMBERS = NUMBERS[len(ROLES) :]
WHO = st.sampled_from(NUMBERS)
PLACES = st.integers(0, 99)
CHOICES = st.sampled_from(tuple(Ballot))
RARELY = st.sampled_from((False,) * 5 + (True,))
OWED = st.sampled_from((0, 6000, 6001))


class MeetingDay(RuleBasedStateMachine):
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
        self.day = Day({number: Who() for number in NUMBERS}, frozenset(ROLES))
        self.standing: set[str] | None = None
        self.votes = 0

    def teardown(self) -> None:
        if self.database:
            self.loop.run_until_complete(self.database.close())
        self.loop.close()

    @initialize(
        order=st.permutations(MEMBERS),
        pairs=st.sampled_from((2, 1, 2, 0)),
        away=st.sets(WHO, max_size=3),
        begun=st.integers(0, 3),
    )
    def most_have_come_and_some_are_represented(self, order: list[str], pairs: int, away: set[str], begun: int) -> None:
        """It has begun in three runs of four; then a question is put."""
        self.database = self.place.found(BYLAWS, self.clock)
        self.run(self._people)
        for place in range(pairs):
            self.somebody_gives(*order[2 * place : 2 * place + 2])
        holders = set(self.day.mandates.values())
        for number in sorted(set(NUMBERS) - (away - holders) - self.day.mandates.keys()):
            self.somebody_comes(number, code=False)
        if begun:
            self.it_is_opened(CLERK)
            self.a_question_is_put(by_hands=begun == 1, rarely=False)

    @precondition(lambda self: not self.day.opened)
    @rule(giver=WHO, holder=WHO)
    def somebody_gives(self, giver: str, holder: str) -> None:
        may = self.day.may_give(giver, holder)
        why = None if may else self._any
        self.does(lambda work: representing.give(work, acting(work, giver), 1, holder), why)
        if may:
            self.day.mandates[giver] = holder

    @precondition(lambda self: self.day.opened)
    @rule(giver=WHO, holder=WHO, rarely=RARELY)
    def somebody_gives_too_late(self, giver: str, holder: str, *, rarely: bool) -> None:
        if rarely:
            self.somebody_gives(giver, holder)

    @precondition(lambda self: self.day.mandates)
    @rule(where=PLACES, rarely=RARELY)
    def somebody_withdraws(self, where: int, *, rarely: bool) -> None:
        if not rarely:
            return
        giver = sorted(self.day.mandates)[where % len(self.day.mandates)]

        def unit(work: UnitOfWork) -> object:
            given = representing.given_by(work, _meeting(work), giver)
            return representing.withdraw(work, acting(work, giver), given.id if given else 0)

        self.does(unit, self._any if self.day.opened else None)
        if not self.day.opened:
            del self.day.mandates[giver]

    @rule(number=WHO, code=st.booleans())
    def somebody_comes(self, number: str, *, code: bool) -> None:
        why, before = self.day.why_not_in(number), self.day.count()
        if code and not (self.day.closed or self.day.people[number].suspended):
            shown = self.run(lambda work: holding.own_code(work, acting(work, number)))
            self.does(lambda work: holding.check_in_by_code(work, acting(work, CLERK), 1, shown.digits), why)
        else:
            self.does(lambda work: holding.check_in(work, acting(work, CLERK), 1, number), why)
        if why is None:
            self.day.enter(number)
            assert self._roll().quorum.count >= before

    @rule(number=WHO, rarely=RARELY)
    def somebody_leaves(self, number: str, *, rarely: bool) -> None:
        if not rarely:
            return
        why = "NOT_OPEN" if self.day.closed else None if number in self.day.room else "NOT_THERE"
        self.does(lambda work: holding.check_out(work, acting(work, CLERK), 1, number), why)
        if why is None:
            self.day.room.remove(number)

    @precondition(lambda self: self.day.opened and self.day.represented())
    @rule(where=PLACES, leaves=st.booleans(), choice=CHOICES)
    def a_giver_comes_after_all(self, where: int, choice: Ballot, *, leaves: bool) -> None:
        """Once the holder has voted for them; some leave again."""
        giver = self._voted_for(where, choice)[0]
        self.somebody_comes(giver, code=False)
        if leaves:
            self.somebody_leaves(giver, rarely=True)

    @precondition(lambda self: self.day.opened and self.day.represented())
    @rule(where=PLACES, returns=st.booleans(), choice=CHOICES)
    def a_holder_leaves(self, where: int, choice: Ballot, *, returns: bool) -> None:
        """Having voted; some come back."""
        holder = self._voted_for(where, choice)[1]
        self.somebody_leaves(holder, rarely=True)
        if returns:
            self.somebody_comes(holder, code=False)

    def _voted_for(self, where: int, choice: Ballot) -> tuple[str, str]:
        """A giver, for whom their holder votes where there is a vote, and the holder."""
        giver, holder = sorted(self.day.represented().items())[where % len(self.day.represented())]
        if self.day.vote:
            self.somebody_votes(0, holder, giver, choice, fit=0)
        return giver, holder

    @rule(number=WHO, owed=OWED)
    def somebody_falls_behind_or_pays(self, number: str, owed: int) -> None:
        missing = owed - self.day.people[number].owed
        if not missing:
            return
        account = member_account(number)
        debit, credit, kind = (
            (account, Account.ADJUSTMENTS, Kind.MANUAL) if missing > 0 else (Account.BANK, account, Kind.PAYMENT)
        )
        row = NewTransfer(debit, credit, abs(missing), kind, START.date(), "entry:1")
        self.run(lambda work: work.ledger.record([row], OPERATOR))
        self.day.people[number].owed = owed

    @rule(number=st.sampled_from(MEMBERS), suspended=st.booleans())
    def somebody_is_suspended_or_reinstated(self, number: str, *, suspended: bool) -> None:
        status = Status.SUSPENDED if suspended else Status.ACTIVE

        def unit(work: UnitOfWork) -> None:
            known = work.members.get(number)
            assert known is not None
            work.members.save(replace(known, history=(known.history[0], StatusChange(START.date(), status))))

        self.run(unit)
        self.day.people[number].suspended = suspended

    @rule(by=st.sampled_from((CLERK, CLERK, CLERK, "M004")), rarely=RARELY)
    def it_is_opened(self, by: str, *, rarely: bool = True) -> None:
        if self.day.opened and not rarely:
            return
        why = self.day.why_not_open() if by in ROLES else "NOT_AUTHORISED"
        count = self.does(lambda work: holding.open(work, acting(work, by), 1), why)
        if count is None:
            return
        self.day.open()
        bureau = [number for number in self.day.room if number in ROLES]
        assert count.meeting.chair == ("M001" if "M001" in bureau else bureau[0])

    @rule(by_hands=st.sampled_from((False, False, True)), rarely=RARELY)
    def a_question_is_put(self, *, by_hands: bool, rarely: bool) -> None:
        """Too soon, or while another one is open, now and then."""
        if not rarely and (self.day.vote or not self.day.opened):
            return
        method = Method.HANDS if by_hands else Method.CHAT
        why = self.day.why_not_put()
        made = self.does(
            lambda work: voting.put(work, acting(work, CLERK), 1, "Une fête ?", item=None, method=method), why
        )
        if made is None:
            return
        assert (made.quorum.count, made.quorum.required) == (self.day.count(), self.day.required())
        self.day.vote, self.day.by_hands, self.day.ballots = made.id, by_hands, {}
        self.votes = made.id

    @precondition(lambda self: self.day.vote and not self.day.by_hands)
    @rule(votes=st.lists(st.tuples(PLACES, CHOICES), min_size=2, max_size=6))
    def several_vote(self, votes: list[tuple[int, Ballot]]) -> None:
        for place, choice in votes:
            self.somebody_votes(place, CLERK, CLERK, choice, fit=1)

    @precondition(lambda self: self.votes)
    @rule(place=PLACES, voter=WHO, elector=WHO, choice=CHOICES, fit=st.integers(0, 1))
    def somebody_votes(self, place: int, voter: str, elector: str, choice: Ballot, fit: int) -> None:
        """With what is in their hands or, half of the time, with anything."""
        held = [(one, whose) for one, electors in self.day.rights().items() for whose in electors]
        if fit and held:
            voter, elector = held[place % len(held)]
        why = self.day.why_not_cast(voter, elector) if self.day.vote else "ALREADY_DECIDED"
        self.does(lambda work: voting.cast(work, acting(work, voter), self.votes, elector, choice), why)
        if why is None:
            self.day.ballots[elector] = meeting_day_model.Ballot(choice.value, voter, voter == elector)

    @precondition(lambda self: self.day.vote and not self.day.by_hands)
    @rule(elector=WHO, choice=CHOICES)
    def a_hand_is_noted(self, elector: str, choice: Ballot) -> None:
        why = self.day.why_not_note(elector)
        self.does(lambda work: voting.note_hand(work, acting(work, CLERK), self.votes, elector, choice), why)
        if why is None:
            there = elector in self.day.room
            self.day.ballots[elector] = meeting_day_model.Ballot(choice.value, CLERK, there)

    @precondition(lambda self: self.day.vote)
    @rule(more=st.integers(-1, 1), dropped=st.integers(0, 5), soon=st.booleans())
    def a_vote_ends(self, more: int, dropped: int, *, soon: bool) -> None:
        """Dropped now and then; hands are counted to one less, as many, or one more than there are."""
        if not (soon or self.day.by_hands or self.day.ballots):
            return
        if not dropped:
            self.does(lambda work: voting.drop(work, acting(work, CLERK), self.votes), None)
        elif self.day.by_hands:
            yes = max(0, self.day.count() + more)
            tally, why = Tally(yes, 0, 0), "TOO_MANY_VOTES" if yes > self.day.count() else None
            self.does(lambda work: voting.count(work, acting(work, CLERK), self.votes, tally), why)
            if why is not None:
                return
        else:
            done = self.does(lambda work: voting.close_vote(work, acting(work, CLERK), self.votes), None)
            assert done is not None
            assert done.tally == Tally(*self.day.tally())
        self.day.vote = None

    @rule(rarely=RARELY)
    def it_is_closed(self, *, rarely: bool) -> None:
        if not rarely:
            return
        why = "ALREADY_DECIDED" if self.day.closed else "STILL_OPEN" if self.day.vote else None
        why = why if self.day.opened else "NOT_OPEN"
        done = self.does(lambda work: holding.close(work, acting(work, CLERK), 1), why)
        if done is not None:
            self.day.closed = True

    @invariant()
    def who_votes_for_whom_is_as_the_model_says(self) -> None:
        roll = self._roll()
        rights = self.day.rights()
        assert dict(roll.votes) == {number: len(held) for number, held in rights.items()}
        assert set(roll.represented) == set(self.day.represented())
        assert (roll.quorum.base, roll.quorum.required) == (len(self.day.base()), self.day.required())
        assert roll.quorum.count == self.day.count() <= roll.quorum.base
        assert max(roll.votes.values(), default=0) <= len("AB")

    @invariant()
    def a_vote_closed_now_would_come_to_what_the_model_says(self) -> None:
        if self.day.vote and not self.day.by_hands:
            vote = self.day.vote
            tally = self.run(lambda work: voting.tally_of(work, _meeting(work), voting.get(work, vote)))
            assert tally == Tally(*self.day.tally())

    @invariant()
    def mandates_only_shrink_once_it_is_open(self) -> None:
        kept = self.run(lambda work: work.proxies.of_meeting(1))
        given = {each.giver for each in kept if each.state is ProxyState.GIVEN}
        if self.day.opened:
            assert given == set(self.day.mandates) - self.day.came
            assert self.standing is None or given <= self.standing
            self.standing = given
        else:
            assert {each.giver: each.holder for each in kept if each.ended_at is None} == self.day.mandates

    @invariant()
    def every_right_is_exercised_once_at_most_and_the_log_tells_how(self) -> None:
        for vote in range(1, self.votes + 1):
            ballots = self.run(lambda work, vote=vote: work.resolutions.ballots(vote))  # type: ignore[misc] # bound now
            assert max(Counter(ballot.elector for ballot in ballots).values(), default=0) <= 1
            own = Counter(ballot.cast_by for ballot in ballots if ballot.cast_by != CLERK)
            assert max(own.values(), default=0) <= len("AB")
            assert {ballot.elector: ballot.choice.value for ballot in ballots} == self._log(vote)

    def run(self, unit: Callable[[UnitOfWork], T]) -> T:
        """One unit of work, a second after the one before."""
        assert self.database is not None
        self.clock.instant = self.clock.now() + timedelta(seconds=1)
        return self.loop.run_until_complete(self.database.run(unit))

    _any: ClassVar[str] = "any"
    """Refused, for whatever reason: mandates have a machine of their own."""

    def does(self, unit: Callable[[UnitOfWork], T], why: str | None) -> T | None:
        """Run it: refused for that reason without a trace, or done."""
        before = self.run(checks.tables)
        try:
            done = self.run(unit)
        except RefusedError as refusal:
            reason = str(refusal.decision.reason)
            assert why in {reason, self._any}, (reason, why)
            assert self.run(checks.tables) == before
            return None
        assert why is None, why
        return done

    def _roll(self) -> Any:
        return self.run(lambda work: rollcall.roll(work, _meeting(work)))

    def _log(self, vote: int) -> dict[str, str]:
        """What the audit says of who was voted for and how, the last of each."""
        rows = [row for row in self.run(checks.tables)["audit"] if row["action"] == "vote_cast"]
        bodies = [json.loads(row["body"]) for row in rows]
        return {body["member"]: body["choice"] for body in bodies if body["resolution"] == vote}

    def _people(self, work: UnitOfWork) -> None:
        work.book.put("books_open_on", date(2026, 3, 1).isoformat())
        for number in NUMBERS:
            roles = {ROLES[number]} if number in ROLES else set()
            work.members.save(person(number, f"Awa {number}", *roles))
        starts_at = datetime(2026, 3, 14, 13, 30, tzinfo=UTC)
        new = NewMeeting(kind=SessionKind.AGO, on=START.date(), starts_at=starts_at, place="Lyon", agenda=())
        made = work.meetings.add(new, CLERK)
        assert made == 1
        assert work.meetings.convene(1, "M001")


def acting(work: UnitOfWork, number: str) -> Actor:
    """The member as the register knows them now."""
    return Actor(ActorKind.MEMBER, work.members.get(number))


def _meeting(work: UnitOfWork) -> Meeting:
    found = work.meetings.get(1)
    assert found is not None
    return found
