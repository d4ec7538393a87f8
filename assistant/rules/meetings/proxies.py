"""Mandates to vote (art. 16): who may give one to whom, and which of them count once the session is open.

Both sides must be up to date, when the mandate is given and again when it serves; each holds one, and nobody gives
what they hold: no chain, no circle, nothing to oneself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.meetings import Mandate, Party, Roll, Session, Writing
from assistant.domain.members import Status
from assistant.rules.meetings.quorum import quorum

FORWARDED_TO = ("president", "bureau")
_BELONG = frozenset({Status.ACTIVE, Status.SUSPENDED})


def may_give(
    giver: Party,
    holder: Party | None,
    session: Session,
    bylaws: Bylaws,
    *,
    given: Sequence[Mandate],
    writing: Writing,
) -> Decision:
    """Whether the mandate stands, before the session opens; `given`: those of this session.

    The first obstacle is named: not in writing, no holder, oneself, one of the two no member, suspended, not up to
    date, given already, a chain, too many in one hand. Figures: `forwarded_to`, whom the writing goes to.
    """
    standing = [mandate for mandate in given if not mandate.withdrawn]
    reason = (
        _form(session, writing, bylaws)
        or _named(giver, holder)
        or (_both(giver, holder) if holder else None)
        or (_taken(giver.number, holder.number, standing, session, bylaws) if holder else None)
    )
    topics = ("suspension", "proxy") if reason is Reason.SUSPENDED else ("proxy",)
    figures = {"forwarded_to": FORWARDED_TO} if reason is None else {}
    return Decision(allowed=reason is None, reason=reason, articles=_cite(bylaws, *topics), figures=figures)


def may_give_to_anybody(
    giver: Party, session: Session, bylaws: Bylaws, *, given: Sequence[Mandate], writing: Writing
) -> Decision:
    """Whether nothing on the giver's own side stands against a mandate, before a holder is thought of.

    What is said of it lets nothing be guessed about anybody else; the rest is `may_give`'s.
    """
    standing = [mandate for mandate in given if not mandate.withdrawn]
    reason = (
        _form(session, writing, bylaws) or _person(giver, Reason.GIVER_NOT_UP_TO_DATE) or _busy(giver.number, standing)
    )
    topics = ("suspension", "proxy") if reason is Reason.SUSPENDED else ("proxy",)
    return Decision(allowed=reason is None, reason=reason, articles=_cite(bylaws, *topics))


def fallen(mandate: Mandate, parties: Mapping[str, Party]) -> tuple[str, Reason] | None:
    """Who of the two may no longer give or hold it, the giver first, and why; who left is none of the parties."""
    for number, reason in (
        (mandate.giver, Reason.GIVER_NOT_UP_TO_DATE),
        (mandate.holder, Reason.HOLDER_NOT_UP_TO_DATE),
    ):
        found = parties.get(number)
        barred = _person(found, reason) if found else Reason.NOT_A_MEMBER
        if barred is not None:
            return number, barred
    return None


def in_time(session: Session, opens_at: datetime, now: datetime, bylaws: Bylaws, *, opened: bool) -> Decision:
    """Whether a mandate may still be given or withdrawn: until the opening, or some hours before it."""
    last = deadline(session, opens_at, bylaws)
    late = opened or (last != opens_at and now > last)
    reason = Reason.DEADLINE_PASSED if late else None
    return Decision(allowed=not late, reason=reason, articles=_cite(bylaws, "proxy"), figures={"deadline": last})


def deadline(session: Session, opens_at: datetime, bylaws: Bylaws) -> datetime:
    """The last instant for it: that of the opening as convened, or some hours before."""
    return opens_at - timedelta(hours=bylaws.meetings.proxy_deadline_hours.on(session.on))


def in_force(session: Session, own: Sequence[Mandate], first: Sequence[Mandate], bylaws: Bylaws) -> tuple[Mandate, ...]:
    """The session's mandates: its own, and in a second assembly those of the first one where the bylaws let them stand,
    unless the giver has given another. `first`: those of the assembly that had no quorum.
    """
    if not (session.second and bylaws.meetings.proxy_carries_over.on(session.on)):
        return tuple(own)
    givers = {mandate.giver for mandate in own}
    return (*own, *(mandate for mandate in first if mandate.giver not in givers))


def roll(
    parties: Mapping[str, Party],
    mandates: Iterable[Mandate],
    session: Session,
    bylaws: Bylaws,
    *,
    present: Collection[str],
    base: Collection[str] | None = None,
) -> Roll:
    """Who votes for whom with those present. `base`: the electors, where they were frozen at the opening."""
    members = frozenset(electors(parties.values(), session, bylaws) if base is None else base)
    void: dict[str, Reason] = {}
    votes = {number: 1 for number in sorted(present) if number in members and parties[number].votes}
    represented: list[str] = []
    most = 1 + bylaws.meetings.proxies_per_holder.on(session.on)
    for mandate in mandates:
        reason = _void(mandate, parties, present, members)
        if reason is None and votes[mandate.holder] >= most:
            reason = Reason.HOLDER_ALREADY_HAS_PROXY
        if reason is not None:
            void.setdefault(mandate.giver, reason)
            continue
        votes[mandate.holder] += 1
        represented.append(mandate.giver)
        void.pop(mandate.giver, None)
    there = sum(number in members for number in present) + len(represented)
    return Roll(votes, tuple(sorted(represented)), void, quorum(len(members), there, session, bylaws))


def electors(parties: Iterable[Party], session: Session, bylaws: Bylaws) -> tuple[str, ...]:
    """Active members up to date, whose number the quorum is of (art. 17)."""
    left_out = bylaws.meetings.quorum_excludes_suspended.on(session.on)
    counted = {Status.ACTIVE} if left_out else _BELONG
    return tuple(party.number for party in parties if party.membership in counted and party.up_to_date)


def _form(session: Session, writing: Writing, bylaws: Bylaws) -> Reason | None:
    """What is wrong with the mandate itself, whoever gives it."""
    terms, day = bylaws.meetings, session.on
    if session.kind not in terms.proxy_sessions.on(day):
        return Reason.PROXY_NOT_ALLOWED
    if writing is Writing.ORAL or (writing is Writing.CHAT and not terms.chat_proxy_accepted.on(day)):
        return Reason.WRITING_REQUIRED
    return None


def _named(giver: Party, holder: Party | None) -> Reason | None:
    if holder is None:
        return Reason.HOLDER_MISSING
    return Reason.SELF_PROXY if holder.number == giver.number else None


def _both(giver: Party, holder: Party) -> Reason | None:
    """The weightiest of what stands against the two, the giver's where it weighs the same."""
    found = (_person(giver, Reason.GIVER_NOT_UP_TO_DATE), _person(holder, Reason.HOLDER_NOT_UP_TO_DATE))
    barring = next((reason for reason in (Reason.NOT_A_MEMBER, Reason.SUSPENDED) if reason in found), None)
    return barring or found[0] or found[1]


