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
    """A card for everybody in the room who holds a vote; nobody has answered yet."""
    for voter, electors in rollcall.in_hand(work, meeting).items():
        _give(work, resolution, voter, electors, {})


def refresh(work: UnitOfWork, meeting: Meeting, voters: Iterable[str]) -> None:
    """What these hold in an open vote has changed: their cards show it, and who has none gets one."""
    for resolution in work.resolutions.of_meeting(meeting.id):
        if resolution.state is ResolutionState.OPEN and resolution.method is Method.CHAT:
            held, said = rollcall.in_hand(work, meeting), _said(work, meeting, resolution)
            for voter in voters:
                _give(work, resolution, voter, held.get(voter, ()), said)


def over(work: UnitOfWork, resolution: Resolution) -> None:
    """Counted or taken back: all cards show it."""
    work.outbox.replace(_cards(resolution), _card(work, resolution, []))


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


def _said(work: UnitOfWork, meeting: Meeting, resolution: Resolution) -> dict[str, str]:
    """What was answered, by elector."""
    counted = rollcall.standing(work, meeting, work.resolutions.ballots(resolution.id))
    return {ballot.elector: ballot.choice.value for ballot in counted}


def _card(work: UnitOfWork, resolution: Resolution, votes: list[dict[str, Any]]) -> dict[str, Any]:
    """A vote as plain data; `votes`: those that the reader holds."""
    tally = resolution.tally
    return {
        "resolution": resolution.id,
        "text": resolution.text,
        "state": resolution.state.value,
        "tally": [tally.in_favour, tally.against, tally.abstaining] if tally else None,
        "adopted": tally.adopted if tally else None,
        "votes": votes,
        "article": work.bylaws.cite("proxy"),
    }


def _give(
    work: UnitOfWork, resolution: Resolution, voter: str, electors: Iterable[str], said: Mapping[str, str]
) -> None:
    """`electors`: whose votes they hold; `said`: what was answered for each."""
    votes = [
        {"number": number, "name": _name(work, number), "own": number == voter, "choice": said.get(number)}
        for number in electors
    ]
    card, key = _card(work, resolution, votes), f"{_cards(resolution)}{voter}:"
    if votes:
        tell(work, voter, "vote_opened", card, key=key)
    work.outbox.revise(key, card)


def _cards(resolution: Resolution) -> str:
    return f"vote:{resolution.id}:"


def _name(work: UnitOfWork, number: str) -> str:
    member = work.members.get(number)
    return member.name if member else number
