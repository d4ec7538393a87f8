"""Mandates and the quorum of a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.attending import ProxyState
from assistant.domain.bylaws import Bylaws
from assistant.domain.convening import Frozen, NewMeeting
from assistant.domain.decisions import Decision
from assistant.domain.errors import RefusedError
from assistant.domain.meetings import Mandate, Party, Roll, Session, SessionKind, Writing
from assistant.domain.members import Status
from assistant.ports import UnitOfWork
from assistant.rules.meetings import proxies, quorum
from assistant.scenarios.people import Debtor, member, seat_debtors
from assistant.scenarios.registry import Found, Nothing
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage
from assistant.services.meetings import common, representing

OPEN = "open"
SECOND = "_reconvened"
"""Ends the kind of a second assembly."""
WRITINGS = {"mail": Writing.LETTER, "bot": Writing.CHAT, "telegram": Writing.CHAT, "whatsapp": Writing.CHAT}
"""Words of cases for ways that a mandate reaches the bureau, besides those of the domain."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """The session; `state: open` once it has begun."""

    kind: str
    date: date
    state: str = "convened"


@dataclass(frozen=True, slots=True)
class Voter:
    """A member by the balance on the action's day."""

    balance_cents: int = 0
    status: Status = Status.ACTIVE
    admitted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A mandate given before; one of another session names its day."""

    giver: str
    holder: str
    withdrawn: bool = False
    session_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hall:
    """Who is on the register, which mandates there are, who is in the room."""

    session: Sitting
    members: dict[str, Voter]
    proxies: tuple[Given, ...] = ()
    proxies_of_other_sessions: tuple[Given, ...] = ()
    present: tuple[str, ...] = ()
    left_before_vote: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Give:
    """A mandate as it is handed in."""

    giver: str
    holder: str | None = None
    channel: str = "chat"
    at: date | None = None


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many active members are up to date, several times."""

    n: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """A session in figures."""

    up_to_date_active: int = 0
    present_up_to_date: int = 0
    represented_valid: int = 0
    session_kind: str = SessionKind.MONTHLY
    suspended_up_to_date: int = 0
    not_up_to_date_active: int = 0
    present_not_up_to_date: int = 0
    of_which_bureau: int = 0
    of_which_bureau_present: int = 0


async def give_proxy(stage: Stage, given: Hall, when: Give) -> Found:
    """`then`: allowed, reason, forwarded_to."""
    if when.giver not in given.members:
        raise UnreadableError(f"when.giver is {when.giver!r}, who is not among given.members")
    day = when.at or given.session.date
    await _seat(stage, given, datetime.combine(day, time(12), tzinfo=UTC))
    writing = _writing(when.channel)

    def unit(work: UnitOfWork) -> Decision:
        meeting, own = _convened(work, given), work.members.get(when.giver) if writing is Writing.CHAT else None
        actor = Actor(ActorKind.MEMBER, own) if own else OPERATOR
        giver = None if own else when.giver
        try:
            done = representing.give(work, actor, meeting, when.holder, writing=writing, giver=giver)
        except RefusedError as refused:
            return refused.decision
        return Decision(allowed=True, articles=done.articles, figures={"forwarded_to": done.forwarded_to})

    decision = await stage.run(unit)
    facts = {
        "allowed": decision.allowed,
        "reason": decision.reason,
        "forwarded_to": decision.figures.get("forwarded_to"),
    }
    return Found(facts, decision.articles)


async def open_session(stage: Stage, given: Hall, when: Nothing) -> Found:
    """`then`: votes, represented, void, base, required, count, quorum."""
    _ = when
    return _found(await _roll(stage, given), session_of(given.session), stage.bylaws)


async def open_vote(stage: Stage, given: Hall, when: Nothing) -> Found:
    """`then`: as for open_session, after some have left."""
    _ = when
    parties, session = await _parties(stage, given), session_of(given.session)
    there = [name for name in given.present if name not in given.left_before_vote]
    base = proxies.electors(parties.values(), session, stage.bylaws)
    found = proxies.roll(parties, _mandates(stage, given), session, stage.bylaws, present=there, base=base)
    return _found(found, session, stage.bylaws)


async def quorum_table(stage: Stage, given: Nothing, when: Sizes) -> Found:
    """`then`: required, one number for each size."""
    _, day = given, stage.bylaws.adopted_on
    return Found({"required": [quorum.required(n, stage.bylaws, day) for n in when.n]}, _cited(stage.bylaws))


async def min_present_table(stage: Stage, given: Nothing, when: Sizes) -> Found:
    """`then`: min_present, one number for each size."""
    _, day = given, stage.bylaws.adopted_on
    return Found({"min_present": [quorum.fewest_present(n, stage.bylaws, day) for n in when.n]}, _cited(stage.bylaws))


