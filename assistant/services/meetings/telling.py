"""What is told of a meeting: to the bureau, which is asked for its yes by a card each, and to those convened.

A notice carries the whole meeting as plain data, the same for everybody; its renderer puts it into words.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from assistant.domain.actors import Actor
from assistant.domain.broadcasts import Broadcast, BroadcastKind, NewBroadcast
from assistant.domain.convening import Meeting, NewMeeting
from assistant.domain.members import Member
from assistant.domain.orders import Motion
from assistant.ports import UnitOfWork
from assistant.rules.approval import Round, round_needing
from assistant.rules.meetings import attendance, convoking
from assistant.services import broadcasting, rounds
from assistant.services.notify import replace_cards, tell
from assistant.services.permissions import Action

CONVENED = "convened"
"""The audience of what is told of a meeting."""
_COMPARED = ("starts_at", "place", "hosts", "agenda")


def recipients(work: UnitOfWork, day: date) -> list[Member]:
    """Who would be convened that day: all active members, in arrears or not."""
    members = work.members.all()
    numbers = frozenset(attendance.convened(members, day))
    return [member for member in members if member.number in numbers]


def facts_of(work: UnitOfWork, new: NewMeeting, proposed_by: str) -> dict[str, Any]:
    """A meeting as plain data, before it has a number: amounts in cents, days and instants in ISO, local."""
    signer = work.members.get(proposed_by)
    terms, bylaws = work.bylaws.meetings, work.bylaws
    meal = terms.meal.on(new.on) if new.hosts else None
    first = work.meetings.get(new.first) if new.first is not None else None
    topics = {"session": convoking.topic(new.session), "second": "general_assembly"}
    topics |= {name: name for name in ("vote", "proxy", "quorum", "meal", "absence", "rights")}
    return {
        "meeting": "",
        "kind": new.kind.value,
        "on": new.on.isoformat(),
        "starts_at": work.local(new.starts_at).isoformat(),
        "place": new.place,
        "agenda": [item.plain() for item in new.agenda],
        "hosts": [_name(work, number) for number in new.hosts],
        "purpose": new.purpose.value if new.purpose else None,
        "second": new.first is not None,
        "first_on": first.on.isoformat() if first else None,
        "edition": 0,
        "association": bylaws.name,
        "currency": bylaws.currency,
        "proxies": new.kind in terms.proxy_sessions.on(new.on),
        "proxies_each": terms.proxies_per_holder.on(new.on),
        "proxies_again": not terms.proxy_carries_over.on(new.on),
        "meal": meal,
        "meal_until": (new.on - timedelta(days=terms.meal_absence_days.on(new.on))).isoformat() if meal else None,
        "signed_by": {"name": signer.name, "roles": sorted(signer.roles)} if signer else None,
        "stamped_at": work.now.isoformat(),
        "issued_on": work.today.isoformat(),
        "articles": {name: bylaws.cite(topic) for name, topic in topics.items()},
    }


def meeting_body(work: UnitOfWork, meeting: Meeting) -> dict[str, Any]:
    """The meeting as plain data: what every notice and document about it is made from."""
    return facts_of(work, meeting, meeting.proposed_by) | {"meeting": str(meeting.id), "edition": meeting.edition}


# The bureau


def motion(meeting: Meeting) -> Motion:
    """What the bureau says yes or no to: the meeting in its present edition."""
    return Motion(f"{meeting.subject}:{meeting.edition}", frozenset())


def stand(work: UnitOfWork, meeting: Meeting) -> Round:
    """Where the bureau's round on convening it stands."""
    voters = [member.number for member in rounds.sitting(work)]
    return round_needing(voters, work.votes.on(motion(meeting).subject), needed(work, meeting))


def needed(work: UnitOfWork, meeting: Meeting) -> int:
    """How many yes it takes, the proposer's included."""
    outside = work.members.get(meeting.proposed_by) is None
    return needed_for(work, meeting, outside=outside)


def needed_for(work: UnitOfWork, new: NewMeeting, *, outside: bool) -> int:
    """The same for one not proposed yet; `outside`: by who is no member, the operator."""
    requested = new.petition is not None or new.first is not None
    sitting = len(rounds.sitting(work))
    return convoking.yes_needed(new.session, sitting, work.bylaws, requested=requested, outside=outside)


def missing(work: UnitOfWork, meeting: Meeting) -> int:
    """How many yes it still takes."""
    return max(needed(work, meeting) - len(stand(work, meeting).yes), 0)


def ask_bureau(work: UnitOfWork, meeting: Meeting) -> None:
    """A card for everybody of the bureau who has not answered."""
    body = card(work, meeting)
    for number in sorted(stand(work, meeting).waiting):
        tell(work, number, "meeting_card", body, key=f"{_edition_cards(meeting)}{number}:")


def answered(work: UnitOfWork, meeting: Meeting, voter: str) -> None:
    """The voter's own card shows the answer; the proposer is told of a no, with its reason."""
    vote = next(vote for vote in work.votes.on(motion(meeting).subject) if vote.voter == voter)
    body = card(work, meeting) | {"voted": vote.choice.value}
    work.outbox.replace(f"{_edition_cards(meeting)}{voter}:", body)
    if vote.reason is not None and voter != meeting.proposed_by:
        refusal = body | {"voted": None, "asks": False, "reason": vote.reason, "by": _name(work, voter)}
        _tell_proposer(work, meeting, refusal, f"no:{voter}")


