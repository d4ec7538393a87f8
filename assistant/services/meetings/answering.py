"""Answers to a convocation: coming, not coming, represented; changed as often as wished until the meeting begins.

What counts is when an answer reached the association, not when it was handled. Every answer is kept; the last one
received before the meeting begins is the answer. A proxy given is an answer too, unless they say after it that they
come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Literal

from assistant.domain.actors import Actor
from assistant.domain.attending import Answer, Proxy, Rsvp
from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.meetings import Mandate, Party, Writing
from assistant.domain.members import Member
from assistant.ports import UnitOfWork
from assistant.rules.meetings import attendance, proxies
from assistant.rules.meetings.calendar import next_meeting_month
from assistant.rules.rights import rights
from assistant.services import books
from assistant.services.meetings import calling, common, meals, representing, telling
from assistant.services.permissions import Action, own_number, require

State = Literal["present", "absent", "represented"]
_HELD = frozenset({MeetingState.CONVENED, MeetingState.OPEN, MeetingState.CLOSED})


@dataclass(frozen=True, slots=True)
class MealTerms:
    """The meal of a meeting at a member's home, for one of those convened (art. 15)."""

    cents: int
    """The contribution."""
    free_until: date
    """The last day on which an absence told costs nothing."""
    host: bool
    owed: int
    """Cents, as things stand."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A meeting as one member sees it."""

    meeting: Meeting
    member: str
    answer: State | None
    reason: str
    """Why not, in their words."""
    given: Proxy | None
    """In force, whatever they have answered."""
    held: Proxy | None
    may_vote: bool
    proxy_offered: bool
    """Whether they may give their vote to somebody now."""
    meal: MealTerms | None
    """None where nobody receives the meeting at home."""
    articles: tuple[str, ...]
    changed: bool = True
    """After an answer: False where it had been given before."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What an `Invited` is made of, however it was read."""

    party: Party
    last: Rsvp | None
    """The answer that counts."""
    mandates: Sequence[Proxy]
    """In force, the member's own among them."""
    takes_proxies: bool
    """Whether it is not too late to give one."""
    absent_since: date | None
    """The day on which they said that they would not come."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of those convened have answered what, in people."""

    present: int
    absent: int
    represented: int
    silent: int


def answer(
    work: UnitOfWork,
    actor: Actor,
    meeting: int,
    said: Answer,
    reason: str = "",
    *,
    received_at: datetime,
    member: str | None = None,
) -> Invited:
    """Keep the answer, for oneself or, for the bureau, as received from the member; the same one again changes nothing.

    RefusedError: NOT_AUTHORISED; SUSPENDED, NOT_A_MEMBER; DEADLINE_PASSED where it was received when the meeting had
    begun, with `begins_at`; ALREADY_DECIDED where it is called off, with `state` and `at`. MbongiError where there is
    no such meeting or member, or it is not convened.
    """
    who = _who(work, actor, member)
    common.lock(work, meeting)
    found = _open(work, meeting, who, received_at)
    before = _in_force(work, found, who.number, received_at)
    words = _reason(said, reason, before)
    new = Rsvp(found.id, who.number, said, words, received_at, actor.name)
    changed = not _repeated(work, found, new, before)
    if new != before:
        work.attendances.answer(found.id, who.number, said, words, received_at=received_at, by=actor.name)
    if changed:
        work.audit.record(actor, "meeting_answered", {"meeting": found.id, "member": who.number, "answer": said})
    return replace(as_seen_by(work, found, who), changed=changed)


def check(work: UnitOfWork, actor: Actor, meeting: int, *, received_at: datetime, member: str | None = None) -> Invited:
    """The meeting as the actor or that member sees it, where it can be answered. Raises as `answer`."""
    who = _who(work, actor, member)
    return as_seen_by(work, _open(work, meeting, who, received_at), who)


