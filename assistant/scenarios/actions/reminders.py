"""The monthly dues reminder: who is written to, what, when and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.domain.actors import Actor, ActorKind
from assistant.domain.decisions import Decision
from assistant.domain.errors import RefusedError
from assistant.domain.members import Status
from assistant.domain.messages import Queued
from assistant.ports import UnitOfWork
from assistant.rules import reminders as rules
from assistant.scenarios.people import NUMBER, Debtor, member, seat_debtors
from assistant.scenarios.registry import Found, Nothing
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage
from assistant.services import permissions
from assistant.services.tick import tick


@dataclass(frozen=True, slots=True)
class Debtors:
    """The members by name, and the months (`2026-04`) whose reminders have left already."""

    members: dict[str, Debtor] = field(default_factory=dict)
    already_sent_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Now:
    """The instant of the scheduler's run."""

    now: datetime


@dataclass(frozen=True, slots=True)
class Month:
    """A month, as 2026-04."""

    month: str


async def run_reminders(stage: Stage, given: Debtors, when: Now) -> Found:
    """`then`: sent (by member: kind, amount_cents, mentions_pending_cents), not_sent, skipped (by member: why)."""
    sent, skipped = await _run(stage, given, when.now)
    return Found(
        {
            "sent": {row.member: _said(row.body) for row in sent},
            "not_sent": frozenset(given.members) - {row.member for row in sent},
            "skipped": skipped,
        }
    )


async def reminder_instant(stage: Stage, _given: Nothing, when: Month) -> Found:
    """`then`: utc."""
    return Found({"utc": await stage.run(lambda work: _instant(work, when.month, "when.month"))})


async def reminder_channel(stage: Stage, given: Debtors, _when: Nothing) -> Found:
    """`then`: channel (private, group or none), group_posts. Articles: those that keep arrears from other members."""
    day = stage.bylaws.adopted_on
    instant = await stage.run(lambda work: _instant(work, f"{day:%Y-%m}", "adopted_on"))
    sent, _ = await _run(stage, given, instant)
    posts = [row for row in sent if row.to.account is None]
    channel = "group" if posts else "private" if sent else None
    decision = await stage.run(_shown_to_others)
    return Found({"channel": channel, "group_posts": len(posts)}, decision.articles)


async def _run(stage: Stage, given: Debtors, now: datetime) -> tuple[list[Queued], dict[str, rules.Skip]]:
    """The dues reminders that the scheduler queues at that instant, after those of the months sent already; who of
    those who owe gets none, and why.
    """
    earlier = await stage.run(lambda work: _before(work, given.already_sent_in, now))
    await seat_debtors(stage, given.members, now, [instant.date() for instant in earlier])
    for instant in earlier:
        stage.at(instant)
        await stage.run(tick)
    stage.at(now)
    return await stage.run(_tick)


def _before(work: UnitOfWork, months: Sequence[str], now: datetime) -> list[datetime]:
    """When the reminders of those months left, oldest first."""
    return sorted(instant for month in months if (instant := _instant(work, month, "given.already_sent_in")) <= now)


def _tick(work: UnitOfWork) -> tuple[list[Queued], dict[str, rules.Skip]]:
    """One run of the scheduler: the reminders that it queued, and whom it left out."""
    last = max((row.id for row in work.outbox.since(0)), default=0)
    skipped = tick(work).reminders.skipped
    return [row for row in work.outbox.since(last) if row.kind == "dues_reminder"], skipped


def _instant(work: UnitOfWork, month: str, path: str) -> datetime:
    """When that month's reminder comes due, where the association lives."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise UnreadableError(f"{path} is {month!r}; expected a month, as 2026-04") from error
    zone = work.local(work.now).tzinfo
    assert zone is not None  # noqa: S101 - `local` gives an aware instant
    return rules.reminder_instant(first.year, first.month, work.bylaws, zone)


def _said(body: Mapping[str, object]) -> dict[str, object]:
    told = {"kind": body["kind"], "amount_cents": body["amount"]}
    return {**told, "mentions_pending_cents": body["pending"]} if body["pending"] else told


def _shown_to_others(work: UnitOfWork) -> Decision:
    """The refusal that an ordinary member meets who asks for what others owe."""
    other = Actor(ActorKind.MEMBER, member(NUMBER, Status.ACTIVE, work.today, work.today))
    try:
        permissions.require(work, other, permissions.Action.SEE_ARREARS)
    except RefusedError as error:
        return error.decision
    return Decision(allowed=True)
