"""The bureau writes at its own word, the communication commission at the bureau's; a yes is to those who were shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.clocks import StandingClock
from assistant.domain.broadcasts import Broadcast, BroadcastKind, BroadcastState, NewBroadcast
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError
from assistant.domain.members import Member, Role, Status
from assistant.ports import Database, UnitOfWork
from assistant.services import broadcasting, messages
from assistant.services.messages import LONGEST, Draft
from assistant.services.tick import tick
from tests.services.bureau import AWA, BINTOU, HILAIRE, PAUL, ROSINE, SYLVIE, acting, later, refusal
from tests.services.people import person, register
from tests.services.writing import CHIMENE, ESTHER, EVERYBODY, TEXT, drafted, gather, queued, sends

HOUR = timedelta(hours=1)
TO_ALL = Draft(audience="all", text=TEXT)


async def leaves(database: Database, member: Member, status: Status = Status.RESIGNED) -> None:
    await database.run(lambda work: register(work, replace(person(member.number, member.first_name, status=status))))


def endorsing(member: Member, broadcast: int) -> Callable[[UnitOfWork], Broadcast]:
    """The unit in which the member says yes to what stands there now."""

    def unit(work: UnitOfWork) -> Broadcast:
        shown = messages.proposed(work, acting(member), broadcast)
        return messages.endorse(work, acting(member), broadcast, shown.seen)

    return unit


def stopping(member: Member, broadcast: int) -> Callable[[UnitOfWork], Broadcast]:
    return lambda work: messages.stop(work, acting(member), broadcast)


async def planned(database: Database, clock: StandingClock, member: Member = HILAIRE) -> Broadcast:
    """It leaves in an hour."""
    return await database.run(drafted(member, replace(TO_ALL, leaves_at=clock.now() + HOUR)))


async def cards(database: Database, state: str = "proposed") -> list[str]:
    rows = await database.run(lambda work: work.outbox.since(0))
    shown = [row for row in rows if row.kind == "broadcast_card" and row.body["state"] == state]
    return sorted(row.member or "" for row in shown)


async def body_of(database: Database, kind: str) -> dict[str, Any]:
    rows = await database.run(lambda work: work.outbox.since(0))
    return dict(next(row.body for row in rows if row.kind == kind))


async def test_the_bureau_s_word_sends_at_once_and_its_author_is_recorded(database: Database) -> None:
    await gather(database)

    sent = await sends(database, member=SYLVIE)

    assert (sent.state, sent.author, sent.kind) == (BroadcastState.SENT, "M002", BroadcastKind.MESSAGE)
    assert await queued(database) == sorted(EVERYBODY)
    assert await body_of(database, "message_sent") == {
        "text": TEXT,
        "by": "Sylvie Ibara",
        "association": "N'DZOUANA",
    }


@pytest.mark.parametrize("who", [AWA, ESTHER, person("M030", "Gilles", Role.SOCIAL)])
async def test_nobody_else_writes_to_many(database: Database, who: Member) -> None:
    await gather(database)
    denied = await refusal(database, lambda work: messages.outline(work, acting(who), TO_ALL))

    assert (denied.reason, denied.articles) == (Reason.NOT_AUTHORISED, ("NDZ art. 26",))


async def test_the_communication_commission_does_not_send_by_itself(database: Database) -> None:
    await gather(database)

    refused = await refusal(database, lambda work: messages.post(work, acting(CHIMENE), TO_ALL, "whatever"))

    assert (refused.reason, refused.articles) == (Reason.BUREAU_APPROVAL_REQUIRED, ("NDZ art. 26",))
    assert await queued(database) == []


async def test_what_it_writes_is_put_to_each_of_the_bureau_and_leaves_with_one_yes(database: Database) -> None:
    await gather(database)

    proposed = await sends(database, member=CHIMENE)
    asked, before = await cards(database), await queued(database)
    endorsed = await database.run(endorsing(ROSINE, proposed.id))

    assert (proposed.state, asked, before) == (BroadcastState.PROPOSED, ["M001", "M002", "M003", "M004"], [])
    assert (endorsed.state, endorsed.author, endorsed.endorsed_by) == (BroadcastState.SENT, "M005", "M003")
    assert await queued(database) == sorted(EVERYBODY)
    assert await queued(database, "broadcast_settled") == ["M005"]


async def test_the_second_to_say_yes_or_no_reads_who_was_first(database: Database) -> None:
    await gather(database)
    proposed = await sends(database, member=CHIMENE)
    await database.run(endorsing(ROSINE, proposed.id))

    late = await refusal(database, endorsing(SYLVIE, proposed.id))
    stop = await refusal(database, stopping(SYLVIE, proposed.id))

    for refused in (late, stop):
        assert refused.reason is Reason.ALREADY_DECIDED
        assert (refused.figures["state"], refused.figures["by"]) == ("broadcast_sent", "Rosine Ibara")
    assert await queued(database) == sorted(EVERYBODY)


async def test_somebody_of_the_bureau_or_its_author_stops_what_has_not_left(database: Database) -> None:
    await gather(database)
    first, second = [await sends(database, member=CHIMENE) for _ in range(2)]

    stopped = await database.run(stopping(PAUL, first.id))
    own = await database.run(stopping(CHIMENE, second.id))
    late = await refusal(database, endorsing(ROSINE, first.id))

    assert [(each.state, each.stopped_by) for each in (stopped, own)] == [
        (BroadcastState.STOPPED, "M004"),
        (BroadcastState.STOPPED, "M005"),
    ]
    assert (late.reason, late.figures["state"]) == (Reason.ALREADY_DECIDED, "broadcast_stopped")
    assert await queued(database) == []
    assert await queued(database, "broadcast_settled") == ["M005"]


async def test_who_writes_for_the_bureau_sees_and_stops_what_they_wrote_and_nothing_else(database: Database) -> None:
    await gather(database)
    own = await sends(database, member=CHIMENE)
    other = await sends(database, member=HILAIRE)

    seen = await database.run(lambda work: messages.listed(work, acting(CHIMENE)))
    everything = await database.run(lambda work: messages.listed(work, acting(HILAIRE)))
    hidden = await database.run(lambda work: messages.find(work, acting(CHIMENE), other.id))
    refused = await refusal(database, stopping(CHIMENE, other.id))

    assert [each.id for each in seen] == [own.id]
    assert [each.id for each in everything] == [other.id, own.id]
    assert (hidden, refused.reason) == (None, Reason.NOT_AUTHORISED)


@pytest.mark.parametrize("change", ["joined", "left"])
async def test_a_yes_to_people_who_are_others_by_now_sends_nothing(database: Database, change: str) -> None:
    await gather(database)
    shown = await database.run(lambda work: messages.outline(work, acting(HILAIRE), TO_ALL))
    if change == "left":
        await leaves(database, BINTOU)
    else:
        await database.run(lambda work: register(work, person("M040", "Noël")))

    refused = await refusal(database, lambda work: messages.post(work, acting(HILAIRE), TO_ALL, shown.seen))

    assert refused.reason is Reason.AUDIENCE_CHANGED
    assert refused.figures["recipients"] == len(EVERYBODY) + (1 if change == "joined" else -1)
    assert await queued(database) == []


async def test_an_endorsement_is_for_those_who_are_in_the_audience_then(database: Database) -> None:
    await gather(database)
    proposed = await sends(database, member=CHIMENE)
    shown = await database.run(lambda work: messages.proposed(work, acting(HILAIRE), proposed.id))
    await leaves(database, BINTOU)
    await database.run(lambda work: register(work, person("M040", "Noël")))

    stale = await refusal(database, lambda work: messages.endorse(work, acting(HILAIRE), proposed.id, shown.seen))
    await database.run(endorsing(HILAIRE, proposed.id))

    assert stale.reason is Reason.AUDIENCE_CHANGED
    assert await queued(database) == sorted({*EVERYBODY, "M040"} - {BINTOU.number})


async def test_what_is_planned_leaves_at_its_hour_and_not_a_moment_before(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    plan = await planned(database, clock)

    later(clock, minutes=59, seconds=59)
    await database.run(tick)
    before = await queued(database)
    later(clock, seconds=1)
    for _ in range(2):
        await database.run(tick)

    assert (plan.state, before) == (BroadcastState.PLANNED, [])
    assert await queued(database) == sorted(EVERYBODY)


async def test_what_is_planned_goes_to_those_of_the_yes_but_who_has_left_since(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    plan = await planned(database, clock)
    await leaves(database, BINTOU)
    await leaves(database, AWA, Status.SUSPENDED)
    await database.run(lambda work: register(work, person("M040", "Noël")))

    later(clock, hours=1)
    await database.run(tick)

    assert await queued(database) == sorted({*EVERYBODY} - {BINTOU.number})
    assert await database.run(lambda work: work.broadcasts.members(plan.id)) == sorted({*EVERYBODY} - {BINTOU.number})


async def test_what_is_planned_can_be_stopped_until_it_leaves(database: Database, clock: StandingClock) -> None:
    await gather(database)
    plan = await planned(database, clock)
    later(clock, minutes=59)

    await database.run(stopping(SYLVIE, plan.id))
    later(clock, hours=1)
    await database.run(tick)

    assert await queued(database) == []


async def test_what_is_endorsed_before_its_hour_waits_for_it_and_after_it_leaves_at_once(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    early, late = [await planned(database, clock, CHIMENE) for _ in range(2)]

    waits = await database.run(endorsing(HILAIRE, early.id))
    later(clock, hours=1)
    leaves_now = await database.run(endorsing(HILAIRE, late.id))

    assert (waits.state, leaves_now.state) == (BroadcastState.PLANNED, BroadcastState.SENT)


@pytest.mark.parametrize("seconds", [0, -1])
async def test_an_hour_that_has_gone_by_is_refused(database: Database, clock: StandingClock, seconds: int) -> None:
    await gather(database)
    draft = replace(TO_ALL, leaves_at=clock.now() + timedelta(seconds=seconds))

    refused = await refusal(database, lambda work: messages.outline(work, acting(HILAIRE), draft))

    assert refused.reason is Reason.PAST_DATE


async def test_a_correction_goes_to_the_same_people_with_the_first_words_and_their_day(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    first = await sends(database, "section:Lyon")
    await database.run(lambda work: register(work, person("M040", "Noël", section="Lyon")))
    later(clock, days=2)

    correction = await database.run(drafted(SYLVIE, Draft(text="À 16 h.", corrects=first.id)))

    assert (correction.kind, correction.corrects) == (BroadcastKind.CORRECTION, first.id)
    assert await queued(database, "message_corrected") == ["M005"]
    assert (await body_of(database, "message_corrected"))["first"] == {"text": TEXT, "on": "2026-11-21"}


async def test_a_correction_can_be_corrected_and_its_author_of_the_commission_asks_again(database: Database) -> None:
    await gather(database)
    first = await sends(database, member=CHIMENE)
    unsent = await refusal(database, drafted(CHIMENE, Draft(text="À 16 h.", corrects=first.id)))
    await database.run(endorsing(HILAIRE, first.id))

    second = await database.run(drafted(CHIMENE, Draft(text="À 16 h.", corrects=first.id)))
    await database.run(endorsing(HILAIRE, second.id))
    third = await database.run(drafted(HILAIRE, Draft(text="À 17 h.", corrects=second.id)))

    assert unsent.reason is Reason.NOT_YET
    assert (second.state, third.state) == (BroadcastState.PROPOSED, BroadcastState.SENT)
    assert third.body["first"]["text"] == "À 16 h."


async def test_what_is_made_from_a_meeting_is_not_corrected_by_words(database: Database) -> None:
    await gather(database)
    new = NewBroadcast(kind=BroadcastKind.MINUTES, audience="convened", body={})
    minutes = await database.run(lambda work: broadcasting.send(work, acting(HILAIRE), new, [AWA.number]))

    with pytest.raises(MbongiError, match="not in words"):
        await database.run(drafted(HILAIRE, Draft(text="Non.", corrects=minutes.id)))


@pytest.mark.parametrize(("length", "taken"), [(0, False), (1, True), (LONGEST, True), (LONGEST + 1, False)])
async def test_a_message_has_words_and_no_more_than_one_message_holds(
    database: Database, length: int, *, taken: bool
) -> None:
    await gather(database)
    draft = replace(TO_ALL, text=" " + "x" * length)

    if taken:
        assert (await database.run(drafted(HILAIRE, draft))).state is BroadcastState.SENT
    else:
        with pytest.raises(MbongiError, match="characters"):
            await database.run(drafted(HILAIRE, draft))


async def test_an_audience_in_which_nobody_is_gets_nothing(database: Database) -> None:
    await gather(database)

    refused: Decision = await refusal(database, drafted(HILAIRE, Draft(audience="commission:culture", text=TEXT)))

    assert refused.reason is Reason.AUDIENCE_EMPTY
    assert await database.run(lambda work: work.broadcasts.all()) == []


async def test_each_step_is_in_the_audit_by_who_took_it(database: Database, clock: StandingClock) -> None:
    await gather(database)
    proposed = await sends(database, member=CHIMENE)
    await database.run(endorsing(ROSINE, proposed.id))
    plan = await planned(database, clock)
    await database.run(stopping(SYLVIE, plan.id))
    second = await planned(database, clock)
    later(clock, hours=1)
    await database.run(tick)

    def steps(work: UnitOfWork) -> dict[str, list[tuple[str, int]]]:
        rows = {who: work.audit.about(who) for who in ("M005", "M003", "M001", "M002", "scheduler")}
        return {
            who: [(row["action"], row["body"]["broadcast"]) for row in done if "broadcast" in row["body"]]
            for who, done in rows.items()
        }

    assert await database.run(steps) == {
        "M005": [("broadcast_proposed", proposed.id)],
        "M003": [("broadcast_endorsed", proposed.id), ("broadcast_sent", proposed.id)],
        "M001": [("broadcast_planned", plan.id), ("broadcast_planned", second.id)],
        "M002": [("broadcast_stopped", plan.id)],
        "scheduler": [("broadcast_sent", second.id)],
    }
