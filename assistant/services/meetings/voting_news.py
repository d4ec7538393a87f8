"""Who is told what in the room: a card a vote for each who holds a vote, and what becomes of a mandate.

A card carries the vote as plain data; it changes in place when its holder has voted and when the vote is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assistant.domain.attending import Proxy
from assistant.domain.convening import Meeting
from assistant.domain.resolutions import Method, Resolution, ResolutionState
from assistant.ports import UnitOfWork
from assistant.services.meetings import rollcall
from assistant.services.notify import tell


def put(work: UnitOfWork, meeting: Meeting, resolution: Resolution) -> None:
    """A card for everybody in the room who holds a vote."""
    held = rollcall.in_hand(work, meeting)
    for voter in held:
        _give(work, resolution, voter, held)


def refresh(work: UnitOfWork, meeting: Meeting, voters: Iterable[str]) -> None:
    """What these hold in an open vote has changed: their cards show it, and who has none gets one."""
    for resolution in work.resolutions.of_meeting(meeting.id):
        if resolution.state is ResolutionState.OPEN and resolution.method is Method.CHAT:
            held = rollcall.in_hand(work, meeting)
            for voter in voters:
                _give(work, resolution, voter, held)


def over(work: UnitOfWork, resolution: Resolution) -> None:
    """Counted or taken back: all cards show it."""
    work.outbox.replace(_cards(resolution), card_of(work, resolution))


def lapsed(work: UnitOfWork, meeting: Meeting, proxy: Proxy) -> None:
    """To both: the giver is there and votes in person."""
    names = {number: _name(work, number) for number in (proxy.giver, proxy.holder)}
    for number in names:
        data = {
            "to": number,
            "giver": {"number": proxy.giver, "name": names[proxy.giver]},
            "holder": {"number": proxy.holder, "name": names[proxy.holder]},
            "reference": proxy.reference,
            "kind": meeting.kind.value,
            "article": work.bylaws.cite("proxy"),
        }
        tell(work, number, "proxy_lapsed", data, key=f"proxy:{proxy.id}:lapsed:{number}")


def card_of(
    work: UnitOfWork, resolution: Resolution, voter: str | None = None, votes: Iterable[str] = ()
) -> dict[str, Any]:
    """A vote as plain data; `votes`: whose votes the reader holds, with what was answered for each."""
    meeting, ballots = work.meetings.get(resolution.meeting), work.resolutions.ballots(resolution.id)
    counted = rollcall.standing(work, meeting, ballots) if meeting else []
    said = {ballot.elector: ballot.choice.value for ballot in counted}
    tally = resolution.tally
    return {
        "resolution": resolution.id,
        "text": resolution.text,
        "state": resolution.state.value,
        "tally": [tally.in_favour, tally.against, tally.abstaining] if tally else None,
        "adopted": tally.adopted if tally else None,
        "votes": [
            {"number": number, "name": _name(work, number), "own": number == voter, "choice": said.get(number)}
            for number in votes
        ],
        "article": work.bylaws.cite("proxy"),
    }


def _give(work: UnitOfWork, resolution: Resolution, voter: str, held: Mapping[str, tuple[str, ...]]) -> None:
    card, key = card_of(work, resolution, voter, held.get(voter, ())), f"{_cards(resolution)}{voter}:"
    if voter in held:
        tell(work, voter, "vote_opened", card, key=key)
    work.outbox.revise(key, card)


def _cards(resolution: Resolution) -> str:
    return f"vote:{resolution.id}:"


def _name(work: UnitOfWork, number: str) -> str:
    member = work.members.get(number)
    return member.name if member else number
