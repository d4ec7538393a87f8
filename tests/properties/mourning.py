"""The machine's means for mutual aid: it declares, judges, votes, undoes, and holds the model to it after each step."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, time, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant

from assistant.bylaws import amend
from assistant.domain.actors import OPERATOR, Actor
from assistant.domain.aid import EventKind, Tie
from assistant.domain.claims import FiledClaim, NewClaim
from assistant.domain.orders import Choice
from assistant.domain.payments import NewPayment
from assistant.ports import UnitOfWork
from assistant.services import drafts, payments
from assistant.services.aid import cancelling, deciding, declaring
from assistant.services.imports import import_members
from assistant.services.tick import tick
from tests.properties import aid_checks, checks
from tests.properties.aid_claims import PAPERS, SCALE, WAITING, Claimed
from tests.properties.aid_model import AidModel
from tests.properties.aid_things import (
    BUREAU,
    COUPLE,
    ELDER,
    HOURS,
    NEW_RATES,
    NEWCOMER,
    PAPER,
    SIBLINGS,
    Thing,
    new_rates,
    opening,
    row_of,
)
from tests.properties.machine import Command, Machine, nth
from tests.properties.model import Paid, Person


class Mourning(Machine):
    """Without rules of what happens: those are its subclass's."""

    model: AidModel

    def __init__(self) -> None:
        super().__init__()
        self.days: dict[str, date] = {}
        """When the things happened that somebody has told of."""
        self.decided: dict[int, FiledClaim] = {}
        self.ticked = False

    @initialize(
        start=st.dates(date(2026, 3, 1), date(2027, 12, 28)),
        hour=HOURS,
        joined_ago=st.sampled_from((170, 181, 184, 190, 20)),
        set_off=st.booleans(),
        rates_ago=st.none() | st.integers(-3, 40),
        balances=st.lists(st.sampled_from((20000, 20000, 20000, 4000, 0, -24000)), min_size=9, max_size=9),
    )
    def it_is_founded(
        self, start: date, hour: time, joined_ago: int, rates_ago: int | None, balances: list[int], *, set_off: bool
    ) -> None:
        self.model = AidModel(start, set_off=set_off)
        self.bylaws = amend(self.bylaws, {"set_off": set_off})
        if rates_ago is not None:
            since = start - timedelta(days=rates_ago)
            self.bylaws = amend(self.bylaws, tariff_changes=[new_rates(since)])
            self.model.rates.append((since, SCALE | NEW_RATES))
        self.stand_at(start, hour)
        self.model.opened = (start - timedelta(days=75)).replace(day=1) - timedelta(days=1)
        self.model.couples = [set(COUPLE)]
        self.database = self.place.found(self.bylaws, self.clock)
        joined = {NEWCOMER: self.model.today - timedelta(days=joined_ago)}
        for number in (*BUREAU, *sorted(COUPLE), *SIBLINGS, NEWCOMER, ELDER):
            since = joined.get(number, date(2019, 5, 1))
            roles = {BUREAU[number]} if number in BUREAU else set()
            self.model.people[number] = Person(number, since, [(since, "active")], roles)
        opening = dict(zip(self.model.people, balances, strict=True))
        self.model.opening = {who: cents for who, cents in opening.items() if who not in joined}
        self.run(self._open)
        self.tables = self.settled = self.run(checks.tables)
        self.tick()

    @invariant()
    def the_books_are_as_the_model_says(self) -> None:
        self.steps += 1
        if not self.ticked and not self.breaks_after and self.steps % 4:
            self.tick()
        verify = self.steps % 5 == 0
        seen = self.run(lambda work: aid_checks.look(work, verify=verify))
        aid_checks.all_that_holds(self.settled, seen, self.model, judged=self.ticked)
        aid_checks.what_was_decided_stays(self.decided, seen)
        self.tables = self.settled = seen.tables

    def a_second_tick_changes_nothing(self) -> None:
        before = self.tables
        self.run(tick)
        self.tables = self.run(checks.tables)
        assert {**self.tables, "book": []} == {**before, "book": []}

    def tick(self) -> None:
        """The scheduler does what is owed."""
        self.model.settle()
        self.model.tick()
        self.does(lambda work, _: tick(work), "scheduler", None, allowed=True)
        self.ticked = True

    def does(self, command: Command[Any], by: str, action: str | None, *, allowed: bool) -> Any:
        """Run it; what is refused leaves every row as it was, what is done leaves an audit row of the actor's."""
        before = self.tables
        result, refusal = self._outcome(command, by)
        self.tables = self.run(checks.tables)
        assert (refusal is None) is allowed, f"{by}, {action}: {refusal!r}"
        if not allowed:
            assert self.tables == before
        elif action is not None:
            new = self.tables["audit"][len(before["audit"]) :]
            assert (by, action) in {(row["actor"], row["action"]) for row in new}
        if allowed and action is not None:
            self.ticked = False
        return result

    def _fresh(self) -> None:
        """Judged by today's facts, so that what others' claims say is known."""
        if not self.ticked:
            self.tick()

    def _open(self, work: UnitOfWork) -> None:
        work.book.put("books_open_on", self.model.opened.isoformat())
        rows = [row_of(person, None, line) for line, person in enumerate(self.model.people.values(), start=2)]
        import_members(work, OPERATOR, rows, dry_run=False)
        opened = [opening(number, cents, self.model.opened) for number, cents in self.model.opening.items() if cents]
        work.ledger.record(opened, OPERATOR)

    def _day(self, ago: int | str) -> date:
        if isinstance(ago, int):
            return self.model.today - timedelta(days=ago)
        first = self.model.today.replace(day=1)
        return first if ago == "first of this month" else first - timedelta(days=1)

    def _declare(self, thing: Thing, tie: str, day: date, ahead: int, *, told: bool, wrong: bool) -> None:
        by = tie if tie != "*" else nth(("M002", "M009", "M003"), len(self.model.claims))
        concerns = tie if tie != "*" else thing.ties["*"]
        kind = thing.ties[tie] if tie != "*" else "death_member"
        on = self.days.get(thing.key, day)
        if ahead and thing.key not in self.days and kind in {"marriage", "baptism", "birthday"}:
            on = self.model.today + timedelta(days=ahead)
        by = nth(("M999", ELDER, NEWCOMER), ahead) if wrong else by
        listed = EventKind(kind) if kind in set(EventKind) else EventKind.OTHER
        tie_ = Tie(kind) if listed is EventKind.OTHER else Tie.UNLISTED
        new = NewClaim(
            listed, concerns, on, tie_, "" if kind == "death_member" else thing.relative, thing.children, told, told
        )
        document = told and kind in PAPERS and listed in PAPERS
        allowed = self.model.may_declare(by, listed.value, concerns, on)
        expected = self.model.event_of(thing.key)
        announced = self.model.announced(expected)

        def unit(work: UnitOfWork, actor: Actor) -> FiledClaim:
            paper = drafts.keep(work, actor, PAPER) if document else None
            return declaring.declare(work, actor, new, paper)

        events = {claim.event for claim in self.model.claims.values()}
        filed = self.does(unit, by, "claim_declared", allowed=allowed)
        if filed is None:
            return
        assert (filed.event == expected) if expected is not None else (filed.event not in events), thing.key
        self.days.setdefault(thing.key, on)
        if kind == "death_member":
            self.model.mourned.add(concerns)
        self.model.claims[filed.id] = Claimed(
            filed.id, filed.event, thing.key, listed.value, tie_.value, concerns, by, on, announced, self.model.today,
            thing.children, told, document,
        )  # fmt: skip
        self.model.settle_calls()
        self.model.review()

    def the_bureau_grants(self, claims: list[Claimed], place: int, but: int) -> None:
        """One of those that it can; what is open, it takes for what is claimed."""
        self._fresh()
        able = [claim for claim in claims if self.model.votable(claim) or self.model.choices(claim)]
        if not able:
            return
        claim = nth(able, place)
        voters = sorted(self.model.voters(claim))
        if self.model.choices(claim) and voters:
            self._rule(claim, voters[0], place)
        for voter in voters:
            if but % 5 or voter != nth(voters, but):
                self._vote(claim, voter, "approve", None)

    def _rule(self, claim: Claimed, by: str, kind: int) -> None:
        self._fresh()
        taken = nth(self.model.choices(claim) or ("death_father",), kind)
        allowed = self._has_a_say(by, claim) and taken in self.model.choices(claim)
        self.does(
            lambda work, actor: deciding.rule(work, actor, claim.number, EventKind(taken)),
            by,
            "claim_ruled",
            allowed=allowed,
        )
        if allowed:
            claim.ruled = taken
            self.model.settle_calls()
            self.model.review()

    def _take_back(self, claim: Claimed, by: str) -> None:
        allowed = claim.state == "declared" and by in {claim.concerns, claim.by}
        self.does(
            lambda work, actor: declaring.withdraw(work, actor, claim.number), by, "claim_withdrawn", allowed=allowed
        )
        if allowed:
            claim.state = "withdrawn"
            self.model.settle_calls()
            self.model.review()

    def _cancel(self, claim: Claimed, by: str, reason: str) -> None:
        allowed = self.model.decides(by) and claim.state == "approved" and bool(reason.strip())
        self.does(
            lambda work, actor: cancelling.cancel(work, actor, claim.number, reason),
            by,
            "claim_cancelled",
            allowed=allowed,
        )
        if allowed:
            self.model.cancel(claim)

    def _vote(self, claim: Claimed, voter: str, choice: str, reason: str | None) -> None:
        others = [other for other in self.model.declared() if other is not claim]
        if any(other.event == claim.event or other.concerns == claim.concerns for other in others):
            self._fresh()
        trial = deepcopy(self.model)
        trial.review(claim.number)
        judged = trial.claims[claim.number]
        waits = judged.verdict is not None and judged.verdict.reason in WAITING
        fits = trial.votable(judged) or (waits and choice == "refuse")
        allowed = self._has_a_say(voter, claim) and fits and (choice == "approve" or bool((reason or "").strip()))
        self.does(
            lambda work, actor: deciding.vote(work, actor, claim.number, Choice(choice), reason),
            voter,
            "vote",
            allowed=allowed,
        )
        if not allowed:
            return
        self.model.review(claim.number)
        claim.votes[voter] = choice
        outcome = self.model.outcome(claim)
        if outcome is not None:
            self.model.end(claim, outcome)

    def _has_a_say(self, by: str, claim: Claimed) -> bool:
        return claim.state == "declared" and by in self.model.voters(claim)

    def _claim(self, place: int, *, any_state: bool = False) -> Claimed:
        """Mostly one that is not decided."""
        known = list(self.model.claims.values())
        return nth(known if any_state else self.model.declared() or known, place)

    def _one_who_claims(self, place: int) -> str:
        waiting = [claim.concerns for claim in self.model.declared()]
        return nth(waiting, place) if waiting and place % 4 else self.somebody(place)

    def _day_that_counts(self, number: str, when: int) -> date:
        """Today, an event's day, or the end of the month before it; never before the books open."""
        days = [self.model.today]
        for claim in self.model.declared():
            if claim.concerns == number:
                days += [claim.event_on, claim.event_on.replace(day=1) - timedelta(days=1), claim.announced_on]
        return max(min(nth(days, when), self.model.today), self.model.opened)

    def _pay(self, number: str, cents: int, on: date, method: str) -> None:
        joined = self.model.people[number].joined
        on = max(on, joined) if joined else on
        paid = Paid(number, cents, method, on, "")
        new = NewPayment(cents, method, on)
        allowed = 0 < cents <= 500_000
        made = self.does(
            lambda work, actor: payments.declare(work, actor, new)[0], number, "payment_declared", allowed=allowed
        )
        if made is None:
            return
        self.does(
            lambda work, actor: payments.confirm(work, actor, made.id, reason="reçu"),
            "operator",
            "payment_confirmed",
            allowed=True,
        )
        self.model.payments[made.id] = paid
        self.model.decide("operator", paid, "confirmed", cents)

    def _save(self, after: Person, since: date | None) -> None:
        row = row_of(after, since)
        self.does(
            lambda work, actor: import_members(work, actor, [row], dry_run=False),
            "operator",
            "import_members",
            allowed=True,
        )
        self.model.people[after.number] = after
