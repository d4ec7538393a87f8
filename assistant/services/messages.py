"""Messages in the bureau's own words: written, shown with whom they are for, sent, planned, put to the bureau, stopped.

The bureau sends at its own word; the communication commission writes what one of the bureau then endorses (art. 26).
A yes is to certain people: where they have changed since they were shown, it is asked again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.domain.actors import Actor
from assistant.domain.broadcasts import Broadcast, BroadcastKind, BroadcastState, NewBroadcast
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.members import GONE, Member
from assistant.ports import UnitOfWork
from assistant.services import broadcast_news as news
from assistant.services.audiences import BY_HAND, audience, current, fingerprint
from assistant.services.broadcasting import deliver, get, lock, send
from assistant.services.permissions import Action, denial, may, require

LONGEST = 1500
"""Characters of a message: with its correction it still is one message on every channel."""
IN_WORDS = frozenset({BroadcastKind.MESSAGE, BroadcastKind.CORRECTION})
"""What somebody wrote; the rest is made from a meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody would send."""

    text: str
    audience: str = ""
    """As `audiences.offered`; none is needed for a correction."""
    by_hand: tuple[str, ...] = ()
    """The numbers, for an audience by hand."""
    corrects: int | None = None
    """The message that it corrects: it goes to the same people."""
    leaves_at: datetime | None = None
    """None: at once."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a yes would send, to whom and when."""

    new: NewBroadcast
    members: tuple[Member, ...]

    @property
    def seen(self) -> str:
        """What stands for those people."""
        return fingerprint(self.members)


def listed(work: UnitOfWork, actor: Actor) -> list[Broadcast]:
    """What was sent, is planned or waits, the newest first: all of it to the bureau, to others what they wrote."""
    require(work, actor, Action.DRAFT_BROADCAST)
    everything = may(actor, Action.BROADCAST)
    return [found for found in work.broadcasts.all() if everything or found.author == actor.name]


def find(work: UnitOfWork, actor: Actor, broadcast: int) -> Broadcast | None:
    """One of those, whatever became of it."""
    return next((each for each in listed(work, actor) if each.id == broadcast), None)


def outline(work: UnitOfWork, actor: Actor, draft: Draft) -> Outline:
    """What would be sent, and to whom. Nothing is written.

    RefusedError: NOT_AUTHORISED; AUDIENCE_EMPTY; PAST_DATE where its hour has gone by. MbongiError for no words, for
    more than `LONGEST`, and for an audience or a message to correct that there is not.
    """
    require(work, actor, Action.DRAFT_BROADCAST)
    text = draft.text.strip()
    if not 0 < len(text) <= LONGEST:
        raise MbongiError(f"a message has 1 to {LONGEST} characters, not {len(text)}")
    if draft.leaves_at is not None and draft.leaves_at <= work.now:
        raise RefusedError(Decision(allowed=False, reason=Reason.PAST_DATE))
    body = {"text": text, "by": actor.member.name if actor.member else None, "association": work.bylaws.name}
    if draft.corrects is not None:
        return _correction(work, draft, body, correctable(work, actor, draft.corrects))
    members = audience(work, actor, draft.audience, draft.by_hand)
    return _outlined(
        NewBroadcast(kind=BroadcastKind.MESSAGE, audience=draft.audience, body=body, leaves_at=draft.leaves_at), members
    )


def correctable(work: UnitOfWork, actor: Actor, broadcast: int) -> Broadcast:
    """The message, where the actor may send a correction of it: it has left, and they are of the bureau or wrote it.

    RefusedError: NOT_AUTHORISED; NOT_YET. MbongiError where it is no message in somebody's own words.
    """
    found = _own_or_all(work, actor, broadcast)
    if found.kind not in IN_WORDS:
        raise MbongiError(f"broadcast {broadcast} is not in words that a message could correct")
    if found.state is not BroadcastState.SENT:
        raise RefusedError(Decision(allowed=False, reason=Reason.NOT_YET))
    return found


def require_sender(work: UnitOfWork, actor: Actor, *, endorsed: bool = False) -> None:
    """Raises RefusedError where the actor's word does not send: NOT_AUTHORISED; BUREAU_APPROVAL_REQUIRED where they may
    write what the bureau then endorses, and it has not (art. 26).
    """
    require(work, actor, Action.DRAFT_BROADCAST)
    if not endorsed and not may(actor, Action.BROADCAST):
        article = work.bylaws.cite("commission")
        raise RefusedError(Decision(allowed=False, reason=Reason.BUREAU_APPROVAL_REQUIRED, articles=(article,)))


def post(work: UnitOfWork, actor: Actor, draft: Draft, seen: str) -> Broadcast:
    """Send it, or plan it for its hour. `seen`: the fingerprint of those whom the actor saw that it is for.

    RefusedError as `require_sender` and `outline`; AUDIENCE_CHANGED with how many they are now.
    """
    require_sender(work, actor)
    found = _as_seen(outline(work, actor, draft), seen)
    numbers = [member.number for member in found.members]
    if found.new.leaves_at is None:
        return send(work, actor, found.new, numbers)
    broadcast = work.broadcasts.add(found.new, actor.name, numbers)
    work.broadcasts.plan(broadcast)
    work.audit.record(actor, "broadcast_planned", _noted(broadcast, found))
    return get(work, broadcast)


