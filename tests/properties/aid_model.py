"""What mutual aid should come to, told again from art. 6, 8, 9, 14, 25 and the annex: a yardstick beside `model`.

Nothing of the code under test is used here. What happened is known by a name; claims about one thing share an event
unless the bureau says otherwise. Amounts are cents.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tests.properties.aid_claims import (
    AWAITED,
    BY_THE_CHILD,
    DAY,
    DAYS_TO_PAY,
    OPEN,
    PLANNED,
    QUARTER,
    SCALE,
    STANDING,
    UNDONE,
    WAITING,
    WAITING_MONTHS,
    Call,
    Claimed,
    Verdict,
    is_death,
    month,
    months_later,
    repeated,
    unproved,
)
from tests.properties.model import ACCEPTED_ARREARS, BUREAU, GONE, TREASURERS, Model


class AidModel(Model):
    """An association whose members mourn and rejoice."""

    def __init__(self, today: date, *, set_off: bool) -> None:
        super().__init__(today)
        self.set_off = set_off
        self.claims: dict[int, Claimed] = {}
        self.calls: dict[int, Call] = {}
        self.couples: list[set[str]] = []
        self.mourned: set[str] = set()
        """Who died, or was taken for dead."""
        self.rates: list[tuple[date, dict[str, tuple[int, int]]]] = [(date.min, SCALE)]

    # Who may

    def decides(self, actor: str) -> bool:
        """Whether the actor is of the sitting bureau."""
        return actor in self.sitting()

    def sitting(self) -> set[str]:
        return {who.number for who in self.people.values() if who.status == "active" and who.roles & BUREAU}

    def pays(self, actor: str, claim: Claimed) -> bool:
        """Whether the actor may note that the aid was sent: a treasurer, never to oneself."""
        who = self.people.get(actor)
        treasurer = actor == "operator" or (who is not None and who.status == "active" and bool(who.roles & TREASURERS))
        return treasurer and actor != claim.concerns

    def voters(self, claim: Claimed) -> set[str]:
        """The bureau without whom it would pay; for a member's death, without the spouse either."""
        left_out = {claim.concerns}
        if claim.kind == "death_member":
            left_out |= self.spouses(claim.concerns)
        return self.sitting() - left_out

    def may_declare(self, actor: str, kind: str, concerns: str, event_on: date) -> bool:  # type: ignore[override]
        """A member, for oneself; a member's death by anybody else; ahead of its day only what is planned."""
        who = self.people.get(actor)
        if who is None or who.status_on(self.today) in {*GONE, "candidate"}:
            return False
        own = actor == concerns
        return own is not (kind == "death_member") and (event_on <= self.today or kind in PLANNED)

    def spouses(self, number: str) -> set[str]:
        return {other for pair in self.couples if number in pair for other in pair - {number}}

    # Money, as the base class has it, and what aid adds to it

    def moves(self, number: str) -> Iterator[tuple[date, date, int]]:
        yield from super().moves(number)
        for call in self.calls.values():
            if number in call.charged:
                yield call.called_on, call.called_on + timedelta(days=DAYS_TO_PAY + 1), -call.cents
        for claim in self.claims.values():
            if claim.concerns == number and claim.kept_back:
                yield claim.kept_back[0], claim.kept_back[0], claim.kept_back[1]

    def rate(self, kind: str, day: date) -> tuple[int, int]:
        """By the table in force that day."""
        return [table for since, table in self.rates if since <= day][-1][kind]

    # What the bylaws make of claims

    def verdicts(self) -> dict[int, Verdict]:
        """Of all that are declared: a member's own death first, then as they were made."""
        found: dict[int, Verdict] = {}
        for claim in sorted(self.declared(), key=lambda each: each.precedence):
            before = [other for other in self.claims.values() if self._comes_before(other, claim, found)]
            found[claim.number] = self._verdict(claim, before)
        return found

    def declared(self) -> list[Claimed]:
        return [claim for claim in self.claims.values() if claim.state == "declared"]

    def review(self, only: int | None = None) -> None:
        """Judge again: votes on what is no longer said do not count."""
        for number, verdict in self.verdicts().items():
            claim = self.claims[number]
            if only not in {None, number}:
                continue
            if claim.verdict is not None and claim.verdict.said != verdict.said:
                claim.round += 1
                claim.votes = {}
            claim.verdict = verdict

    def votable(self, claim: Claimed) -> bool:
        """Whether it may be approved: it has happened, and the bylaws allow it."""
        allowed = claim.verdict is not None and claim.verdict.allowed
        return claim.state == "declared" and claim.event_on <= self.today and allowed

    def choices(self, claim: Claimed) -> tuple[str, ...]:
        """What the bureau may take it for."""
        reason = claim.verdict.reason if claim.verdict else None
        if reason == "POSSIBLE_DUPLICATE":
            return (claim.taken_for,)
        return OPEN.get(claim.tie, ()) if claim.ruled or reason == "BUREAU_DECISION_REQUIRED" else ()

    def event_of(self, thing: str) -> int | None:
        """The event that what stands about that thing is of."""
        return next(
            (each.event for each in self.claims.values() if each.thing == thing and each.state in STANDING), None
        )

    def announced(self, event: int | None) -> date:
        """When a death that is declared now became known: when it was first told."""
        told = [each.announced_on for each in self.claims.values() if each.event == event and each.state in STANDING]
        return min([self.today, *told])

    def announce_once(self, event: int) -> None:
        """Claims that turn out to be about one thing: it became known when it was first told."""
        first = self.announced(event)
        for claim in self.declared():
            if claim.event == event:
                claim.announced_on = first

    def outcome(self, claim: Claimed) -> str | None:
        """All who are asked have said yes, or one has said no."""
        voters = self.voters(claim)
        said = [claim.votes.get(voter) for voter in voters]
        if "refuse" in said:
            return "refused"
        return "approved" if voters and all(said) else None

    def settle(self) -> None:
        """A tick: judge all, then end the rounds in which nobody else is asked."""
        self.review()
        for claim in self.declared():
            reason = claim.verdict.reason if claim.verdict else None
            outcome = self.outcome(claim)
            open_to_it = self.votable(claim) or reason in WAITING - AWAITED
            if open_to_it and (outcome == "refused" or (outcome == "approved" and self.votable(claim))):
                self.end(claim, outcome)

    def end(self, claim: Claimed, outcome: str) -> None:
        """The bureau has decided; what follows, follows."""
        verdict = claim.verdict
        assert verdict is not None
        claim.state = outcome
        if outcome == "approved":
            self._pay(claim, verdict)
            self.call(claim, verdict)
            if claim.kind == "death_member":
                self._dies(claim)
        self.review()

    def call(self, claim: Claimed, verdict: Verdict) -> None:
        """Once an event, by the first claim that is paid: everybody who was there and is there, but the bereaved."""
        cents = self.rate(verdict.kind, claim.event_on)[1]
        if verdict.payout < self.rate(verdict.kind, claim.event_on)[0]:
            cents //= QUARTER
        if claim.event in self.calls or not cents:
            return
        owing = {who for who in self.people if self.owes(who, claim.event_on, self.today)}
        spared = owing & self.bereaved(claim.event)
        self.calls[claim.event] = Call(claim.event_on, self.today, cents, owing - spared, spared)

    def owes(self, number: str, event_on: date, called_on: date) -> bool:
        """A member on the day of the event who is one still; suspended or not, up to date or not."""
        who = self.people[number]
        if who.joined is None or who.joined > event_on or self._had_left(number, called_on):
            return False
        return who.owes_dues_on(event_on)

    def bereaved(self, event: int) -> set[str]:
        """Whom it concerns by a tie of the annex, and the spouse of a dead member; not by what was taken back."""
        found: set[str] = set()
        for claim in self.claims.values():
            if claim.event == event and claim.state not in UNDONE and claim.taken_for in SCALE:
                found.add(claim.concerns)
                if claim.kind == "death_member":
                    found |= self.spouses(claim.concerns)
        return found

    def settle_calls(self) -> None:
        """Who turns out bereaved owes nothing, who turns out not to be does."""
        for event, call in self.calls.items():
            bereaved = self.bereaved(event)
            call.spared |= call.charged & bereaved
            call.charged -= bereaved
            back = {who for who in call.spared - bereaved if self.owes(who, call.event_on, call.called_on)}
            call.charged |= back
            call.spared -= back

    def cancel(self, claim: Claimed) -> None:
        """All that followed from the approval is undone; what has left waits for the treasurer."""
        claim.state = "cancelled"
        claim.kept_back = None
        if claim.order == "approved":
            claim.order = "cancelled"
        if not any(each.event == claim.event and each.state == "approved" for each in self.claims.values()):
            self.calls.pop(claim.event, None)
        self.settle_calls()
        person = self.people[claim.concerns]
        if claim.kind == "death_member" and person.status == "deceased":
            since, _ = person.past.pop()
            self._owes_by_now(person.number, since)
        self.review()

    def _dies(self, claim: Claimed) -> None:
        person = self.people[claim.concerns]
        if person.status != "deceased":
            since = max(claim.event_on, person.past[-1][0])
            person.past.append((since, "deceased"))
            self.mourned.add(person.number)
            self._owes_by_now(person.number, since)

    def _owes_by_now(self, number: str, since: date) -> None:
        """Who had died before the call owes nothing; who turns out alive owes it all the same."""
        for event, call in self.calls.items():
            if call.called_on >= since:
                owes = self.owes(number, call.event_on, call.called_on)
                call.charged -= {number}
                call.charged |= {number} if owes and number not in self.bereaved(event) else set()

    def _pay(self, claim: Claimed, verdict: Verdict) -> None:
        owed = max(0, -self.balance(claim.concerns, self.today)) if self.set_off else 0
        kept = min(owed, verdict.payout)
        claim.kept_back, claim.taken_off = ((self.today, kept) if kept else None), kept
        claim.order = "approved" if verdict.payout > kept else None

    def _verdict(self, claim: Claimed, before: list[Claimed]) -> Verdict:
        basis, overdue, standing = self._money(claim)
        kind = claim.taken_for
        quarter = kind == "death_member" and self._waits(claim)
        reason = (
            self._not_entitled(claim)
            or (None if quarter or not self._waits(claim) else "IN_WAITING_PERIOD")
            or (standing if standing in {"NOT_UP_TO_DATE", "LONG_ARREARS_WAIT"} else None)
            or unproved(claim)
            or repeated(claim, before)
        )
        if reason:
            return Verdict(False, reason, kind, 0, 0, basis, overdue)
        payout, levy = self.rate(kind, claim.event_on)
        payout *= claim.children if kind in BY_THE_CHILD else 1
        if quarter:
            payout, levy = payout // QUARTER, levy // QUARTER
        word = "WAITING_PERIOD_QUARTER" if quarter else None
        return Verdict(True, word, kind, payout, 0 if claim.event in self.calls else levy, basis, overdue)

    def _not_entitled(self, claim: Claimed) -> str | None:
        """Not a member, not covered, suspended: in this order."""
        who = self.people[claim.concerns]
        if who.joined is None or who.joined > claim.event_on or not who.owes_dues_on(claim.event_on):
            return "NOT_A_MEMBER"
        if claim.taken_for not in SCALE:
            return "BUREAU_DECISION_REQUIRED" if claim.tie in OPEN else "EVENT_NOT_COVERED"
        return "SUSPENDED" if self._member_as(claim.concerns, claim.event_on) == "suspended" else None

    def _member_as(self, number: str, day: date) -> str:
        """The day of leaving is the last as a member."""
        status = self.people[number].status_on(day)
        return self.people[number].status_on(day - DAY) if status in GONE else status

    def _waits(self, claim: Claimed) -> bool:
        """Six months from the admission; the day on which they end is covered."""
        joined = self.people[claim.concerns].joined
        return joined is not None and claim.event_on < months_later(joined, WAITING_MONTHS)

    def _money(self, claim: Claimed) -> tuple[str, int, str]:
        """Basis, arrears, standing: of the day of the event, or of the month before it."""
        number, on = claim.concerns, claim.event_on
        if self._successive(claim):
            last = on.replace(day=1) - DAY
            account = [(since, cents) for _, since, cents in self.account(number, last) if since <= last]
            account += self._brought(number, last, claim.announced_on)
            return "art9", *self._judged(account, last, on)
        if on > self.today:
            account = [(since, cents) for _, since, cents in self.account(number, self.today) if since <= self.today]
            return "live", *self._judged(account, on, on)
        _, overdue, standing, _ = self.standing(number, on)
        return "live", overdue, standing

    def _judged(self, account: list[tuple[date, int]], until: date, on: date) -> tuple[int, str]:
        overdue = max(0, -sum(cents for _, cents in account))
        wait = self._wait([(since, -cents) for since, cents in account], until)
        if overdue > ACCEPTED_ARREARS:
            return overdue, "NOT_UP_TO_DATE"
        return overdue, "LONG_ARREARS_WAIT" if wait is not None and on < wait else "UP_TO_DATE"

    def _brought(self, number: str, after: date, announced: date) -> Iterator[tuple[date, int]]:
        """Confirmed, in cash or by transfer, after that day and strictly before the announcement (art. 9)."""
        for paid in self.payments.values():
            counts = paid.member == number and paid.method in {"cash", "transfer"} and paid.booked is not None
            if counts and paid.counts_from and after < paid.counts_from < announced:
                yield paid.counts_from, paid.booked or 0

    def _successive(self, claim: Claimed) -> bool:
        """Another death of the annex in the same calendar month, of whomever (art. 9)."""
        months = [month(on) for event, on in self.deaths().items() if event != claim.event]
        return is_death(claim.taken_for) and month(claim.event_on) in months

    def deaths(self) -> dict[int, date]:
        """The day of each, by event, as who comes first has told it."""
        found: dict[int, date] = {}
        standing = [claim for claim in self.claims.values() if claim.state in STANDING]
        for claim in sorted(standing, key=lambda each: each.precedence):
            who = self.people[claim.concerns]
            joined = who.joined is not None and who.joined <= claim.event_on
            gone = self._member_as(claim.concerns, claim.event_on) in {*GONE, "candidate"}
            if is_death(claim.taken_for) and joined and not gone:
                found.setdefault(claim.event, claim.event_on)
        return found

    def _comes_before(self, other: Claimed, claim: Claimed, found: dict[int, Verdict]) -> bool:
        """About this event or of this member: approved, or made earlier and not refused by the bylaws."""
        if other is claim or not (other.event == claim.event or other.concerns == claim.concerns):
            return False
        if other.state == "approved":
            return True
        verdict = found.get(other.number)
        earlier = other.state == "declared" and other.precedence < claim.precedence
        return earlier and verdict is not None and (verdict.allowed or verdict.reason in WAITING)

    def _had_left(self, number: str, day: date) -> bool:
        """Before that day; the day of leaving is the last as a member."""
        return self._member_as(number, day) in GONE