def upcoming(work: UnitOfWork, actor: Actor) -> list[Invited]:
    """What the actor may come to, the next meeting first; one that has begun is there until it closes or its day ends.

    RefusedError: SUSPENDED, NOT_A_MEMBER for whoever is not let in there: it may be at somebody's home.
    """
    who = _who(work, actor, None)
    common.refuse_entry(work, who, known=True)
    meetings = [*common.open_today(work), *common.ahead(work)]
    return [as_seen_by(work, meeting, who) for meeting in sorted(meetings, key=attrgetter("starts_at"))]


def next_month(work: UnitOfWork) -> date | None:
    """The first day of the next month whose ordinary meeting is still to be called (art. 19)."""
    return next_meeting_month(work.today, calling.sessions(work), work.bylaws)


def state_of(work: UnitOfWork, meeting: Meeting, number: str) -> State | None:
    """What the member has answered; None where they have not."""
    history = work.attendances.history(meeting.id, number)
    return _state(history[-1] if history else None, representing.given_by(work, meeting, number))


def counts(work: UnitOfWork, actor: Actor, meeting: int) -> Counts:
    """Of those convened: how many answered what. RefusedError: NOT_AUTHORISED."""
    require(work, actor, Action.CONVENE)
    states = list(states_of(work, common.get(work, meeting)).values())
    return Counts(states.count("present"), states.count("absent"), states.count("represented"), states.count(None))


def states_of(work: UnitOfWork, meeting: Meeting) -> Mapping[str, State | None]:
    """What everybody convened has answered, by number; who was not and answered all the same is among them.

    Who is no longer an active member that day is left out.
    """
    answers = work.attendances.answers(meeting.id)
    given = {proxy.giver: proxy for proxy in representing.in_force(work, meeting)}
    asked = {*telling.convened_members(work, meeting), *answers, *given}
    active = attendance.convened(work.members.all(), meeting.on)
    return {number: _state(answers.get(number), given.get(number)) for number in active if number in asked}


def as_seen_by(work: UnitOfWork, meeting: Meeting, member: Member) -> Invited:
    """For that member; no permission is asked for."""
    history = work.attendances.history(meeting.id, member.number)
    known = _Known(
        party=common.party(work, member, work.today),
        last=history[-1] if history else None,
        mandates=representing.in_force(work, meeting),
        takes_proxies=_takes_proxies(work, meeting),
        absent_since=meals.absence_announced_on(work, meeting, member.number),
    )
    return _seen(work, meeting, member, known)


def as_seen_by_all(work: UnitOfWork, meeting: Meeting, members: Iterable[Member]) -> Iterator[Invited]:
    """The same for each of those active members, from one reading of everything."""
    parties, answers = common.parties(work, work.today), work.attendances.answers(meeting.id)
    announced, takes_proxies = meals.absences_announced(work, meeting), _takes_proxies(work, meeting)
    mandates: dict[str, list[Proxy]] = defaultdict(list)
    for proxy in representing.in_force(work, meeting):
        mandates[proxy.giver].append(proxy)
        mandates[proxy.holder].append(proxy)
    for member in members:
        number = member.number
        known = _Known(parties[number], answers.get(number), mandates[number], takes_proxies, announced.get(number))
        yield _seen(work, meeting, member, known)


def _seen(work: UnitOfWork, meeting: Meeting, member: Member, known: _Known) -> Invited:
    given = next((proxy for proxy in known.mandates if proxy.giver == member.number), None)
    held = next((proxy for proxy in known.mandates if proxy.holder == member.number), None)
    in_force = [Mandate(proxy.giver, proxy.holder) for proxy in known.mandates]
    free = proxies.may_give_to_anybody(known.party, meeting.session, work.bylaws, given=in_force, writing=Writing.CHAT)
    state = _state(known.last, given)
    return Invited(
        meeting=meeting,
        member=member.number,
        answer=state,
        reason=known.last.reason if known.last else "",
        given=given,
        held=held,
        may_vote=known.party.votes,
        proxy_offered=free.allowed and known.takes_proxies,
        meal=_meal(work, meeting, member, known.absent_since, comes=state == "present"),
        articles=(work.bylaws.cite("rights"), *free.articles),
    )


def _takes_proxies(work: UnitOfWork, meeting: Meeting) -> bool:
    return any(each.id == meeting.id for each in representing.open_for_proxies(work))


