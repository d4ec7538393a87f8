"""What a step would send, to whom, and what the bureau should know first. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.domain.actors import Actor
from assistant.domain.broadcasts import BroadcastKind, NewBroadcast
from assistant.domain.convening import Meeting, MeetingState, NewMeeting
from assistant.domain.members import GONE, Member
from assistant.ports import UnitOfWork
from assistant.services.meetings import calling, telling
from assistant.services.messages import Outline
from assistant.services.permissions import Action, require


@dataclass(frozen=True, slots=True)
class Preview:
    """What a yes would do."""

    new: NewMeeting
    """With the points that the bylaws put on its agenda."""
    outline: Outline
    """What would be read, and by whom."""
    short_notice: bool = False
    days: int = 0
    """From today to its day."""
    yes_needed: int = 0
    """Of the bureau, besides that of who is asked here; 0: it leaves at once."""
    others: tuple[Meeting, ...] = ()
    """Assemblies of the same kind that are proposed or convened besides."""

    @property
    def body(self) -> Mapping[str, Any]:
        """As everybody would get it."""
        return self.outline.new.body


def proposal(work: UnitOfWork, actor: Actor, new: NewMeeting) -> Preview:
    """A new one. Raises as `convening.propose`."""
    require(work, actor, Action.CONVENE)
    wanted = calling.complete(work, new)
    needed = telling.needed_for(work, wanted, outside=actor.member is None)
    own = 0 if actor.member is None else 1
    return _noticed(work, wanted, telling.facts_of(work, wanted, actor.name), max(needed - own, 0))


def approval(work: UnitOfWork, actor: Actor, meeting: Meeting) -> Preview:
    """One that waits for the bureau. Raises as `convening.approve`, but for what is about the actor's own answer."""
    require(work, actor, Action.CONVENE)
    given = telling.stand(work, meeting).yes | {actor.name}
    needed = telling.needed(work, meeting) - len(given)
    return _noticed(work, meeting, telling.meeting_body(work, meeting), max(needed, 0), known=meeting)


def change(work: UnitOfWork, actor: Actor, meeting: Meeting, new: NewMeeting) -> Preview:
    """Another day, hour, place, host or agenda. Raises as `convening.change`, which says what it keeps."""
    require(work, actor, Action.CONVENE)
    notice = calling.check_changed(work, meeting, new)
    body = telling.change_body(work, meeting, telling.facts_of(work, new, meeting.proposed_by))
    found = _told(work, meeting)
    return Preview(new, _outline(BroadcastKind.CHANGE, body, found), bool(notice.figures["short_notice"]))


def calling_off(work: UnitOfWork, actor: Actor, meeting: Meeting, reason: str) -> Preview:
    """That it is not held."""
    require(work, actor, Action.CONVENE)
    body = telling.meeting_body(work, meeting) | {"reason": reason}
    return Preview(meeting, _outline(BroadcastKind.CALLING_OFF, body, _told(work, meeting)))


def _noticed(
    work: UnitOfWork, new: NewMeeting, body: Mapping[str, Any], needed: int, *, known: Meeting | None = None
) -> Preview:
    notice = calling.check(work, new, known=known)
    outline = _outline(BroadcastKind.CONVOCATION, body, telling.recipients(work, work.today))
    short, days = bool(notice.figures["short_notice"]), (new.on - work.today).days
    return Preview(new, outline, short, days, needed, tuple(_beside(work, new, known)))


def _beside(work: UnitOfWork, new: NewMeeting, known: Meeting | None) -> Iterator[Meeting]:
    """Nothing forbids two of them; who proposes the second may not know of the first."""
    for other in work.meetings.ahead():
        same = other.kind is new.kind and (known is None or other.id != known.id)
        if same and other.assembly and other.on >= work.today:
            yield other


def _told(work: UnitOfWork, meeting: Meeting) -> list[Member]:
    """Those convened, or counting on it, who have not left since; nobody for one that was never sent."""
    if meeting.state is not MeetingState.CONVENED:
        return []
    meant = set(telling.told_again(work, meeting))
    return [member for member in work.members.all() if member.number in meant and member.status not in GONE]


def _outline(kind: BroadcastKind, body: Mapping[str, Any], members: Sequence[Member]) -> Outline:
    return Outline(NewBroadcast(kind=kind, audience=telling.CONVENED, body=body), tuple(members))
