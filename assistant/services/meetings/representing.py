"""Being represented (art. 16): who gives their vote to whom for which meeting, until it opens.

A mandate counts from its giving, unless its holder declines. Both sides are judged on the day it is given and again at
the opening; whoever falls out in between makes it void without ending it, so that it counts again with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.domain.actors import Actor
from assistant.domain.attending import Proxy, ProxyState
from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.meetings import Mandate, Party, Writing
from assistant.domain.members import GONE, Member, Status
from assistant.ports import UnitOfWork
from assistant.rules.meetings import proxies
from assistant.services.meetings import common, representing_news
from assistant.services.permissions import Action, own_number, require

WATCHED = "proxies_watched"
"""The day on which the mandates were last looked through, and the newest audit row of that moment."""
ON_PAPER = frozenset({Writing.LETTER, Writing.EMAIL, Writing.SMS})
"""How a mandate that the bureau enters has reached it."""


@dataclass(frozen=True, slots=True)
class Given:
    """A mandate that stands from now on."""

    proxy: Proxy
    meeting: Meeting
    forwarded_to: tuple[str, ...]
    """Whom the writing goes to (art. 16)."""
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mine:
    """The mandates of a member for the meetings ahead, the next meeting first."""

    given: tuple[tuple[Meeting, Proxy], ...]
    held: tuple[tuple[Meeting, Proxy], ...]


def give(
    work: UnitOfWork,
    actor: Actor,
    meeting: int,
    holder: str | None,
    *,
    writing: Writing = Writing.CHAT,
    giver: str | None = None,
) -> Given:
    """The actor's vote, or that of `giver` who wrote to the bureau, is in the holder's hands for that meeting.

    RefusedError: NOT_AUTHORISED; DEADLINE_PASSED from the opening on; then as `rules.meetings.proxies.may_give`, with
    `own`, what stands against it on the giver's own side, or None. MbongiError where there is no such meeting or giver.
    """
    own = _giver(work, actor, giver, writing)
    common.lock(work, meeting)
    convened = _in_time(work, meeting)
    if actor.name != own.number and writing not in ON_PAPER:
        raise common.no(work, Reason.WRITING_REQUIRED, "proxy")
    decision = _judge(work, convened, own, holder, writing)
    if not decision.allowed or holder is None:
        raise RefusedError(decision)
    proxy = work.proxies.give(meeting, own.number, _member(work, holder).number, writing, by=actor.name)
    assert proxy is not None  # noqa: S101 - the rule refuses a second one
    found = _get(work, proxy)
    _note(work, actor, "proxy_given", found)
    representing_news.given(work, actor, convened, found)
    forwarded = decision.figures.get("forwarded_to")
    return Given(found, convened, forwarded if isinstance(forwarded, tuple) else (), decision.articles)


def check(work: UnitOfWork, actor: Actor, meeting: int) -> Meeting:
    """The meeting, where nothing on the actor's own side stands against giving a mandate for it.

    RefusedError: DEADLINE_PASSED; as `rules.meetings.proxies.may_give_to_anybody`. MbongiError for no such meeting.
    """
    own = _giver(work, actor, None, Writing.CHAT)
    convened = _in_time(work, meeting)
    decision = _of_giver(work, convened, own, Writing.CHAT)
    if not decision.allowed:
        raise RefusedError(decision)
    return convened


def to_withdraw(work: UnitOfWork, actor: Actor, proxy: int) -> tuple[Meeting, Proxy]:
    """The mandate that its giver, or the bureau for them, may take back, and the meeting that it serves.

    RefusedError: NOT_AUTHORISED, also where there is none; WITHDRAWN with `state` and `at` where it has ended;
    DEADLINE_PASSED.
    """
    found = work.proxies.get(proxy)
    if found is None or actor.member is None or actor.member.number != found.giver:
        require(work, actor, Action.CONVENE)
    return _still(work, found)


def withdraw(work: UnitOfWork, actor: Actor, proxy: int) -> Proxy:
    """It is taken back. Raises as `to_withdraw`."""
    _lock_of(work, proxy)
    return _end(work, actor, *to_withdraw(work, actor, proxy), ProxyState.WITHDRAWN)


def to_decline(work: UnitOfWork, actor: Actor, proxy: int) -> tuple[Meeting, Proxy]:
    """The mandate that its holder may decline, and the meeting that it serves. Raises as `to_withdraw`."""
    found = work.proxies.get(proxy)
    return _still(work, found if found and own_number(actor) == found.holder else None)


def decline(work: UnitOfWork, actor: Actor, proxy: int) -> Proxy:
    """Its holder will not carry it. Raises as `to_withdraw`."""
    _lock_of(work, proxy)
    return _end(work, actor, *to_decline(work, actor, proxy), ProxyState.DECLINED)


def given_by(work: UnitOfWork, meeting: Meeting, number: str) -> Proxy | None:
    """The mandate in force that the member has given for it."""
    return next((proxy for proxy in in_force(work, meeting) if proxy.giver == number), None)


def in_hand(work: UnitOfWork, meeting: Meeting, number: str) -> Proxy | None:
    """The first mandate in force that the member holds for it."""
    return next((proxy for proxy in in_force(work, meeting) if proxy.holder == number), None)


def in_force(work: UnitOfWork, meeting: Meeting) -> list[Proxy]:
    """All mandates given and not ended, in the order given; in a second assembly with what carries over (AMB-43)."""
    own = _standing(work, meeting.id)
    if meeting.first is None:
        return own
    givers, serving = {proxy.giver for proxy in own}, set(common.mandates(work, meeting))
    carried = [proxy for proxy in _standing(work, meeting.first) if proxy.giver not in givers]
    return [*own, *(proxy for proxy in carried if Mandate(proxy.giver, proxy.holder) in serving)]


def renewals(work: UnitOfWork, meeting: Meeting) -> dict[str, str]:
    """Who had given their vote for the assembly that this one follows and has not for this one, and to whom."""
    if meeting.first is None:
        return {}
    again = {proxy.giver for proxy in in_force(work, meeting)}
    return {proxy.giver: proxy.holder for proxy in _standing(work, meeting.first) if proxy.giver not in again}


def open_for_proxies(work: UnitOfWork) -> list[Meeting]:
    """The meetings ahead for which a mandate may still be given, the next one first."""
    found = []
    for meeting in common.ahead(work):
        accepted = meeting.kind in work.bylaws.meetings.proxy_sessions.on(meeting.on)
        if accepted and _timely(work, meeting).allowed:
            found.append(meeting)
    return found


def begun(work: UnitOfWork) -> Meeting | None:
    """The one of today, or that is open, for which it is too late to give a mandate; None where there is none."""
    accepts = work.bylaws.meetings.proxy_sessions
    sits = [each for each in work.meetings.all() if each.state is MeetingState.OPEN]
    today = [each for each in common.ahead(work) if each.on == work.today]
    late = [each for each in (*sits, *today) if each.kind in accepts.on(each.on) and not _timely(work, each).allowed]
    return next(iter(late), None)


def mine(work: UnitOfWork, actor: Actor) -> Mine:
    """What the actor has given and holds for the meetings ahead."""
    number = own_number(actor)
    ahead = [(meeting, proxy) for meeting in common.ahead(work) for proxy in in_force(work, meeting)]
    return Mine(
        given=tuple((meeting, proxy) for meeting, proxy in ahead if proxy.giver == number),
        held=tuple((meeting, proxy) for meeting, proxy in ahead if proxy.holder == number),
    )


def watch(work: UnitOfWork) -> None:
    """Tell each giver, once, that one of the two may no longer take part, while there is time to do something.

    Whoever recovers makes the mandate count again; nobody is told of that. Only read, so that no meeting is locked by
    a unit that may hold the ledger.
    """
    mark = f"{work.today}:{work.audit.last()}"
    if work.book.get(WATCHED) == mark:
        return
    for meeting in open_for_proxies(work):
        for proxy in in_force(work, meeting):
            _watch(work, meeting, proxy)
    work.book.put(WATCHED, mark)


def _giver(work: UnitOfWork, actor: Actor, giver: str | None, writing: Writing) -> Member:
    """Whose vote it is; another's, or one's own on paper, is for the bureau to enter."""
    number = own_number(actor) if giver is None else giver
    own = actor.member is not None and actor.member.number == number
    require(work, actor, Action.USE_OWN_FILE if own and writing is Writing.CHAT else Action.CONVENE)
    return _member(work, number)


def _judge(work: UnitOfWork, meeting: Meeting, giver: Member, holder: str | None, writing: Writing) -> Decision:
    """By the rule's order, beside what the giver's own side says: everything is looked at, whatever comes of it."""
    own = _of_giver(work, meeting, giver, writing)
    decision = proxies.may_give(
        common.party(work, giver, work.today),
        None if holder is None else _holder(work, holder),
        meeting.session,
        work.bylaws,
        given=common.mandates(work, meeting),
        writing=writing,
    )
    if decision.allowed:
        return decision
    return replace(decision, figures={**decision.figures, **own.figures, "own": own.reason})


def _of_giver(work: UnitOfWork, meeting: Meeting, giver: Member, writing: Writing) -> Decision:
    decision = proxies.may_give_to_anybody(
        common.party(work, giver, work.today),
        meeting.session,
        work.bylaws,
        given=common.mandates(work, meeting),
        writing=writing,
    )
    figures = {"meeting": meeting.id, "giver": giver.number, "own": decision.reason}
    if decision.reason is Reason.GIVER_NOT_UP_TO_DATE:
        figures |= {"recovery": representing_news.recovery(work, giver)}
    return replace(decision, figures=figures)


def _holder(work: UnitOfWork, number: str) -> Party:
    """Who is on no register is no member, like who has left it."""
    found = work.members.get(number)
    if found is None:
        return Party(number, Status.RESIGNED, up_to_date=False, votes=False)
    return common.party(work, found, work.today)


def _in_time(work: UnitOfWork, meeting: int) -> Meeting:
    found = common.get(work, meeting)
    if found.state is MeetingState.PROPOSED:
        raise MbongiError(f"meeting {meeting} is not convened")
    decision = _timely(work, found)
    if not decision.allowed:
        figures = {**decision.figures, "meeting": found.id, "state": found.state.value}
        raise RefusedError(replace(decision, figures=figures))
    return found


def _timely(work: UnitOfWork, meeting: Meeting) -> Decision:
    over = meeting.state is not MeetingState.CONVENED or meeting.on < work.today
    return proxies.in_time(meeting.session, meeting.starts_at, work.now, work.bylaws, opened=over)


def _lock_of(work: UnitOfWork, proxy: int) -> None:
    found = work.proxies.get(proxy)
    if found is not None:
        common.lock(work, _served(work, found).id)


def _still(work: UnitOfWork, proxy: Proxy | None) -> tuple[Meeting, Proxy]:
    """The same words for a mandate that is not there and for another's."""
    if proxy is None:
        raise common.no(work, Reason.NOT_AUTHORISED, "proxy")
    if proxy.ended_at is not None:
        raise common.no(work, Reason.WITHDRAWN, "proxy", state=proxy.state.value, at=work.local(proxy.ended_at))
    return _in_time(work, _served(work, proxy).id), proxy


