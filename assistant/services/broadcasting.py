"""What the bureau sends to many: whose yes it needs, when it leaves, by which ways, and what became of it for each.

Whom it is for is frozen at the yes. Everybody gets the same words, in their own chat and, where the bylaws want it, by
e-mail; each message has a key of its own, so that nobody is written to twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from operator import itemgetter

from assistant.domain.actors import SCHEDULER, Actor
from assistant.domain.broadcasts import Broadcast, BroadcastKind, BroadcastState, NewBroadcast, Reach
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.members import GONE, Member
from assistant.domain.reminding import Telling, ToldBy
from assistant.ports import UnitOfWork
from assistant.services.notify import mail_many, tell_many
from assistant.services.permissions import Action, require

NOTICES: Mapping[BroadcastKind, str] = {
    BroadcastKind.CONVOCATION: "meeting_convened",
    BroadcastKind.CHANGE: "meeting_changed",
    BroadcastKind.CALLING_OFF: "meeting_called_off",
    BroadcastKind.MINUTES: "minutes_sent",
    BroadcastKind.MESSAGE: "message_sent",
    BroadcastKind.CORRECTION: "message_corrected",
}
"""By which notice each kind is told in chat; its e-mail is the same followed by `_mail`."""
FOLLOWED = timedelta(days=2)
"""For so long after it was sent a chat that turns out to be gone is made up for by an e-mail."""
TO_ALL = "all"
"""What the bylaws say where an e-mail goes to everybody who has an address."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a broadcast, for each of those for whom it is meant, by name."""

    broadcast: Broadcast
    reached: Mapping[Reach, tuple[Member, ...]]
    """By what became of it; every `Reach` has its members, in the order of their numbers."""

    @property
    def complete(self) -> bool:
        """Whether every one of them has been told, by a message that was accepted, a letter or a call."""
        told = {Reach.ACCEPTED, Reach.TOLD}
        return self.broadcast.state is BroadcastState.SENT and not any(
            self.reached[reach] for reach in Reach if reach not in told
        )

    def count(self, reach: Reach) -> int:
        """How many of them are so."""
        return len(self.reached[reach])


def send(work: UnitOfWork, actor: Actor, new: NewBroadcast, recipients: Sequence[str]) -> Broadcast:
    """Freeze whom it is for, and hand it to the outbox. Who calls has asked what permits it."""
    number = work.broadcasts.add(new, actor.name, recipients)
    return deliver(work, actor, get(work, number))


def deliver(work: UnitOfWork, actor: Actor, broadcast: Broadcast) -> Broadcast:
    """Queue one message for each of those for whom it is meant, and the e-mails due; it is not for who has left since.

    MbongiError where it was sent, or stopped.
    """
    if not work.broadcasts.sent(broadcast.id):
        raise MbongiError(f"broadcast {broadcast.id} cannot be sent: it was, or it was stopped")
    meant = set(work.broadcasts.members(broadcast.id))
    people = [who for who in work.members.all() if who.number in meant and who.status not in GONE]
    numbers = [who.number for who in people]
    if len(numbers) < len(meant):
        work.broadcasts.aim(broadcast.id, numbers)
    kind = NOTICES[broadcast.kind]
    reached = tell_many(work, numbers, kind, broadcast.body, keys=broadcast.key)
    mail_many(work, _mailed(work, broadcast, people, reached), f"{kind}_mail", broadcast.body, keys=broadcast.key)
    told = {"broadcast": broadcast.id, "kind": broadcast.kind, "meeting": broadcast.meeting, "members": len(people)}
    work.audit.record(actor, "broadcast_sent", told)
    return get(work, broadcast.id)


def without_chat(work: UnitOfWork, members: Sequence[Member]) -> tuple[list[Member], list[Member]]:
    """Of them, those whom an e-mail alone reaches, and those whom nothing reaches: a call or a letter is needed."""
    reached = work.accounts.addresses([member.number for member in members])
    missed = [member for member in members if member.number not in reached]
    mailed = [member for member in missed if member.email is not None and work.can_mail]
    return mailed, [member for member in missed if member not in mailed]


def release(work: UnitOfWork) -> None:
    """Send the planned ones whose hour has come; write by e-mail to those whose chat turned out to be gone."""
    for broadcast in work.broadcasts.due():
        lock(work, broadcast.id)
        if get(work, broadcast.id).state is BroadcastState.PLANNED:
            deliver(work, SCHEDULER, broadcast)
    if work.can_mail:
        _mail_instead(work)


def report(work: UnitOfWork, actor: Actor, broadcast: int) -> Report:
    """What became of it so far. RefusedError: NOT_AUTHORISED. MbongiError where there is no such broadcast."""
    require(work, actor, Action.BROADCAST)
    found = get(work, broadcast)
    register = {member.number: member for member in work.members.all()}
    reached: dict[Reach, list[Member]] = {reach: [] for reach in Reach}
    for recipient in work.broadcasts.recipients(broadcast):
        reached[recipient.reach].append(register[recipient.member])
    return Report(found, {reach: tuple(members) for reach, members in reached.items()})


def note_told(work: UnitOfWork, actor: Actor, broadcast: int, number: str, by: ToldBy, *, note: str = "") -> Broadcast:
    """Note that a member was told by letter or by telephone, today.

    RefusedError: NOT_AUTHORISED; ALREADY_NOTED with `broadcast`. MbongiError where it was not meant for them, or has
    not left.
    """
    require(work, actor, Action.BROADCAST)
    found = get(work, broadcast)
    if found.state is not BroadcastState.SENT or number not in work.broadcasts.members(broadcast):
        raise MbongiError(f"broadcast {broadcast} was not sent to {number}")
    if not work.broadcasts.tell(broadcast, number, Telling(by, work.today, actor.name, note)):
        raise RefusedError(Decision(allowed=False, reason=Reason.ALREADY_NOTED, figures={"broadcast": broadcast}))
    work.audit.record(actor, "broadcast_told", {"member": number, "broadcast": broadcast, "by": by})
    return found


def lock(work: UnitOfWork, broadcast: int) -> None:
    """Hold that broadcast for the rest of the unit; take it before reading what it protects."""
    work.lock(f"broadcast:{broadcast}")


def get(work: UnitOfWork, broadcast: int) -> Broadcast:
    """The broadcast. MbongiError where there is none."""
    found = work.broadcasts.get(broadcast)
    if found is None:
        raise MbongiError(f"there is no broadcast {broadcast}")
    return found


def _mail_instead(work: UnitOfWork) -> None:
    """Who had a chat when it was sent, and whose chat then refused for good, is reached by e-mail where that can be."""
    lost = work.broadcasts.lost(work.now - FOLLOWED)
    for number, found in groupby(lost, key=itemgetter(0)):
        broadcast = get(work, number)
        members = [member for _, each in found if (member := work.members.get(each)) and member.status not in GONE]
        mail_many(work, members, f"{NOTICES[broadcast.kind]}_mail", broadcast.body, keys=broadcast.key)


def _mailed(work: UnitOfWork, broadcast: Broadcast, people: Iterable[Member], reached: frozenset[str]) -> list[Member]:
    """Who gets a copy by e-mail: minutes go to all (art. 19), the rest as the bylaws say."""
    everybody = broadcast.kind is BroadcastKind.MINUTES or (
        work.bylaws.meetings.convocation_email.on(work.today) == TO_ALL
    )
    return [who for who in people if everybody or who.number not in reached]
