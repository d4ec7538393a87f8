"""A meeting as it went, in plain facts: what its minutes say before the secretary writes a word.

Nothing of what a member owes, nor where they can be reached, nor why they were not there, stands in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from assistant.domain.convening import Frozen, Meeting
from assistant.domain.meetings import Attendance, Quorum, Roll
from assistant.domain.members import Member, Status
from assistant.domain.resolutions import Resolution, ResolutionState
from assistant.ports import UnitOfWork
from assistant.rules.meetings import attendance, proxies
from assistant.services.meetings import rollcall

Facts = dict[str, Any]
Register = Mapping[str, Member]


def facts(work: UnitOfWork, meeting: Meeting) -> Facts:
    """As JSON: the frame, who was there by name, the quorum at the opening, the agenda with what was voted."""
    register = {member.number: member for member in work.members.all()}
    return {
        "meeting": str(meeting.id),
        "association": work.bylaws.name,
        "kind": meeting.kind.value,
        "second": meeting.first is not None,
        "on": meeting.on.isoformat(),
        "starts_at": work.local(meeting.starts_at).isoformat(),
        "place": meeting.place,
        "hosts": [register[number].name for number in meeting.hosts],
        "purpose": meeting.purpose.value if meeting.purpose else None,
        "opened_at": _moment(work, meeting.opened_at),
        "closed_at": _moment(work, meeting.closed_at),
        "chair": _name(register, meeting.chair),
        "secretary": _name(register, meeting.secretary),
        **_people(work, meeting, register),
        **_votes(work, meeting),
        "articles": {topic: work.bylaws.cite(topic) for topic in ("quorum", "monthly_meeting", "privacy")},
    }


def votes_of_all(work: UnitOfWork, meeting: Meeting) -> int:
    """The votes in the hands of whoever was there, be it for a while."""
    return sum(_counted(work, meeting, rollcall.there_since(work, meeting)).votes.values())


def _people(work: UnitOfWork, meeting: Meeting, register: Register) -> Facts:
    """Every one of those convened stands in one list; who came all the same, with the present."""
    there = rollcall.there_since(work, meeting)
    counted = _counted(work, meeting, there)
    away = _away(work, meeting, {*there, *counted.represented})
    return {
        "present": [_stay(work, meeting, register[number], there[number]) for number in _sorted(there, register)],
        "represented": _mandates(work, meeting, counted.represented, register),
        "excused": [register[number].name for number in _sorted(away, register) if away[number]],
        "absent": [register[number].name for number in _sorted(away, register) if not away[number]],
    }


def _sorted(numbers: Iterable[str], register: Register) -> list[str]:
    def name(number: str) -> tuple[str, str, str]:
        return register[number].last_name.casefold(), register[number].first_name.casefold(), number

    return sorted(numbers, key=name)


def _stay(work: UnitOfWork, meeting: Meeting, member: Member, since: datetime) -> Facts:
    """With when they came, if after the opening, and when they left, if before the end."""
    stays = [stay for stay in work.attendances.presences(meeting.id) if stay.member == member.number]
    left = stays[-1].left_at
    late = meeting.opened_at is not None and since > meeting.opened_at
    early = left is not None and (meeting.closed_at is None or left < meeting.closed_at)
    return {
        "name": member.name,
        "from": _moment(work, since) if late else None,
        "until": _moment(work, left) if early else None,
    }


def _mandates(work: UnitOfWork, meeting: Meeting, givers: Collection[str], register: Register) -> list[Facts]:
    """Who was represented, by whom, and the reference of the writing."""
    held = {mandate.giver: mandate.holder for mandate in _frozen(meeting).mandates}
    own = work.proxies.of_meeting(meeting.id)
    carried = work.proxies.of_meeting(meeting.first) if meeting.first is not None else []
    written = {(proxy.giver, proxy.holder): proxy.reference for proxy in (*carried, *own)}
    return [
        {
            "name": register[giver].name,
            "holder": register[held[giver]].name,
            "reference": written.get((giver, held[giver])),
        }
        for giver in _sorted(givers, register)
    ]


def _away(work: UnitOfWork, meeting: Meeting, counted: Collection[str]) -> dict[str, bool]:
    """Those convened who were neither there nor represented, and whether they are excused: a reason that the bureau has
    not refused, or an arrangement with who is periodically away.
    """
    answers, excuses = work.attendances.answers(meeting.id), work.attendances.excuses(meeting.id)
    exempt = {exemption.member for exemption in work.attendances.exemptions() if exemption.covers(meeting.on)}
    found: dict[str, bool] = {}
    for number, party in _frozen(meeting).parties.items():
        if party.membership is not Status.ACTIVE or number in counted:
            continue
        answer, excuse = answers.get(number), excuses.get(number)
        what = attendance.classify(
            attended=False,
            explained=answer is not None and answer.explained,
            accepted=excuse.accepted if excuse else None,
        )
        found[number] = number in exempt or what is not Attendance.UNJUSTIFIED
    return found


def _votes(work: UnitOfWork, meeting: Meeting) -> Facts:
    """The quorum of the opening, and each point of the agenda with its resolutions; `other`: those of no point."""
    opening = _counted(work, meeting, _at_opening(work, meeting)).quorum
    counted = [each for each in work.resolutions.of_meeting(meeting.id) if each.state is ResolutionState.CLOSED]
    return {
        "quorum": _quorum(opening),
        "items": [
            {**item.plain(), "resolutions": [_resolution(each) for each in counted if each.item == place]}
            for place, item in enumerate(meeting.agenda)
        ],
        "other": [_resolution(each) for each in counted if each.item is None],
    }


def _at_opening(work: UnitOfWork, meeting: Meeting) -> list[str]:
    since = rollcall.there_since(work, meeting)
    return [number for number, instant in since.items() if instant == meeting.opened_at]


def _resolution(resolution: Resolution) -> Facts:
    tally = resolution.tally
    assert tally is not None  # noqa: S101 - it was counted
    return {
        "resolution": str(resolution.id),
        "text": resolution.text,
        "in_favour": tally.in_favour,
        "against": tally.against,
        "abstaining": tally.abstaining,
        "adopted": tally.adopted,
        "quorum": _quorum(resolution.quorum),
    }


def _quorum(quorum: Quorum) -> Facts:
    return {"base": quorum.base, "required": quorum.required, "count": quorum.count, "reached": quorum.reached}


def _counted(work: UnitOfWork, meeting: Meeting, present: Collection[str]) -> Roll:
    """Who votes for whom where these are present, with the parties and mandates that the opening froze."""
    frozen = _frozen(meeting)
    return proxies.roll(
        frozen.parties, frozen.mandates, meeting.session, work.bylaws, present=present, base=frozen.base
    )


def _frozen(meeting: Meeting) -> Frozen:
    assert meeting.frozen is not None  # noqa: S101 - the opening froze it
    return meeting.frozen


def _name(register: Register, number: str | None) -> str | None:
    return register[number].name if number else None


def _moment(work: UnitOfWork, instant: datetime | None) -> str | None:
    return work.local(instant).isoformat() if instant else None
