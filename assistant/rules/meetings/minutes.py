"""Minutes (art. 19): read at a later meeting, approved by those present there, only then sent, and read again."""

from __future__ import annotations

from datetime import date

from assistant.domain.bylaws import Bylaws
from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.decisions import Decision, Reason
from assistant.domain.members import Status
from assistant.domain.minutes import MinutesState
from assistant.domain.resolutions import Tally


def may_read(held: Meeting, at: Meeting, closed_on: date | None, today: date, bylaws: Bylaws) -> Decision:
    """Whether the minutes of `held` can be read and approved at that other meeting: a later one, which is open, or was
    closed today. `closed_on`: the civil day of its closing. Figures: `held`, the day of the first.
    """
    sitting = at.state is MeetingState.OPEN or (at.state is MeetingState.CLOSED and closed_on == today)
    ready = held.state is MeetingState.CLOSED and sitting and at.starts_at > held.starts_at
    return _decided(bylaws, None if ready else Reason.NOT_YET, held=held.on)


def may_approve(tally: Tally, votes: int, bylaws: Bylaws) -> Decision:
    """Whether those present have approved: more for than against, and no more votes than they hold; art. 19 asks for
    no quorum of its own. Figures, in votes: `cast`, `votes`, `against`.
    """
    reason = None
    if tally.cast > votes:
        reason = Reason.TOO_MANY_VOTES
    elif not tally.adopted:
        reason = Reason.MINUTES_NOT_APPROVED
    return _decided(bylaws, reason, cast=tally.cast, votes=votes, against=tally.against)


def may_send(state: MinutesState, bylaws: Bylaws) -> Decision:
    """Whether they may go to the members, and out of the association: not as a draft."""
    return _decided(bylaws, Reason.MINUTES_NOT_APPROVED if state is MinutesState.DRAFT else None)


def may_reread(membership: Status, bylaws: Bylaws) -> Decision:
    """Whether approved minutes are shown to who stands so that day: to whom they would be sent, active members.
    Figures: `known`, for who is on the register all the same.
    """
    if membership is Status.SUSPENDED:
        return Decision(allowed=False, reason=Reason.SUSPENDED, articles=(bylaws.cite("suspension"),))
    return _decided(bylaws, None if membership is Status.ACTIVE else Reason.NOT_A_MEMBER, known=True)


def _decided(bylaws: Bylaws, reason: Reason | None, **figures: object) -> Decision:
    return Decision(allowed=reason is None, reason=reason, articles=(bylaws.cite("monthly_meeting"),), figures=figures)