def superseded(work: UnitOfWork, meeting: Meeting, actor: Actor) -> None:
    """Cards of earlier editions say so; new ones follow."""
    body = card(work, meeting) | {"asks": False, "superseded": True}
    replace_cards(work, _cards(meeting), body, Action.CONVENE)
    if meeting.edition and actor.name != meeting.proposed_by:
        _tell_proposer(work, meeting, body, "changed")


def moved_on(work: UnitOfWork, meeting: Meeting, actor: Actor) -> None:
    """Every card shows what became of it, and so reads who proposed it, unless they did it themselves."""
    body = card(work, meeting)
    replace_cards(work, _cards(meeting), body, Action.CONVENE)
    if actor.name != meeting.proposed_by:
        _tell_proposer(work, meeting, body, meeting.state.value)


def card(work: UnitOfWork, meeting: Meeting) -> dict[str, Any]:
    """The meeting as the bureau sees it: where the round stands, and what it came to."""
    said = stand(work, meeting)
    by = meeting.called_off_by or meeting.convened_by or meeting.proposed_by
    at = meeting.called_off_at or meeting.convened_at or meeting.proposed_at
    return meeting_body(work, meeting) | {
        "state": meeting.state.value,
        "asks": True,
        "votes": said.counts,
        "needed": needed(work, meeting),
        "proposed_by": _name(work, meeting.proposed_by),
        "by": _name(work, by),
        "at": work.local(at).isoformat(),
        "reason": meeting.called_off_reason,
        "voted": None,
        "superseded": False,
    }


# Those convened


def convoke(work: UnitOfWork, actor: Actor, meeting: Meeting, recipients: list[str]) -> Broadcast:
    """The convocation leaves to them, and they are frozen."""
    new = NewBroadcast(
        kind=BroadcastKind.CONVOCATION, audience=CONVENED, body=meeting_body(work, meeting), meeting=meeting.id
    )
    return broadcasting.send(work, actor, new, recipients)


def tell_change(work: UnitOfWork, actor: Actor, before: Meeting, after: Meeting) -> Broadcast:
    """The same people as were convened, and who has answered since, read what is now otherwise."""
    return _tell_again(work, actor, after, BroadcastKind.CHANGE, change_body(work, before, meeting_body(work, after)))


def change_body(work: UnitOfWork, before: Meeting, after: dict[str, Any]) -> dict[str, Any]:
    """The meeting as it is now, as it was, and what is different: of `starts_at place hosts agenda`."""
    old = meeting_body(work, before)
    return after | {"before": old, "changes": [name for name in _COMPARED if after[name] != old[name]]}


def tell_calling_off(work: UnitOfWork, actor: Actor, meeting: Meeting) -> Broadcast:
    """The same people read that it is not held, and why."""
    body = meeting_body(work, meeting) | {"reason": meeting.called_off_reason}
    return _tell_again(work, actor, meeting, BroadcastKind.CALLING_OFF, body)


def convened_members(work: UnitOfWork, meeting: Meeting) -> list[str]:
    """The numbers of those to whom its convocation was sent."""
    return work.broadcasts.members(_convocation(work, meeting).id)


def told_again(work: UnitOfWork, meeting: Meeting) -> list[str]:
    """The same with who was admitted since and has answered, or gives or holds a mandate: they count on it too."""
    mandates = [proxy for proxy in work.proxies.of_meeting(meeting.id) if proxy.ended_at is None]
    parties = {number for proxy in mandates for number in (proxy.giver, proxy.holder)}
    return sorted({*convened_members(work, meeting), *work.attendances.answers(meeting.id), *parties})


def day_told_at(work: UnitOfWork, meeting: Meeting) -> datetime:
    """When those convened were told of the day that it has by now: by its convocation, or by the last change of it."""
    sent = work.broadcasts.of_meeting(meeting.id)
    moved = [
        each for each in sent if each.kind is BroadcastKind.CHANGE and each.body["before"]["on"] != each.body["on"]
    ]
    told_at = (moved[-1] if moved else _convocation(work, meeting)).sent_at
    assert told_at is not None  # noqa: S101 - both leave as they are made
    return told_at


def _convocation(work: UnitOfWork, meeting: Meeting) -> Broadcast:
    sent = work.broadcasts.of_meeting(meeting.id)
    return next(broadcast for broadcast in sent if broadcast.kind is BroadcastKind.CONVOCATION)


def _tell_again(
    work: UnitOfWork, actor: Actor, meeting: Meeting, kind: BroadcastKind, body: dict[str, Any]
) -> Broadcast:
    new = NewBroadcast(kind=kind, audience=CONVENED, body=body, meeting=meeting.id)
    return broadcasting.send(work, actor, new, told_again(work, meeting))


def _tell_proposer(work: UnitOfWork, meeting: Meeting, body: dict[str, Any], what: str) -> None:
    if work.members.get(meeting.proposed_by) is not None:
        key = f"news:{motion(meeting).subject}:{what}"
        tell(work, meeting.proposed_by, "meeting_card", body | {"asks": False}, key=key)


def _name(work: UnitOfWork, number: str) -> str | None:
    """None for the operator."""
    member = work.members.get(number)
    return member.name if member else None


def _cards(meeting: Meeting) -> str:
    return f"card:{meeting.subject}:"


def _edition_cards(meeting: Meeting) -> str:
    return f"{_cards(meeting)}{meeting.edition}:"