def _person(party: Party, not_up_to_date: Reason) -> Reason | None:
    if party.membership is Status.SUSPENDED:
        return Reason.SUSPENDED
    if party.membership is not Status.ACTIVE:
        return Reason.NOT_A_MEMBER
    return None if party.votes else not_up_to_date


def _taken(giver: str, holder: str, standing: Sequence[Mandate], session: Session, bylaws: Bylaws) -> Reason | None:
    busy = _busy(giver, standing)
    if busy is not Reason.GIVER_ALREADY_GAVE and any(mandate.giver == holder for mandate in standing):
        return Reason.HOLDER_GAVE_PROXY
    if busy is not None:
        return busy
    held = sum(mandate.holder == holder for mandate in standing)
    return Reason.HOLDER_ALREADY_HAS_PROXY if held >= bylaws.meetings.proxies_per_holder.on(session.on) else None


def _busy(giver: str, standing: Sequence[Mandate]) -> Reason | None:
    if any(mandate.giver == giver for mandate in standing):
        return Reason.GIVER_ALREADY_GAVE
    return Reason.GIVER_HOLDS_PROXY if any(mandate.holder == giver for mandate in standing) else None


def _void(
    mandate: Mandate, parties: Mapping[str, Party], present: Collection[str], members: Collection[str]
) -> Reason | None:
    if mandate.withdrawn:
        return Reason.WITHDRAWN
    barred = fallen(mandate, parties)
    if barred is not None:
        return barred[1]
    if mandate.giver in present:
        return Reason.GIVER_PRESENT
    there = mandate.holder in present and mandate.holder in members and mandate.giver in members
    return None if there else Reason.HOLDER_ABSENT


def _cite(bylaws: Bylaws, *topics: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(bylaws.cite, topics)))
