"""Members mourn, rejoice, pay and are late; the bureau decides and is mistaken; the model says what must come of it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import time, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from assistant.domain.actors import Actor
from assistant.domain.claims import FiledClaim
from assistant.domain.ledger import Account, Kind, Method, NewTransfer, member_account
from assistant.domain.orders import NewPayout
from assistant.ports import UnitOfWork
from assistant.services import drafts, orders
from assistant.services.aid import cancelling, deciding, declaring
from tests.properties.aid_things import (
    AGO,
    BUREAU,
    CHOICES,
    GRANTED,
    HOURS,
    MOST_PEOPLE,
    OWED,
    PAPER,
    REASONS,
    SHORT,
    THINGS,
)
from tests.properties.machine import PLACES, nth
from tests.properties.model import GONE, Person
from tests.properties.mourning import Mourning


class MutualAid(Mourning):
    """The whole machine; subclasses say where the database is."""

    @rule(
        place=PLACES,
        who=PLACES,
        ago=AGO,
        ahead=st.integers(0, 9),
        told=st.booleans(),
        stranger=st.integers(0, 9),
        granted=GRANTED,
    )
    def somebody_declares(
        self, place: int, who: int, ago: int | str, ahead: int, stranger: int, *, told: bool, granted: bool
    ) -> None:
        thing = nth(THINGS, place)
        self._declare(thing, nth(sorted(thing.ties), who), self._day(ago), ahead, told=told, wrong=stranger == 0)
        if granted:
            self.the_bureau_grants(list(self.model.claims.values())[-1:], place, 1)

    @precondition(lambda self: self.model.claims)
    @rule(place=PLACES, who=PLACES, told=st.booleans(), granted=GRANTED)
    def the_same_is_declared_once_more(self, place: int, who: int, *, told: bool, granted: bool) -> None:
        key = nth(list(self.model.claims.values()), place).thing
        thing = next(thing for thing in THINGS if thing.key == key)
        self._declare(thing, nth(sorted(thing.ties), who), self.model.today, 0, told=told, wrong=False)
        if granted:
            self.the_bureau_grants(list(self.model.claims.values())[-1:], place, 1)

    @precondition(lambda self: self.model.claims)
    @rule(place=PLACES, how=CHOICES, who=PLACES, reason=REASONS, decided=st.integers(0, 9))
    def the_bureau_votes(self, place: int, how: str, who: int, reason: str, decided: int) -> None:
        claim = self._claim(place, any_state=decided == 0)
        sitting = sorted(self.model.sitting() | {"M005"}) if decided == 1 else sorted(self.model.sitting())
        for voter in sitting if how == "all" else [nth(sitting, who)] if sitting else []:
            refuses = how == "refuse"
            self._vote(claim, voter, "refuse" if refuses else "approve", reason if refuses else None)

    @precondition(lambda self: self.model.claims)
    @rule(place=PLACES, paper=st.booleans(), who=PLACES)
    def what_was_lacking_comes(self, place: int, who: int, *, paper: bool) -> None:
        claim = self._claim(place)
        by = nth((claim.concerns, claim.concerns, claim.by, "M009"), who)
        allowed = claim.state == "declared" and by in {claim.concerns, claim.by}

        def unit(work: UnitOfWork, actor: Actor) -> FiledClaim:
            document = drafts.keep(work, actor, PAPER) if paper else None
            return declaring.hand_in(work, actor, claim.number, document, ceremony=True, invitation=not paper or None)

        self.does(unit, by, "claim_completed", allowed=allowed)
        if allowed:
            claim.held = claim.held or not paper
            claim.paper = claim.paper or paper
            self.model.review()

    @precondition(lambda self: self.model.claims)
    @rule(place=PLACES, who=PLACES, kind=PLACES)
    def the_bureau_says_what_it_is(self, place: int, who: int, kind: int) -> None:
        open_to_it = [claim for claim in self.model.declared() if self.model.choices(claim)]
        claim = nth(open_to_it, place) if open_to_it and place % 5 else self._claim(place)
        self._rule(claim, nth(("M001", "M001", "M003", "M007"), who), kind)

    @precondition(lambda self: self.model.declared())
    @rule(place=PLACES, but=PLACES)
    def the_bureau_grants_what_it_can(self, place: int, but: int) -> None:
        """All say yes, or all but one."""
        self.the_bureau_grants(self.model.declared(), place, but)

    @precondition(lambda self: len(self.model.claims) > 1)
    @rule(place=PLACES, to=PLACES, who=PLACES)
    def the_bureau_links_or_parts(self, place: int, to: int, who: int) -> None:
        claim, other = self._claim(place), self._claim(to, any_state=True)
        self._fresh()
        by = nth(("M001", "M001", "M003", "M007"), who)
        own = [each for each in self.model.claims.values() if each.concerns == claim.concerns and each is not claim]
        if any(each.event == claim.event for each in own) or claim.kind == "birthday":
            return
        if other is claim:
            allowed = self._has_a_say(by, claim)
            moved = self.does(
                lambda work, actor: deciding.part(work, actor, claim.number), by, "claim_parted", allowed=allowed
            )
        else:
            allowed = self._has_a_say(by, claim) and other.state in {"declared", "approved"}
            moved = self.does(
                lambda work, actor: deciding.link(work, actor, claim.number, other.number),
                by,
                "claim_linked",
                allowed=allowed,
            )
        if moved is not None:
            assert (moved.event == other.event) is (other is not claim)
            claim.event = moved.event
            if other is not claim:
                self.model.announce_once(claim.event)
            self.model.settle_calls()
            self.model.review()

    @precondition(lambda self: self.model.claims)
    @rule(place=PLACES, days=st.integers(-1, 12), who=PLACES)
    def the_bureau_says_when_it_was_announced(self, place: int, days: int, who: int) -> None:
        claim = self._claim(place)
        self._fresh()
        by = nth(("M001", "M001", "M003", "M007"), who)
        day = min(claim.event_on, claim.declared_on) + timedelta(days=days)
        allowed = self._has_a_say(by, claim) and days >= 0 and day <= claim.declared_on
        self.does(
            lambda work, actor: deciding.date_announcement(work, actor, claim.number, day),
            by,
            "claim_announcement_dated",
            allowed=allowed,
        )
        if allowed:
            claim.announced_on = day
            self.model.review()

    @precondition(lambda self: self.model.claims)
    @rule(place=PLACES, who=PLACES, reason=REASONS)
    def it_turns_out_a_mistake(self, place: int, who: int, reason: str) -> None:
        """Taken back while it is not decided, cancelled by the bureau once it is approved."""
        approved = [claim for claim in self.model.claims.values() if claim.state == "approved"]
        claim = nth(approved, place) if approved and place % 2 else self._claim(place, any_state=True)
        if claim.state == "declared" and who % 3 == 1:
            self._take_back(claim, nth((claim.by, claim.concerns, claim.by, "M009"), who))
        elif claim.state != "declared" or who % 9 == 0:
            self._cancel(claim, nth(("M001", "M003", "M001", "M007"), who), reason)

    @precondition(lambda self: any(claim.order for claim in self.model.claims.values()))
    @rule(place=PLACES, who=PLACES)
    def aid_is_sent(self, place: int, who: int) -> None:
        claim = nth([claim for claim in self.model.claims.values() if claim.order], place)
        by = nth(("M002", "M002", "operator", "M006"), who)
        allowed = self.model.pays(by, claim) and claim.order == "approved"
        sent = NewPayout(Method.TRANSFER, self.model.today, "VIR 12")

        def unit(work: UnitOfWork, actor: Actor) -> object:
            order = work.orders.caused_by(f"claim:{claim.number}")
            assert order is not None
            return orders.pay(work, actor, order.id, sent)

        self.does(unit, by, "order_paid", allowed=allowed)
        if allowed:
            claim.order = "paid"

    @precondition(lambda self: any(claim.state == "cancelled" for claim in self.model.claims.values()))
    @rule(place=PLACES, who=PLACES)
    def what_was_sent_by_mistake_comes_back(self, place: int, who: int) -> None:
        claim = nth([claim for claim in self.model.claims.values() if claim.state == "cancelled"], place)
        by = nth(("operator", "operator", "M006"), who)
        allowed = by == "operator" and claim.order == "paid"
        self.does(
            lambda work, actor: cancelling.repaid(work, actor, claim.number), by, "payout_returned", allowed=allowed
        )
        if allowed:
            claim.order = "returned"

    @rule(place=PLACES, owed=OWED, when=PLACES, method=st.sampled_from(("transfer", "cheque", "cash")))
    def somebodys_arrears_come_to(self, place: int, owed: int, when: int, method: str) -> None:
        """At the end of a day that a claim may be judged on; what is paid is declared first, and confirmed late."""
        number = self._one_who_claims(place)
        on = self._day_that_counts(number, when)
        missing = owed - self.model.owed(number, on)
        if missing > 0:
            self.model.levies.append((number, on, None, missing))
            row = NewTransfer(member_account(number), Account.ADJUSTMENTS, missing, Kind.MANUAL, on, "by hand")
            self.does(lambda work, actor: work.ledger.record([row], actor), "operator", "transfer", allowed=True)
        elif missing < 0 and self.model.people[number].status not in GONE:
            self._pay(number, -missing, on, method)

    @rule(days=SHORT, hour=HOURS, ticks=st.integers(0, 2))
    def time_passes(self, days: int, hour: time, ticks: int) -> None:
        self.stand_at(self.clock.now().date() + timedelta(days=days), hour)
        self.ticked = False
        for tick in range(ticks):
            self.tick()
            if tick:
                self.a_second_tick_changes_nothing()

    @rule(place=PLACES, status=st.sampled_from(("suspended", "active", "resigned", "radiated")), ago=AGO)
    def a_status_changes(self, place: int, status: str, ago: int | str) -> None:
        person = nth([who for who in self.model.people.values() if who.status not in GONE], place)
        joined = person.joined
        assert joined is not None
        if status in GONE and person.number in BUREAU:
            return
        since = max(joined + timedelta(days=1), self._day(ago))
        after = deepcopy(person)
        if after.becomes(status, since):
            self._save(after, since)

    @rule(place=PLACES, role=st.sampled_from(("vice-president", "secretary", None, None)), ago=AGO)
    def a_role_changes_or_somebody_joins(self, place: int, role: str | None, ago: int | str) -> None:
        if place % 3 == 0 and len(self.model.people) < MOST_PEOPLE:
            number, on = f"M{len(self.model.people) + 1:03}", self._day(ago)
            self._save(Person(number, on, [(on, "active")]), None)
            return
        person = nth([self.model.people[number] for number in ("M003", "M005", "M006")], place)
        after = replace(person, roles={role} if role else set())
        if after != person:
            self._save(after, None)

    @precondition(lambda self: not self.breaks_after and self.steps % 3)
    @rule(writes=st.integers(1, 25))
    def the_next_command_breaks_off(self, writes: int) -> None:
        self.breaks_after = writes