def _who(work: UnitOfWork, actor: Actor, member: str | None) -> Member:
    """Who answers: the actor, or the member whose answer somebody of the bureau enters."""
    if member is None:
        require(work, actor, Action.USE_OWN_FILE)
        member = own_number(actor)
    else:
        require(work, actor, Action.CONVENE)
    found = work.members.get(member)
    if found is None:
        raise MbongiError(f"no member has the number {member}")
    return found


def _open(work: UnitOfWork, meeting: int, member: Member, received_at: datetime) -> Meeting:
    """The meeting, where that member's answer of that instant counts."""
    found = common.get(work, meeting)
    for decision in (_in_time(work, found, received_at), _may_answer(work, member)):
        if not decision.allowed:
            raise RefusedError(decision)
    return found


def _in_time(work: UnitOfWork, meeting: Meeting, received_at: datetime) -> Decision:
    """Before the meeting's hour, and before it is opened."""
    if meeting.state is MeetingState.CALLED_OFF and meeting.called_off_at is not None:
        figures: dict[str, object] = {"state": "meeting_off", "at": work.local(meeting.called_off_at)}
        return Decision(allowed=False, reason=Reason.ALREADY_DECIDED, figures=figures)
    if meeting.state not in _HELD:
        raise MbongiError(f"the meeting {meeting.id} is not convened")
    late = received_at >= meeting.begins_at
    return Decision(
        allowed=not late,
        reason=Reason.DEADLINE_PASSED if late else None,
        articles=(work.bylaws.cite("absence"),),
        figures={"begins_at": work.local(meeting.begins_at)},
    )


def _may_answer(work: UnitOfWork, member: Member) -> Decision:
    """As the member stands today."""
    membership = member.status_on(work.today)
    open_ = rights(membership, books.situation_of(work, member, work.today), work.bylaws, member.joined_on)
    decision = attendance.may_answer(membership, open_, work.bylaws)
    return replace(decision, figures={**decision.figures, "known": True})


def _in_force(work: UnitOfWork, meeting: Meeting, number: str, at: datetime) -> Rsvp | None:
    """The member's answer at that instant, as far as it is known."""
    earlier = [rsvp for rsvp in work.attendances.history(meeting.id, number) if rsvp.received_at <= at]
    return earlier[-1] if earlier else None


def _reason(said: Answer, reason: str, before: Rsvp | None) -> str:
    """Who only says again that they will not come keeps the reason given before; who comes needs none."""
    if said is Answer.PRESENT:
        return ""
    return reason or (before.reason if before and before.answer is Answer.ABSENT else "")


def _repeated(work: UnitOfWork, meeting: Meeting, new: Rsvp, before: Rsvp | None) -> bool:
    """Whether it says what held already when it came in.

    It is kept all the same: one that came in between may be handled later.
    """
    if before is None or (before.answer, before.reason) != (new.answer, new.reason):
        return False
    proxy = representing.given_by(work, meeting, new.member)
    return not (new.answer is Answer.PRESENT and proxy is not None and before.received_at < proxy.given_at)


def _state(last: Rsvp | None, proxy: Proxy | None) -> State | None:
    if proxy is None:
        return _answered(last.answer) if last else None
    comes = last is not None and last.answer is Answer.PRESENT and last.received_at >= proxy.given_at
    return "present" if comes else "represented"


def _answered(said: Answer) -> State:
    return "present" if said is Answer.PRESENT else "absent"


def _meal(
    work: UnitOfWork, meeting: Meeting, member: Member, absent_since: date | None, *, comes: bool
) -> MealTerms | None:
    membership = member.status_on(meeting.on)
    if not meeting.hosts or membership not in meals.MAY_OWE:
        return None
    terms = work.bylaws.meetings
    host = member.number in meeting.hosts
    owed = attendance.owes_meal(
        membership,
        absent_since,
        meeting.on,
        work.bylaws,
        attended=comes,
        host=host,
    )
    free_until = meeting.on - timedelta(days=terms.meal_absence_days.on(meeting.on))
    return MealTerms(terms.meal.on(meeting.on), free_until, host, owed)
