"""What must hold of messages to many after every step: each check is named for what it promises.

`Seen` is the outbox row by row, every attempt that reached the platform, and what the model expects.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.domain.broadcasts import Reach
from assistant.domain.messages import Lane
from assistant.outbox import ATTEMPTS
from assistant.services.broadcasting import Report
from storage.session import from_micros
from tests.properties.mailbox import ARRIVED, DIED, UNKNOWN, WAITS, Attempt, Mailbox, Outcome
from tests.properties.many_model import Many
from tests.properties.places import PARIS

Row = dict[str, Any]
ONCE = "at_most_once"
FINAL = {Outcome.GONE: "unreachable", Outcome.REFUSED: "dead"}
REACHES = {
    "sent": Reach.ACCEPTED,
    "pending": Reach.WAITING,
    "sending": Reach.WAITING,
    "dead": Reach.REFUSED,
    "unreachable": Reach.UNREACHABLE,
}


@dataclass(frozen=True)
class Seen:
    """After a step. `adrift`: rows that a process which died or stood still had taken."""

    rows: dict[int, Row]
    book: frozenset[str]
    mailbox: Mailbox
    model: Many
    adrift: frozenset[int]
    now: datetime
    reports: list[Report]
    unsure: frozenset[int]
    """Those that the bureau is shown as unsure."""

    def attempts(self, kind: str = "") -> Iterator[tuple[Row, list[Attempt]]]:
        """Every message of that kind with what was tried, in the order queued."""
        tried: defaultdict[int, list[Attempt]] = defaultdict(list)
        for attempt in self.mailbox.attempts:
            tried[attempt.row].append(attempt)
        for number, row in self.rows.items():
            if row["kind"] == kind or not kind:
                yield row, tried[number]


def what_is_queued_is_what_was_decided_and_nothing_else(seen: Seen) -> None:
    """M3: each key once, for whom the model says, to the chat that was theirs."""
    queued = {row["key"]: row["chat"] for row in seen.rows.values() if _to_many(row)}
    assert queued == seen.model.queued
    assert seen.book == {key for key in queued if key.startswith("reminder:")}


def every_message_stands_as_its_attempts_left_it(seen: Seen) -> None:
    for row, tried in seen.attempts():
        assert row["state"] in _states(seen, row, tried), (row, tried)


def no_reminder_is_tried_again_once_it_may_have_left(seen: Seen) -> None:
    """M1: of dues once a month, of a meeting once for each of its days, whatever the keys are."""
    left: Counter[tuple[str, ...]] = Counter()
    for row, tried in [*seen.attempts("dues_reminder"), *seen.attempts("rsvp_nudge")]:
        about = row["key"].rpartition(":")[0]
        count = sum(each.outcome in {*UNKNOWN, Outcome.TAKEN} for each in tried)
        left[row["kind"], row["member"], about] += count
        if row["kind"] == "dues_reminder" and tried:
            assert {f"reminder:{each.at.astimezone(PARIS):%Y-%m}" for each in tried} == {about}
    assert max(left.values(), default=0) <= 1


def what_is_set_aside_has_its_reason(seen: Seen) -> None:
    """M1: overtaken by a payment, an answer or a change; expired; or told to the bureau as unsure."""
    for row in seen.rows.values():
        if row["state"] == "held" and row["kind"] in {"dues_reminder", "rsvp_nudge"}:
            assert row["error"] == "no longer due"
            assert not still_called_for(seen.model, row, seen.now)
        if row["state"] == "dead":
            assert row["error"]
        if row["error"] == "expired":
            assert from_micros(row["expires_at"]) <= seen.now
        assert row["state"] != "unsure" or row["id"] in seen.unsure


def everybody_reads_the_same_in_each_language(seen: Seen) -> None:
    """M2: and what comes twice is what came before, after a death or an answer that did not come."""
    contents: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row, tried in seen.attempts():
        if not (row["key"] or "").startswith("broadcast:"):
            continue
        for each in tried:
            contents[row["key"].rpartition(":")[0], each.language].add(each.content)
        arrived = sum(each.outcome in ARRIVED for each in tried)
        assert arrived <= 1 or row["id"] in seen.adrift or any(each.outcome in UNKNOWN for each in tried)
    assert all(len(different) == 1 for different in contents.values())


def a_chat_gets_its_messages_in_the_order_they_were_queued(seen: Seen) -> None:
    """M4: within a lane, and as far as no process that stood still came back to it."""
    firsts: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    known: set[int] = set()
    for attempt in seen.mailbox.attempts:
        if attempt.row not in known | seen.adrift:
            known.add(attempt.row)
            firsts[attempt.chat, seen.rows[attempt.row]["lane"]].append(attempt.row)
    assert all(rows == sorted(rows) for rows in firsts.values())


def nothing_is_sent_before_the_platform_said(seen: Seen) -> None:
    """What was claimed with what was refused leaves with it."""
    log = seen.mailbox.attempts
    for place, refused in enumerate(log):
        if refused.outcome in WAITS:
            for each in log[place:]:
                same = each.row == refused.row or refused.outcome is Outcome.ALL_LATER
                assert not (same and each.row not in seen.adrift and refused.at < each.at < refused.until)


def reports_agree_with_what_the_platform_said(seen: Seen) -> None:
    for report in seen.reports:
        number = report.broadcast.id
        found = {member.number: reach for reach, members in report.reached.items() for member in members}
        assert sorted(found) == sorted(seen.model.meant[number])
        states = {row["key"]: row["state"] for row in seen.rows.values() if row["key"]}
        for member, reach in found.items():
            state = states.get(f"broadcast:{number}:{member}", "pending")
            assert reach is REACHES[state]
        told = all(reach in {Reach.ACCEPTED, Reach.TOLD} for reach in found.values())
        assert report.complete == (told and report.broadcast.state == "sent")


CHECKS = (
    what_is_queued_is_what_was_decided_and_nothing_else,
    every_message_stands_as_its_attempts_left_it,
    no_reminder_is_tried_again_once_it_may_have_left,
    what_is_set_aside_has_its_reason,
    everybody_reads_the_same_in_each_language,
    a_chat_gets_its_messages_in_the_order_they_were_queued,
    nothing_is_sent_before_the_platform_said,
    reports_agree_with_what_the_platform_said,
)


def nobody_waits_for_another(seen: Seen) -> None:
    """M4, when a process has sent all that it could: what still waits has its own reason."""
    log = seen.mailbox.attempts
    if any(each.outcome is Outcome.ALL_LATER and each.until > seen.now for each in log):
        return
    behind: set[tuple[str, int]] = set()
    for row, tried in seen.attempts():
        if row["state"] in {"pending", "sending"}:
            waits = tried and (tried[-1].outcome in WAITS or tried[-1].outcome in UNKNOWN)
            adrift = row["state"] == "sending" or row["id"] in seen.adrift
            held = row["lane"] and seen.model.held(row["member"], bulk=row["lane"] == Lane.BULK, now=seen.now)
            assert waits or adrift or held or (row["chat"], row["lane"]) in behind, row
            behind.add((row["chat"], row["lane"]))


def everything_has_come_to_an_end(seen: Seen) -> None:
    """M2, when the platform takes everything again: it arrived, or a name stands for why not."""
    for row, tried in seen.attempts():
        assert row["state"] not in {"pending", "sending"}, row
        if (row["key"] or "").startswith("broadcast:"):
            gone = row["state"] == "unreachable" or (row["state"] == "dead" and row["error"])
            assert gone or any(each.outcome in ARRIVED for each in tried)


def still_called_for(model: Many, row: Row, now: datetime) -> bool:
    """Whether a reminder is one for somebody who needs it still."""
    if row["kind"] == "dues_reminder":
        return model.may_remind(row["member"])
    meeting = json.loads(row["body"])["meeting"]
    return model.may_nudge(row["member"], int(meeting["meeting"]), meeting["edition"], now)


def _to_many(row: Row) -> bool:
    return (row["key"] or "").startswith(("broadcast:", "reminder:", "rsvp_nudge:"))


def _states(seen: Seen, row: Row, tried: list[Attempt]) -> set[str]:
    """What may have become of it: known from its attempts but for what a dead process had in hand."""
    if not row["chat"]:
        return {"unreachable"}
    last, once = tried[-1].outcome if tried else Outcome.LATER, row["delivery"] == ONCE
    if any(each.outcome is Outcome.TAKEN for each in tried):
        return {"sent"}
    if last in FINAL:
        return {FINAL[last]}
    if once and last in UNKNOWN:
        return {"sending", "unsure"} if last in DIED else {"unsure"}
    waits = {"pending"}
    if once or row["kind"] == "meeting_card":
        waits |= {"held", "dead"}
    if row["id"] in seen.adrift:
        waits |= {"sending", "unsure"} if once else {"sending"}
    return waits | {"dead"} if row["attempts"] >= ATTEMPTS else waits