def _end(work: UnitOfWork, actor: Actor, meeting: Meeting, proxy: Proxy, state: ProxyState) -> Proxy:
    work.proxies.end(proxy.id, state, actor.name)
    ended = _get(work, proxy.id)
    _note(work, actor, f"proxy_{state.value}", ended)
    representing_news.ended(work, actor, meeting, ended)
    return ended


def _served(work: UnitOfWork, proxy: Proxy) -> Meeting:
    """The meeting that it is for, or the second assembly that it carries over to."""
    own = common.get(work, proxy.meeting)
    later = (meeting for meeting in common.ahead(work) if meeting.first == own.id)
    return next((meeting for meeting in later if proxy in in_force(work, meeting)), own)


def _watch(work: UnitOfWork, meeting: Meeting, proxy: Proxy) -> None:
    both = [_member(work, number) for number in (proxy.giver, proxy.holder)]
    if both[0].status_on(work.today) in GONE:
        return
    parties = {one.number: common.party(work, one, work.today) for one in both}
    fallen = proxies.fallen(Mandate(proxy.giver, proxy.holder), parties)
    if fallen is not None:
        representing_news.fallen(work, meeting, proxy, *fallen)


def _note(work: UnitOfWork, actor: Actor, action: str, proxy: Proxy) -> None:
    noted: Mapping[str, object] = {
        "member": proxy.giver,
        "holder": proxy.holder,
        "meeting": proxy.meeting,
        "proxy": proxy.id,
        "writing": proxy.writing.value,
    }
    work.audit.record(actor, action, noted)


def _standing(work: UnitOfWork, meeting: int) -> list[Proxy]:
    return [proxy for proxy in work.proxies.of_meeting(meeting) if proxy.ended_at is None]


def _get(work: UnitOfWork, proxy: int) -> Proxy:
    found = work.proxies.get(proxy)
    assert found is not None  # noqa: S101 - it was just written or read
    return found


def _member(work: UnitOfWork, number: str) -> Member:
    found = work.members.get(number)
    if found is None:
        raise MbongiError(f"there is no member {number}")
    return found
