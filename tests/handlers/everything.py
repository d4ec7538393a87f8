"""14 March 2026: whatever can stand of meetings does, so that whoever means no good finds something to try it on.

The meeting of February is over, its minutes a draft; that of today sits, and votes on the telephones; Awa's vote at the
assembly of the 28th is with Rufin; Awa has asked for another assembly; Sylvie has written to all and would convene once
more, which waits for the bureau; Chimène of the communication commission has a text that waits for it too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

from assistant.domain.actors import Actor, ActorKind
from assistant.domain.attending import Answer
from assistant.domain.convening import AgendaItem, NewMeeting
from assistant.domain.meetings import Purpose, SessionKind, Writing
from assistant.domain.members import Role, Status
from assistant.domain.resolutions import Method
from assistant.ports import UnitOfWork
from assistant.services import messages
from assistant.services.meetings import absences, answering, convening, petitioning, recording, representing, voting
from assistant.services.messages import Draft
from assistant.services.tick import tick
from tests.handlers import minuted
from tests.handlers.talk import Talk, member

OVER, SITTING, AHEAD, PROPOSED = 1, 2, 3, 4
"""Meetings, by id."""
TODAY, ASSEMBLY = date(2026, 3, 14), date(2026, 3, 28)
OUTSIDERS = {
    "colette": member("M040", "Colette", status=Status.CANDIDATE),
    "odile": member("M041", "Odile", status=Status.SUSPENDED),
    "paul": member("M042", "Paul", status=Status.RESIGNED),
    "guy": member("M043", "Guy"),
    "arlette": member("M044", "Arlette", Role.SOCIAL),
}
REASON = "une opération du genou"


async def gather(talk: Talk) -> None:
    """All of it."""
    await minuted.hold(talk)
    await talk.register(member("M005", "Chimène", Role.COMMUNICATION), balance=0)
    for person in OUTSIDERS.values():
        await talk.register(person, balance=0)
    await talk.database.run(lambda work: work.members.save(member("M045", "Zita", phone="+33639980145")))
    await minuted.begin(talk, SITTING, TODAY, *minuted.THERE, "M005", "M012")
    await talk.database.run(_go_on)
    await talk.database.run(tick)
    await talk.sender.drain()


def _go_on(work: UnitOfWork) -> None:
    sylvie, awa, hilaire = (_actor(work, number) for number in ("M002", "M012", "M001"))
    recording.write(work, sylvie, OVER, "0", "Dit à huis clos")
    voting.put(work, sylvie, SITTING, "Le local est loué", item=None, method=Method.CHAT)
    asked = convening.propose(work, sylvie, _new(work, SessionKind.AGO, ASSEMBLY)).meeting
    convening.approve(work, hilaire, asked.id, edition=asked.edition)
    convening.propose(work, sylvie, _new(work, SessionKind.MONTHLY, date(2026, 4, 11)))
    answering.answer(work, awa, AHEAD, Answer.ABSENT, reason=REASON, received_at=work.now)
    representing.give(work, awa, AHEAD, "M014", writing=Writing.CHAT)
    petitioning.begin(work, awa, Purpose.VACANCY, "Tout arrêter")
    absences.exempt(work, sylvie, "M014", date(2026, 1, 1), date(2026, 2, 1), reason="en mission")
    _write(work, sylvie, "Le portail est fermé", messages.post)
    _write(work, _actor(work, "M005"), "À relire", messages.propose)


def _write(work: UnitOfWork, who: Actor, words: str, act: Callable[[UnitOfWork, Actor, Draft, str], object]) -> None:
    draft = Draft(audience="all", text=words)
    act(work, who, draft, messages.outline(work, who, draft).seen)


def _new(work: UnitOfWork, kind: SessionKind, on: date) -> NewMeeting:
    starts_at = work.local(work.instant(on, time(14, 30)))
    return NewMeeting(kind=kind, on=on, starts_at=starts_at, place="Lyon", agenda=(AgendaItem.own("Divers"),))


def _actor(work: UnitOfWork, number: str) -> Actor:
    return Actor(ActorKind.MEMBER, work.members.get(number))


async def kept(talk: Talk) -> Any:
    """Whatever stands, to be compared."""

    def unit(work: UnitOfWork) -> Any:
        meetings = work.meetings.all()
        of_meetings = [
            (
                each,
                work.attendances.answers(each.id),
                work.attendances.presences(each.id),
                work.attendances.excuses(each.id),
                work.proxies.of_meeting(each.id),
                [(vote, work.resolutions.ballots(vote.id)) for vote in work.resolutions.of_meeting(each.id)],
            )
            for each in meetings
        ]
        sent = [(each, work.broadcasts.recipients(each.id)) for each in work.broadcasts.all()]
        return (of_meetings, sent, work.minutes.all(), work.petitions.all(), work.attendances.exemptions())

    return await talk.database.run(unit)
