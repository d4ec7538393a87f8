"""What an open meeting decides by open vote: put, counted by hands or cast in chat, closed (art. 16 and 17).

Every right to vote counts once, whoever exercises it, and counts while it is in the room when the vote is closed.
Secret ballots are held elsewhere.
"""

from __future__ import annotations

from assistant.domain.actors import Actor
from assistant.domain.convening import Meeting
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.resolutions import Ballot, Method, Resolution, ResolutionState, Tally
from assistant.ports import UnitOfWork
from assistant.rules.meetings.quorum import may_deliberate
from assistant.services.meetings import common, holding, rollcall, voting_news
from assistant.services.permissions import Action, own_number, require

LONGEST = 500


def may_put(work: UnitOfWork, actor: Actor, meeting: int) -> Meeting:
    """The meeting, where a question may be put to the vote now. Raises as `put`."""
    require(work, actor, Action.HOLD_MEETING)
    found = holding.opened(work, meeting)
    decision = may_deliberate(rollcall.quorum_of_votes(work, found), found.session, work.bylaws)
    if not decision.allowed:
        raise RefusedError(decision)
    if current(work, found) is not None:
        raise common.no(work, Reason.STILL_OPEN, "quorum")
    return found


def put(work: UnitOfWork, actor: Actor, meeting: int, text: str, *, item: int | None, method: Method) -> Resolution:
    """Put a question to the vote; by chat, everybody in the room who holds a vote gets a card.

    `item`: the place of its point of the agenda, from 0. RefusedError: NOT_AUTHORISED; NOT_OPEN, ALREADY_DECIDED where
    the meeting is closed; QUORUM_NOT_REACHED with `base`, `required` and `count`; STILL_OPEN where another vote is.
    MbongiError: no such meeting or point, no words, or too many.
    """
    common.lock(work, meeting)
    found = may_put(work, actor, meeting)
    said = text.strip()
    if not 0 < len(said) <= LONGEST:
        raise MbongiError(f"a question put to the vote has 1 to {LONGEST} characters, not {len(said)}")
    if item is not None and not 0 <= item < len(found.agenda):
        raise MbongiError(f"the agenda of meeting {meeting} has {len(found.agenda)} points; {item} is none of them")
    quorum = rollcall.quorum_of_votes(work, found)
    made = work.resolutions.open(found.id, said, item=item, method=method, quorum=quorum, by=actor.name)
    work.audit.record(actor, "vote_opened", {"meeting": found.id, "resolution": made, "method": method})
    resolution = get(work, made)
    if method is Method.CHAT:
        voting_news.put(work, found, resolution)
    return resolution


def current(work: UnitOfWork, meeting: Meeting) -> Resolution | None:
    """The vote that is open."""
    votes = work.resolutions.of_meeting(meeting.id)
    return next((vote for vote in votes if vote.state is ResolutionState.OPEN), None)


def count(work: UnitOfWork, actor: Actor, resolution: int, tally: Tally) -> Resolution:
    """Close a vote by show of hands with what was counted in the room.

    RefusedError: NOT_AUTHORISED; ALREADY_DECIDED; TOO_MANY_VOTES with `votes`, those in hand. MbongiError: no such
    vote by hands, a number below 0.
    """
    require(work, actor, Action.HOLD_MEETING)
    found, meeting = _held(work, resolution)
    if found.method is not Method.HANDS or min(tally.in_favour, tally.against, tally.abstaining) < 0:
        raise MbongiError(f"vote {resolution} is not counted so")
    votes = votes_in_hand(work, meeting)
    if tally.cast > votes:
        raise common.no(work, Reason.TOO_MANY_VOTES, "proxy", votes=votes)
    return _close(work, actor, found, tally)


def votes_in_hand(work: UnitOfWork, meeting: Meeting) -> int:
    """How many votes those in the room hold, their own and their givers'."""
    return sum(rollcall.roll(work, meeting).votes.values())


def cast(work: UnitOfWork, actor: Actor, resolution: int, elector: str, choice: Ballot) -> Resolution:
    """The actor's own vote, or that of whoever gave them a mandate; until the close a later one replaces it.

    RefusedError: NOT_A_MEMBER; ALREADY_DECIDED once it is over; NOT_THERE for who is not checked in; NO_VOTE where that
    vote is not in the actor's hands, or is taken by hands. MbongiError where there is no such vote.
    """
    voter = own_number(actor)
    found, meeting = _held(work, resolution)
    if voter not in rollcall.there(work, meeting):
        raise common.no(work, Reason.NOT_THERE, "proxy")
    if elector not in rollcall.in_hand(work, meeting).get(voter, ()) or found.method is not Method.CHAT:
        raise common.no(work, Reason.NO_VOTE, "proxy")
    _keep(work, actor, found, elector, choice)
    voting_news.refresh(work, meeting, [voter])
    return found