def propose(work: UnitOfWork, actor: Actor, draft: Draft, seen: str) -> Broadcast:
    """Put it to the bureau, each of whom may endorse it. Raises as `outline`, and AUDIENCE_CHANGED."""
    found = _as_seen(outline(work, actor, draft), seen)
    number = work.broadcasts.add(found.new, actor.name, [member.number for member in found.members])
    work.audit.record(actor, "broadcast_proposed", _noted(number, found))
    broadcast = get(work, number)
    news.to_endorse(work, broadcast)
    return broadcast


def proposed(work: UnitOfWork, actor: Actor, broadcast: int) -> Outline:
    """What a yes would send now: the audience of today, or of those whom a first message went to who has not left.

    RefusedError: NOT_AUTHORISED; ALREADY_DECIDED; AUDIENCE_EMPTY.
    """
    require(work, actor, Action.BROADCAST)
    found = _waiting(work, broadcast, {BroadcastState.PROPOSED})
    named = found.kind is BroadcastKind.MESSAGE and found.audience != BY_HAND
    return _outlined(found, current(work, found.audience) if named else _remaining(work, broadcast))


def endorse(work: UnitOfWork, actor: Actor, broadcast: int, seen: str) -> Broadcast:
    """Somebody of the bureau says yes: it leaves now, or at its hour where that is still to come.

    Raises as `proposed`, and AUDIENCE_CHANGED.
    """
    lock(work, broadcast)
    found = _as_seen(proposed(work, actor, broadcast), seen)
    work.broadcasts.aim(broadcast, [member.number for member in found.members])
    work.broadcasts.endorse(broadcast, actor.name)
    work.audit.record(actor, "broadcast_endorsed", _noted(broadcast, found))
    if found.new.leaves_at is not None and found.new.leaves_at > work.now:
        work.broadcasts.plan(broadcast)
    else:
        deliver(work, actor, get(work, broadcast))
    endorsed = get(work, broadcast)
    news.settled(work, endorsed, actor.name)
    return endorsed


def stop(work: UnitOfWork, actor: Actor, broadcast: int) -> Broadcast:
    """It will not leave: the bureau may say so, and its author. RefusedError: NOT_AUTHORISED; ALREADY_DECIDED."""
    lock(work, broadcast)
    _own_or_all(work, actor, broadcast)
    _waiting(work, broadcast, {BroadcastState.PROPOSED, BroadcastState.PLANNED})
    work.broadcasts.stop(broadcast, actor.name)
    work.audit.record(actor, "broadcast_stopped", {"broadcast": broadcast})
    stopped = get(work, broadcast)
    news.settled(work, stopped, actor.name)
    return stopped


def stands(work: UnitOfWork, broadcast: Broadcast) -> Decision:
    """ALREADY_DECIDED: figures `state` (`broadcast_sent`), `by` and `at` of what was done last."""
    by = work.members.get(broadcast.stopped_by or broadcast.endorsed_by or broadcast.author)
    at = broadcast.sent_at or broadcast.leaves_at or broadcast.created_at
    figures = {"state": f"broadcast_{broadcast.state}", "by": by.name if by else "", "at": work.local(at)}
    return Decision(allowed=False, reason=Reason.ALREADY_DECIDED, figures=figures)


def _correction(work: UnitOfWork, draft: Draft, body: Mapping[str, Any], first: Broadcast) -> Outline:
    """For those whom the first went to and who have not left; with its words, and the day that it left."""
    assert first.sent_at is not None  # noqa: S101 - it has left
    day = work.local(first.sent_at).date()
    new = NewBroadcast(
        kind=BroadcastKind.CORRECTION,
        audience=first.audience,
        body={**body, "first": {"text": first.body["text"], "on": day.isoformat()}},
        corrects=first.id,
        leaves_at=draft.leaves_at,
    )
    return _outlined(new, _remaining(work, first.id))


def _outlined(new: NewBroadcast, members: Sequence[Member]) -> Outline:
    if not members:
        raise RefusedError(Decision(allowed=False, reason=Reason.AUDIENCE_EMPTY))
    return Outline(new, tuple(members))


def _remaining(work: UnitOfWork, broadcast: int) -> list[Member]:
    """Those for whom it is meant and who have not left."""
    meant = set(work.broadcasts.members(broadcast))
    return [member for member in work.members.all() if member.number in meant and member.status not in GONE]


def _as_seen(found: Outline, seen: str) -> Outline:
    if found.seen != seen:
        figures = {"recipients": len(found.members)}
        raise RefusedError(Decision(allowed=False, reason=Reason.AUDIENCE_CHANGED, figures=figures))
    return found


def _own_or_all(work: UnitOfWork, actor: Actor, broadcast: int) -> Broadcast:
    """The bureau sees all of them, who writes for it what they wrote themselves."""
    require(work, actor, Action.DRAFT_BROADCAST)
    found = get(work, broadcast)
    if not may(actor, Action.BROADCAST) and found.author != actor.name:
        raise RefusedError(denial(work, actor, Action.BROADCAST))
    return found


def _waiting(work: UnitOfWork, broadcast: int, states: Collection[BroadcastState]) -> Broadcast:
    """The broadcast, in one of those states; else ALREADY_DECIDED with `state`, `by` and `at`."""
    found = get(work, broadcast)
    if found.state not in states:
        raise RefusedError(stands(work, found))
    return found


def _noted(broadcast: int, found: Outline) -> dict[str, object]:
    new = found.new
    return {"broadcast": broadcast, "kind": new.kind, "corrects": new.corrects, "members": len(found.members)}
