"""What is held about a member from meetings and from what is sent to many, for the member's own file (art. 5).

Of others no more than their number, where they stood on the other side of a proxy or of an answer; of a vote that the
bureau noted for somebody else nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from assistant.domain.members import Member
from assistant.domain.messages import Json
from assistant.ports import UnitOfWork


def _meetings(work: UnitOfWork, member: Member) -> list[Json]:
    """Those that they received at home, or in whose opening their standing was kept."""
    found = []
    for meeting in work.meetings.all():
        standing = meeting.frozen.parties.get(member.number) if meeting.frozen else None
        host = member.number in meeting.hosts
        if standing is not None or host:
            kept = asdict(standing) if standing else None
            found.append({"meeting": meeting.id, "on": meeting.on, "host": host, "standing_at_opening": kept})
    return found


def _ballots(work: UnitOfWork, member: Member) -> list[Json]:
    """Their own votes, whoever noted them, and those that they cast by somebody's mandate."""
    own = member.number
    mandates = {(proxy.meeting, proxy.giver) for proxy in work.proxies.of_member(own) if proxy.holder == own}
    return [
        asdict(ballot)
        for ballot in work.resolutions.ballots_of(own)
        if ballot.elector == own or (_served(work, ballot.resolution), ballot.elector) in mandates
    ]


def _served(work: UnitOfWork, resolution: int) -> int | None:
    found = work.resolutions.get(resolution)
    return found.meeting if found else None


def _petitions(work: UnitOfWork, member: Member) -> list[Json]:
    """What they began, in their words, and what they signed."""
    found: list[Json] = []
    for petition in work.petitions.all():
        signed_at = next((each.signed_at for each in petition.signatures if each.member == member.number), None)
        begun = petition.begun_by == member.number
        if begun or signed_at is not None:
            words = petition.words if begun else None
            told = {"petition": petition.id, "purpose": petition.purpose, "begun_by_them": begun, "words": words}
            found.append({**told, "signed_at": signed_at})
    return found


PARTS: Mapping[str, Callable[[UnitOfWork, Member], Any]] = {
    "meetings": _meetings,
    "answers": lambda work, member: [asdict(rsvp) for rsvp in work.attendances.answers_of(member.number)],
    "proxies": lambda work, member: [asdict(proxy) for proxy in work.proxies.of_member(member.number)],
    "presences": lambda work, member: [asdict(stay) for stay in work.attendances.presences_of(member.number)],
    "excuses": lambda work, member: [asdict(excuse) for excuse in work.attendances.excuses_of(member.number)],
    "exemptions": lambda work, member: [asdict(each) for each in work.attendances.exemptions(member.number)],
    "ballots": _ballots,
    "petitions": _petitions,
    "broadcasts": lambda work, member: [asdict(each) for each in work.broadcasts.of_member(member.number)],
}
"""By the name that the part has in the file."""
