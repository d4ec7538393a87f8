"""Many are called and written to while chats refuse, processes die, people answer, pay, leave, and time goes by.

After every step each of them has what was decided for them and nothing else: a reminder once, a convocation at least
once and the same for all, in order, whoever else's chat is in trouble; and the bureau reads what became of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from assistant.domain.actors import OPERATOR
from assistant.domain.attending import Answer
from assistant.domain.convening import NewMeeting
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.meetings import SessionKind
from assistant.domain.members import Status, StatusChange
from assistant.domain.messages import ChatAccount
from assistant.outbox import Sender
from assistant.ports import UnitOfWork
from assistant.services import linking, messages
from assistant.services.meetings import answering, convening, representing
from assistant.services.meetings.convening import Proposal
from assistant.services.messages import Draft
from assistant.services.tick import tick
from tests.properties import many_checks
from tests.properties.mailbox import Outcome
from tests.properties.many_model import Called, Chat
from tests.properties.many_sending import NUMBERS, ROLES, Sending, acting, afternoon, stored
from tests.properties.places import PARIS
from tests.services.people import BYLAWS, CHANNEL

LAST = datetime(2026, 5, 10, tzinfo=UTC)
"""Nothing that was sent is forgotten by then."""
MEMBERS = st.sampled_from(NUMBERS[len(ROLES) :])
WHO = st.sampled_from(NUMBERS)
PLACES = st.integers(0, 99)
DIES = st.sampled_from((0, 0, 0, 1, 2, 4, 9))
"""After so many writes the process dies, and the unit is done again by the next; 0: it lives."""
OUTCOMES = st.sampled_from(
    (Outcome.LATER, Outcome.UNSURE_TAKEN, Outcome.UNSURE_LOST, Outcome.TAKEN, Outcome.REFUSED, Outcome.ALL_LATER)
)
TROUBLE = st.integers(1, 3) | st.lists(OUTCOMES, max_size=3)
"""At which message from now the process dies, or what the platform says to the next."""
DAYS = st.sampled_from((9, 1, 12, 3, 20, 10))
SELDOM = st.sampled_from((False, False, False, True))
MINUTES = st.sampled_from((1, 7, 7, 120, 480, 1440, 1440, 2880))


class MessagesToMany(Sending):
    """The whole machine; subclasses say where the database is."""

    @initialize()
    def everybody_has_a_chat(self) -> None:
        self.database = self.place.found(BYLAWS, self.clock)
        self.run(self.people)
        self.processes = [self.process(), self.process()]
        self.the_scheduler_looks_once_or_twice(twice=False)

    # What is sent to many

    @rule(days=DAYS, exceptional=st.booleans(), dies=DIES)
    def a_meeting_is_called(self, days: int, dies: int, *, exceptional: bool) -> None:
        kind = SessionKind.EXCEPTIONAL if exceptional else SessionKind.MONTHLY
        day = self.today + timedelta(days=days)
        new = NewMeeting(kind=kind, on=day, starts_at=afternoon(day), place="Lyon", agenda=())
        done = self.does(lambda work: convening.propose(work, acting(work, "M002"), new), dies)
        if done is not None and done.broadcast is not None:
            self.model.meetings[done.meeting.id] = Called(day, new.starts_at, self.today, done.broadcast.id)
            self.sent(done.broadcast, self.model.here())

    @precondition(lambda self: self.model.meetings)
    @rule(where=PLACES, days=st.integers(0, 3), dies=DIES)
    def a_meeting_is_changed(self, where: int, days: int, dies: int) -> None:
        number, called = self.meeting(where)
        day = called.on + timedelta(days=days)

        def unit(work: UnitOfWork) -> Proposal:
            wanted = replace(stored(work, number), on=day, starts_at=afternoon(day), place=f"Lyon {where % 3}")
            return convening.change(work, acting(work, "M002"), number, wanted)

        done = self.does(unit, dies)
        if done is not None and done.broadcast is not None:
            called.on, called.starts_at, called.edition = day, afternoon(day), done.meeting.edition
            if days:
                called.told_on = self.today
            self.sent(done.broadcast, self.model.meant[called.broadcast])

    @precondition(lambda self: self.model.meetings)
    @rule(where=PLACES, dies=DIES, rarely=st.integers(0, 2))
    def a_meeting_is_called_off(self, where: int, dies: int, rarely: int) -> None:
        number, called = self.meeting(where)
        if rarely:
            return
        done = self.does(lambda work: convening.call_off(work, acting(work, "M001"), number, "snow"), dies)
        if done is not None and done.broadcast is not None:
            called.off = True
            self.sent(done.broadcast, self.model.meant[called.broadcast])

    @rule(audience=st.sampled_from(("all", "bureau", "hand")), hours=st.sampled_from((0, 0, 5, 30)), dies=DIES)
    def a_message_is_sent_or_planned(self, audience: str, hours: int, dies: int) -> None:
        by_hand = tuple(self.model.here()[2:]) if audience == "hand" else ()
        at = self.clock.now() + timedelta(hours=hours) if hours else None
        words = f"News of {self.clock.now():%d %B, %H:%M}."
        self.posts(Draft(text=words, audience=audience, by_hand=by_hand, leaves_at=at), dies)

    @precondition(lambda self: self.model.meant)
    @rule(where=PLACES, dies=DIES)
    def a_message_is_corrected(self, where: int, dies: int) -> None:
        self.posts(Draft(text="Rather at three.", corrects=self.broadcast(where)), dies)

    @precondition(lambda self: self.model.meant)
    @rule(where=PLACES, dies=DIES)
    def a_message_is_stopped(self, where: int, dies: int) -> None:
        waiting = sorted(self.model.planned)
        number = waiting[where % len(waiting)] if waiting else self.broadcast(where)
        if self.does(lambda work: messages.stop(work, acting(work, "M001"), number), dies) is not None:
            del self.model.planned[number]

    # What members do

    @precondition(lambda self: self.model.meetings)
    @rule(where=PLACES, who=WHO, coming=st.booleans(), dies=DIES)
    def somebody_answers(self, where: int, who: str, dies: int, *, coming: bool) -> None:
        number, called = self.meeting(where)
        said, now = Answer.PRESENT if coming else Answer.ABSENT, self.clock.now()
        done = self.does(lambda work: answering.answer(work, acting(work, who), number, said, received_at=now), dies)
        if done is not None:
            called.answered.add(who)

    @precondition(lambda self: self.model.meetings)
    @rule(where=PLACES, giver=WHO, holder=WHO, dies=DIES)
    def somebody_gives_a_proxy(self, where: int, giver: str, holder: str, dies: int) -> None:
        number, called = self.meeting(where)
        done = self.does(lambda work: representing.give(work, acting(work, giver), number, holder), dies)
        if done is not None:
            called.answered.add(giver)

    @rule(who=WHO)
    def somebody_pays(self, who: str) -> None:
        row = NewTransfer(Account.BANK, member_account(who), 100_000, Kind.PAYMENT, self.today, f"payment:{who}")
        self.run(lambda work: work.ledger.record([row], OPERATOR))
        self.model.people[who].owes = False

    @precondition(lambda self: len(self.model.here()) > len(NUMBERS) - 2)
    @rule(who=MEMBERS, rarely=st.booleans())
    def somebody_leaves(self, who: str, *, rarely: bool) -> None:
        if rarely or self.model.people[who].left:
            return

        def unit(work: UnitOfWork) -> None:
            known = acting(work, who).member
            assert known is not None
            history = (*known.history, StatusChange(work.today, Status.RESIGNED))
            work.members.save(replace(known, history=history))
            work.audit.record(OPERATOR, "import_members", {"member": who})

        self.run(unit)
        self.model.people[who].left = True

    @rule(who=WHO)
    def somebody_blocks_the_assistant(self, who: str) -> None:
        self.mailbox.blocked.add(self.model.people[who].chats[0].name)

    @precondition(lambda self: bool(self.mailbox.blocked))
    @rule(who=WHO, dies=DIES)
    def somebody_comes_back_with_another_account(self, who: str, dies: int) -> None:
        chats = self.model.people[who].chats
        if chats[0].name not in self.mailbox.blocked:
            return
        self.time_passes(1)
        name = f"{chats[0].name}+"
        new = ChatAccount(CHANNEL, name, name)
        code = self.run(lambda work: linking.invite(work, acting(work, "M001"), who))
        assert self.does(lambda work: linking.link_by_code(work, new, code), dies)
        chats.insert(0, Chat(name))

    # Time, the scheduler, the processes

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.clock.instant = min(self.clock.now() + timedelta(minutes=minutes), LAST)

    @rule(wait=st.integers(0, 3), early=SELDOM, who=WHO, pays=st.booleans(), trouble=TROUBLE)
    def the_hour_of_reminders_comes(
        self, wait: int, who: str, trouble: int | list[Outcome], *, early: bool, pays: bool
    ) -> None:
        """Nine in the morning of a fifth, or of a day on which those who are silent are asked; or just before.

        Somebody pays or answers between what is queued and its leaving, at which the platform or the process fails.
        """
        fifths = [date(2026, month, 5) for month in (3, 4, 5)]
        days = [called.on - timedelta(days=each) for called in self.model.meetings.values() for each in (8, 2)]
        coming = sorted(day for day in [*fifths, *days] if day > self.today)
        if coming:
            at = datetime.combine(coming[wait % len(coming)], time(9), tzinfo=PARIS).astimezone(UTC)
            self.clock.instant = min(at - timedelta(seconds=int(early)), LAST)
        self.the_scheduler_looks_once_or_twice(twice=False)
        if pays:
            self.somebody_pays(who)
        elif self.model.meetings:
            self.somebody_answers(wait, who, 0, coming=True)
        if isinstance(trouble, int):
            self.a_process_dies_as_it_sends(0, trouble, taken=pays, at_once=pays)
        else:
            self.the_platform_is_in_trouble(trouble, 0)

    @rule(twice=st.booleans())
    def the_scheduler_looks_once_or_twice(self, *, twice: bool) -> None:
        self.run(tick)
        self.model.ticks(self.clock.now())
        if twice:
            before = self.rows()
            self.run(tick)
            assert self.rows() == before

    @rule(outcomes=st.lists(OUTCOMES, min_size=1, max_size=6), which=st.integers(0, 1))
    def the_platform_is_in_trouble(self, outcomes: list[Outcome], which: int) -> None:
        self.mailbox.ahead = outcomes
        self.a_process_sends_all_it_can(which)

    @rule(which=st.integers(0, 1))
    def a_process_sends_all_it_can(self, which: int) -> None:
        self.sends(self.processes[which])
        many_checks.nobody_waits_for_another(self.seen())

    @rule(which=st.integers(0, 1), after=st.integers(1, 6), taken=st.booleans(), at_once=st.booleans())
    def a_process_dies_as_it_sends(self, which: int, after: int, *, taken: bool, at_once: bool) -> None:
        """Another starts in its place, and looks at once at what was left, or only as it sends."""
        self.mailbox.dies_in, self.mailbox.dies_as = after, Outcome.DIED_TAKEN if taken else Outcome.DIED_BEFORE
        self.sends(self.processes[which])
        self.mailbox.dies_in = 0
        self.adrift |= {number for number, row in self.rows().items() if row["state"] == "sending"}
        started = self.processes[which] = self.process()
        if at_once:
            self.run(lambda work: work.outbox.recover(started.owner))

    @precondition(lambda self: not self.in_hand)
    @rule(which=st.integers(0, 1))
    def a_process_stands_still(self, which: int) -> None:
        """What it has taken is in nobody's hands for a while."""
        self.holder = self.processes[which]
        self.in_hand = self.run(self.holder.claim_within)
        rows = self.rows()
        for composed in self.in_hand:
            self.leaves_rightly(rows[composed.queued.id])
        self.adrift |= {composed.queued.id for composed in self.in_hand}

    @precondition(lambda self: self.in_hand)
    @rule()
    def it_goes_on(self) -> None:
        async def go_on(sender: Sender) -> None:
            sender.send(self.in_hand)
            await sender.stop()

        assert self.holder is not None
        before = len(self.mailbox.attempts)
        self.loop.run_until_complete(go_on(self.holder))
        self.in_hand = []
        self.note(self.mailbox.attempts[before:])

    @precondition(lambda self: not self.in_hand and self.clock.now() < LAST - timedelta(days=4))
    @rule()
    def all_is_well_for_three_days(self) -> None:
        self.mailbox.ahead = []
        for _ in range(3):
            for hour in (10, 15):
                day = self.today + timedelta(days=int(hour == 10))
                self.clock.instant = datetime.combine(day, time(hour), tzinfo=PARIS).astimezone(UTC)
                self.the_scheduler_looks_once_or_twice(twice=False)
                self.sends(self.processes[0])
        many_checks.everything_has_come_to_an_end(self.seen())

    @invariant()
    def everything_holds(self) -> None:
        seen = self.seen()
        for check in many_checks.CHECKS:
            check(seen)
