"""A status through time, out of rows that say what it is now and, perhaps, since when.

A status without a day has held since the books opened; when a balance sheet moves that day, it moves along. Saying the
same thing again changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import takewhile

from assistant.domain.members import Member, Status, StatusChange

History = tuple[StatusChange, ...]


def first_history(status: Status, since: date | None, joined_on: date | None, opened: date) -> History:
    """Of somebody new on the register; before a later change they were active."""
    if status is Status.ACTIVE:
        return (StatusChange(joined_on or since or opened, status),)
    if status is Status.CANDIDATE or joined_on is None:
        return (StatusChange(since or joined_on or opened, status),)
    day = since or max(joined_on, opened)
    change = StatusChange(day, status)
    return (StatusChange(joined_on, Status.ACTIVE), change) if joined_on < day else (change,)


def next_history(known: Member, status: Status, since: date | None, joined_on: date | None, opened: date) -> History:
    """Of somebody known: a new status is added at its day, the same one moves to the day that is given."""
    history = _since_joining(known.history, joined_on)
    if known.status is status:
        return _moved(history, status, since, joined_on, opened)
    if known.status is Status.CANDIDATE and status is Status.ACTIVE:
        return _followed(history, first_history(status, since, joined_on, opened)[0])
    return _followed(history, StatusChange(since or max(joined_on or opened, opened), status))


def _since_joining(history: History, joined_on: date | None) -> History:
    """Whoever was a candidate first is a member from the day of joining, also where that day is corrected."""
    waited = sum(1 for _ in takewhile(lambda change: change.status is Status.CANDIDATE, history))
    membership = history[waited:]
    if joined_on is None or not waited or not membership or membership[0].status is not Status.ACTIVE:
        return history
    later = membership[1:]
    if later and later[0].since <= joined_on:
        return history
    return (*history[:waited], StatusChange(joined_on, Status.ACTIVE), *later)


def _moved(history: History, status: Status, since: date | None, joined_on: date | None, opened: date) -> History:
    before = history[:-1]
    if status is Status.ACTIVE and all(change.status is Status.CANDIDATE for change in before):
        return (*before, *first_history(status, since, joined_on, opened))
    if since is None:
        return history
    if len(history) == 1:
        return first_history(status, since, joined_on, opened)
    return _followed(before, StatusChange(since, status))


def _followed(before: History, change: StatusChange) -> History:
    kept = tuple(known for known in before if known.since < change.since)
    return kept if kept and kept[-1].status is change.status else (*kept, change)


def reopened(member: Member, before: date, opened: date) -> Member:
    """A member whose status had no day, once the books open on `opened` and no longer on `before`."""
    joined = member.joined_on
    assumed = max(joined or before, before)
    place = next((place for place, change in enumerate(member.history) if change.since == assumed), None)
    if place is None:
        return member
    start = first_history(member.history[place].status, None, joined, opened)
    later = tuple(change for change in member.history[place + 1 :] if change.since > start[-1].since)
    return replace(member, history=(*start, *later))