async def check_quorum(stage: Stage, given: Counts, when: Nothing) -> Found:
    """`then`: base, required, count, quorum, reason."""
    _ = when
    kind, second = kind_of(given.session_kind)
    session = Session(kind, stage.bylaws.adopted_on, second)
    suspended = 0 if stage.bylaws.meetings.quorum_excludes_suspended.on(session.on) else given.suspended_up_to_date
    there = given.present_up_to_date + given.represented_valid
    found = quorum.quorum(given.up_to_date_active + suspended, there, session, stage.bylaws)
    decision = quorum.may_deliberate(found, session, stage.bylaws)
    return Found(dict(decision.figures) | {"quorum": found.reached, "reason": decision.reason}, decision.articles)


def session_of(sitting: Sitting) -> Session:
    """The session of the case."""
    kind, second = kind_of(sitting.kind)
    return Session(kind, sitting.date, second)


def kind_of(word: str) -> tuple[SessionKind, bool]:
    """The kind, and whether it is a second assembly (`ago_reconvened`)."""
    plain = word.removesuffix(SECOND)
    if plain not in set(SessionKind):
        raise UnreadableError(f"the kind of session is {word!r}; expected one of {', '.join(SessionKind)}")
    return SessionKind(plain), plain != word


async def _roll(stage: Stage, given: Hall) -> Roll:
    parties = await _parties(stage, given)
    return proxies.roll(
        parties, _mandates(stage, given), session_of(given.session), stage.bylaws, present=given.present
    )


async def _parties(stage: Stage, given: Hall) -> dict[str, Party]:
    """Everybody on the register, with the money of the session's day."""
    await _seat(stage, given, datetime.combine(given.session.date, time(12), tzinfo=UTC))
    return await stage.run(
        lambda work: {each.number: common.party(work, each, work.today) for each in work.members.all()}
    )


async def _seat(stage: Stage, given: Hall, now: datetime) -> None:
    """Put everybody on the register and into the books, with the balances of that day."""
    debtors = {name: Debtor(voter.balance_cents, voter.status) for name, voter in given.members.items()}
    await seat_debtors(stage, debtors, now)

    def unit(work: UnitOfWork) -> None:
        for name, voter in given.members.items():
            if voter.admitted_on:
                work.members.save(member(name, voter.status, voter.admitted_on, voter.admitted_on))

    await stage.run(unit)


def _convened(work: UnitOfWork, given: Hall) -> int:
    """The meeting that the case is about, with the mandates there are for it and for others."""
    session, others = session_of(given.session), given.proxies_of_other_sessions
    days = dict.fromkeys(one.session_on or session.on for one in others)
    earlier = {day: _meeting(work, Session(session.kind, day)) for day in days}
    for one in others:
        _hand_over(work, earlier[one.session_on or session.on], one)
    first = next(iter(earlier.values()), None) if session.second else None
    meeting = _meeting(work, session, first)
    for one in given.proxies:
        _hand_over(work, meeting, one)
    if given.session.state == OPEN:
        work.meetings.open(meeting, OPERATOR.name, Frozen({}, (), ()), chair=None, secretary=None)
    return meeting


def _meeting(work: UnitOfWork, session: Session, first: int | None = None) -> int:
    """Convened for the last minute of its day."""
    starts_at = work.instant(session.on, time(23, 59))
    new = NewMeeting(kind=session.kind, on=session.on, starts_at=starts_at, place="", agenda=(), first=first)
    meeting = work.meetings.add(new, OPERATOR.name)
    assert meeting is not None  # noqa: S101 - nothing was convened here before
    work.meetings.convene(meeting, OPERATOR.name)
    return meeting


def _hand_over(work: UnitOfWork, meeting: int, one: Given) -> None:
    """As the case says it was done, whatever the rules say of it."""
    proxy = work.proxies.give(meeting, one.giver, one.holder, Writing.LETTER, by=OPERATOR.name)
    if one.withdrawn and proxy is not None:
        work.proxies.end(proxy, ProxyState.WITHDRAWN, one.giver)


def _mandates(stage: Stage, given: Hall) -> tuple[Mandate, ...]:
    """Those of this session, with what may carry over."""
    own, others = (
        [Mandate(one.giver, one.holder, one.withdrawn) for one in each]
        for each in (given.proxies, given.proxies_of_other_sessions)
    )
    return proxies.in_force(session_of(given.session), own, others, stage.bylaws)


def _writing(word: str) -> Writing:
    known = WRITINGS.get(word, word)
    if known not in set(Writing):
        raise UnreadableError(f"when.channel is {word!r}; expected one of {', '.join(Writing)}")
    return Writing(known)


def _found(roll: Roll, session: Session, bylaws: Bylaws) -> Found:
    decision = quorum.may_deliberate(roll.quorum, session, bylaws)
    facts = {
        "votes": dict(roll.votes),
        "represented": list(roll.represented),
        "void": dict(roll.void),
        "quorum": roll.quorum.reached,
        **decision.figures,
    }
    return Found(facts, (*decision.articles, bylaws.cite("proxy")))


def _cited(bylaws: Bylaws) -> tuple[str, ...]:
    return (bylaws.cite("quorum"),)