def note_hand(work: UnitOfWork, actor: Actor, resolution: int, elector: str, choice: Ballot) -> Resolution:
    """A hand raised by who has no telephone, noted by the bureau. Who has voted in chat is left as they voted.

    RefusedError: NOT_AUTHORISED; ALREADY_DECIDED once it is over, or where the elector has voted in chat; NO_VOTE
    where that vote is not in the room. MbongiError where there is no such vote in chat.
    """
    require(work, actor, Action.HOLD_MEETING)
    found, meeting = _held(work, resolution)
    if found.method is not Method.CHAT:
        raise MbongiError(f"vote {resolution} is counted by hands")
    holder = next((voter for voter, held in rollcall.in_hand(work, meeting).items() if elector in held), None)
    if holder is None:
        raise common.no(work, Reason.NO_VOTE, "proxy", name=_name(work, elector))
    known = next((ballot for ballot in work.resolutions.ballots(found.id) if ballot.elector == elector), None)
    if known is not None and known.cast_by == holder and rollcall.standing(work, meeting, [known]):
        figures = {"state": "cast", "by": _name(work, holder), "at": work.local(known.at)}
        raise common.no(work, Reason.ALREADY_DECIDED, "proxy", **figures)
    _keep(work, actor, found, elector, choice)
    voting_news.refresh(work, meeting, [holder])
    return found


def close_vote(work: UnitOfWork, actor: Actor, resolution: int) -> Resolution:
    """Close a vote in chat: what was cast and is still in the room is counted.

    RefusedError: NOT_AUTHORISED, ALREADY_DECIDED. MbongiError where there is no such vote in chat.
    """
    require(work, actor, Action.HOLD_MEETING)
    found, meeting = _held(work, resolution)
    if found.method is not Method.CHAT:
        raise MbongiError(f"vote {resolution} is counted by hands")
    return _close(work, actor, found, tally_of(work, meeting, found))


def tally_of(work: UnitOfWork, meeting: Meeting, resolution: Resolution) -> Tally:
    """The ballots that count with those in the room now."""
    choices = [ballot.choice for ballot in rollcall.standing(work, meeting, work.resolutions.ballots(resolution.id))]
    return Tally(*(choices.count(choice) for choice in Ballot))


def awaited(work: UnitOfWork, meeting: Meeting, resolution: Resolution) -> list[tuple[str, str]]:
    """The rights in the room that are not exercised yet: who holds each, and whose it is."""
    cast = {ballot.elector for ballot in rollcall.standing(work, meeting, work.resolutions.ballots(resolution.id))}
    held = rollcall.in_hand(work, meeting)
    return [(voter, elector) for voter, electors in held.items() for elector in electors if elector not in cast]


def drop(work: UnitOfWork, actor: Actor, resolution: int) -> Resolution:
    """Take back a vote before it is counted. RefusedError: NOT_AUTHORISED, ALREADY_DECIDED. MbongiError: no such."""
    require(work, actor, Action.HOLD_MEETING)
    found, _ = _held(work, resolution)
    work.resolutions.drop(found.id, actor.name)
    work.audit.record(actor, "vote_dropped", {"meeting": found.meeting, "resolution": found.id})
    return _over(work, found)


def get(work: UnitOfWork, resolution: int) -> Resolution:
    """The vote. MbongiError where there is none."""
    found = work.resolutions.get(resolution)
    if found is None:
        raise MbongiError(f"there is no vote {resolution}")
    return found


def stands(work: UnitOfWork, resolution: Resolution) -> Decision:
    """ALREADY_DECIDED: figures `state`, `by`, `at` of how it ended."""
    assert resolution.closed_at is not None  # noqa: S101 - it is over
    by = _name(work, resolution.closed_by or "")
    figures = {"state": f"vote_{resolution.state.value}", "by": by, "at": work.local(resolution.closed_at)}
    return Decision(allowed=False, reason=Reason.ALREADY_DECIDED, figures=figures)


def _held(work: UnitOfWork, resolution: int) -> tuple[Resolution, Meeting]:
    """The open vote as it stands now that nobody else can change it, and its meeting."""
    common.lock(work, get(work, resolution).meeting)
    found = get(work, resolution)
    if found.state is not ResolutionState.OPEN:
        raise RefusedError(stands(work, found))
    return found, common.get(work, found.meeting)


def _keep(work: UnitOfWork, actor: Actor, resolution: Resolution, elector: str, choice: Ballot) -> None:
    work.resolutions.cast(resolution.id, elector, choice, by=actor.name)
    noted = {"member": elector, "resolution": resolution.id, "choice": choice}
    work.audit.record(actor, "vote_cast", noted)


def _close(work: UnitOfWork, actor: Actor, resolution: Resolution, tally: Tally) -> Resolution:
    work.resolutions.close(resolution.id, tally, actor.name)
    noted = {"meeting": resolution.meeting, "resolution": resolution.id}
    counts = {"in_favour": tally.in_favour, "against": tally.against, "abstaining": tally.abstaining}
    work.audit.record(actor, "vote_closed", noted | counts)
    return _over(work, resolution)


def _over(work: UnitOfWork, resolution: Resolution) -> Resolution:
    ended = get(work, resolution.id)
    voting_news.over(work, ended)
    return ended


def _name(work: UnitOfWork, number: str) -> str:
    member = work.members.get(number)
    return member.name if member else ""
