"""What is sent to many reaches each once, by the ways that the bylaws want, and the report says what became of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.broadcasts import Broadcast, BroadcastKind, BroadcastState, NewBroadcast, Reach
from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.members import Member, Status
from assistant.domain.messages import Delivery, Lane, OutboxState
from assistant.domain.reminding import ToldBy
from assistant.ports import Database, UnitOfWork
from assistant.services import broadcasting
from assistant.services.broadcasting import Report
from assistant.services.notify import MAIL
from tests.services.bureau import AWA, BINTOU, HILAIRE, TODAY, acting, later, refusal
from tests.services.people import BYLAWS, person, register, voted
from tests.services.writing import CHIMENE, DIANE, gather, loses_chat, queued, sends

THREE = (AWA, BINTOU, DIANE)
"""Awa has a chat and an address, Bintou a chat, Diane an address."""
SUMMONS = NewBroadcast(kind=BroadcastKind.CONVOCATION, audience="convened", body={"meeting": "1"}, meeting=None)


async def opened(folder: Path, clock: StandingClock, bylaws: Bylaws) -> Database:
    """A database from which e-mail leaves."""
    made = storage.throwaway(folder / "post.db", bylaws=bylaws, clock=clock, timezone="Europe/Paris", can_mail=True)
    await gather(made)
    return made


@pytest.fixture
async def post(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    """With the bylaws as they are shipped: copies by e-mail to who has no chat."""
    made = await opened(tmp_path, clock, BYLAWS)
    yield made
    await made.close()


@pytest.fixture
async def all_by_mail(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    """Copies by e-mail to everybody who has an address."""
    made = await opened(tmp_path, clock, voted("meetings", "convocation_email", "all", TODAY))
    yield made
    await made.close()


async def send(database: Database, people: Sequence[Member] = THREE, new: NewBroadcast = SUMMONS) -> Broadcast:
    numbers = [member.number for member in people]
    return await database.run(lambda work: broadcasting.send(work, acting(HILAIRE), new, numbers))


async def reported(database: Database, broadcast: Broadcast) -> Report:
    return await database.run(lambda work: broadcasting.report(work, acting(HILAIRE), broadcast.id))


def by_reach(report: Report) -> dict[str, list[str]]:
    return {reach.value: [member.number for member in members] for reach, members in report.reached.items() if members}


async def settle(database: Database, member: Member, state: OutboxState, kind: str = "meeting_convened") -> None:
    """What became of that member's message."""

    def unit(work: UnitOfWork) -> None:
        row = next(row for row in work.outbox.since(0) if row.member == member.number and row.kind == kind)
        if state is OutboxState.SENT:
            work.outbox.sent(row.id, "1")
        else:
            work.outbox.settle(row.id, state)

    await database.run(unit)


async def test_each_gets_one_message_in_the_slow_lane_with_the_same_words(database: Database) -> None:
    await gather(database)

    sent = await send(database, (AWA, BINTOU))

    rows = await database.run(lambda work: work.outbox.since(0))
    assert sent.state is BroadcastState.SENT
    assert [(row.member, row.lane, row.delivery, row.kind) for row in rows] == [
        ("M012", Lane.BULK, Delivery.AT_LEAST_ONCE, "meeting_convened"),
        ("M013", Lane.BULK, Delivery.AT_LEAST_ONCE, "meeting_convened"),
    ]
    assert {str(row.body) for row in rows} == {str(dict(SUMMONS.body))}


async def test_what_was_sent_is_not_sent_again(database: Database) -> None:
    await gather(database)
    sent = await send(database)

    with pytest.raises(MbongiError, match="cannot be sent"):
        await database.run(lambda work: broadcasting.deliver(work, acting(HILAIRE), sent))


@pytest.mark.parametrize(
    ("kind", "notice"),
    [
        (BroadcastKind.CONVOCATION, "meeting_convened"),
        (BroadcastKind.CHANGE, "meeting_changed"),
        (BroadcastKind.CALLING_OFF, "meeting_called_off"),
        (BroadcastKind.MINUTES, "minutes_sent"),
        (BroadcastKind.MESSAGE, "message_sent"),
        (BroadcastKind.CORRECTION, "message_corrected"),
    ],
)
async def test_each_kind_has_its_notice_and_its_e_mail(post: Database, kind: BroadcastKind, notice: str) -> None:
    await send(post, new=NewBroadcast(kind=kind, audience="convened", body={}))

    assert await queued(post, notice) == ["M012", "M013", "M014"]
    assert DIANE.number in await queued(post, f"{notice}_mail")


async def mails(database: Database) -> dict[str, str]:
    rows = await database.run(lambda work: work.outbox.since(0))
    return {row.member or "": row.to.chat for row in rows if row.to.channel == MAIL}


async def test_a_copy_goes_by_e_mail_to_who_has_an_address_and_no_chat(post: Database) -> None:
    await send(post)

    assert await mails(post) == {"M014": "diane@example.org"}


async def test_where_the_bylaws_want_e_mail_everybody_with_an_address_gets_one(all_by_mail: Database) -> None:
    await send(all_by_mail)

    assert await mails(all_by_mail) == {"M012": "awa@example.org", "M014": "diane@example.org"}


async def test_minutes_go_by_e_mail_to_all_whatever_the_bylaws_say_of_convocations(post: Database) -> None:
    await send(post, new=NewBroadcast(kind=BroadcastKind.MINUTES, audience="convened", body={}))

    assert await mails(post) == {"M012": "awa@example.org", "M014": "diane@example.org"}


async def test_where_no_e_mail_can_leave_none_is_queued_and_a_letter_is_needed(database: Database) -> None:
    await gather(database)

    sent = await send(database)

    assert await mails(database) == {}
    assert by_reach(await reported(database, sent)) == {"waiting": ["M012", "M013"], "unreachable": ["M014"]}


async def test_whose_chat_turns_out_to_be_gone_is_written_to_by_e_mail_once(
    post: Database, clock: StandingClock
) -> None:
    sent = await send(post, (AWA, BINTOU))
    for member in (AWA, BINTOU):
        await settle(post, member, OutboxState.UNREACHABLE)
    later(clock, hours=47)

    for _ in range(2):
        await post.run(broadcasting.release)

    assert await mails(post) == {"M012": "awa@example.org"}
    assert by_reach(await reported(post, sent)) == {"waiting": ["M012"], "unreachable": ["M013"]}


async def test_days_later_a_chat_that_is_gone_is_left_to_the_bureau(post: Database, clock: StandingClock) -> None:
    await send(post, (AWA,))
    await settle(post, AWA, OutboxState.UNREACHABLE)
    later(clock, days=2, seconds=1)

    await post.run(broadcasting.release)

    assert await mails(post) == {}


@pytest.mark.parametrize(
    ("state", "reach"),
    [
        (OutboxState.PENDING, Reach.WAITING),
        (OutboxState.SENT, Reach.ACCEPTED),
        (OutboxState.UNSURE, Reach.UNSURE),
        (OutboxState.DEAD, Reach.REFUSED),
        (OutboxState.HELD, Reach.REFUSED),
        (OutboxState.UNREACHABLE, Reach.UNREACHABLE),
    ],
)
async def test_every_recipient_is_in_the_state_of_their_message(
    database: Database, state: OutboxState, reach: Reach
) -> None:
    await gather(database)
    sent = await send(database, (BINTOU,))
    if state is not OutboxState.PENDING:
        await settle(database, BINTOU, state)

    report = await reported(database, sent)

    assert by_reach(report) == {reach.value: ["M013"]}
    assert report.complete is (reach is Reach.ACCEPTED)


async def test_it_is_complete_when_each_was_accepted_or_told(database: Database) -> None:
    await gather(database)
    sent = await send(database)
    for member in (AWA, BINTOU):
        await settle(database, member, OutboxState.SENT)
    before = await reported(database, sent)

    await tells(database, sent, DIANE)
    after = await reported(database, sent)

    assert (before.complete, by_reach(before)) == (False, {"accepted": ["M012", "M013"], "unreachable": ["M014"]})
    assert (after.complete, by_reach(after)) == (True, {"accepted": ["M012", "M013"], "told": ["M014"]})


async def tells(database: Database, sent: Broadcast, member: Member, by: ToldBy = ToldBy.CALL) -> Broadcast:
    return await database.run(
        lambda work: broadcasting.note_told(work, acting(HILAIRE), sent.id, member.number, by, note="le soir")
    )


async def test_that_somebody_was_told_is_noted_once_with_who_noted_it(database: Database) -> None:
    await gather(database)
    sent = await send(database)

    await tells(database, sent, DIANE)
    again = await refusal(
        database,
        lambda work: broadcasting.note_told(work, acting(HILAIRE), sent.id, DIANE.number, ToldBy.LETTER),
    )

    (told,) = await database.run(lambda work: [each for each in work.broadcasts.recipients(sent.id) if each.told_by])
    assert (told.member, told.told_by, told.told_on, told.noted_by) == ("M014", ToldBy.CALL, TODAY, "M001")
    assert again.reason is Reason.ALREADY_NOTED


async def test_only_who_it_was_meant_for_is_told_and_only_once_it_left(database: Database) -> None:
    await gather(database)
    sent = await send(database, (AWA,))
    waiting = await sends(database, member=CHIMENE)

    for broadcast, member in ((sent, BINTOU), (waiting, AWA)):
        with pytest.raises(MbongiError, match="was not sent to"):
            await tells(database, broadcast, member)


async def test_who_left_before_it_was_sent_is_sent_nothing_and_it_is_not_for_them_any_more(database: Database) -> None:
    await gather(database)
    number = await database.run(lambda work: work.broadcasts.add(SUMMONS, "M001", ["M012", "M013"]))
    await database.run(lambda work: register(work, person("M013", "Bintou", status=Status.RESIGNED)))

    sent = await database.run(lambda work: broadcasting.deliver(work, acting(HILAIRE), broadcasting.get(work, number)))
    report = await reported(database, sent)

    assert by_reach(report) == {"waiting": ["M012"]}
    assert await database.run(lambda work: work.broadcasts.members(number)) == ["M012"]


async def test_before_it_leaves_everybody_waits_and_nothing_is_complete(database: Database) -> None:
    await gather(database)
    proposed = await sends(database, "section:Lyon", CHIMENE)

    report = await reported(database, proposed)

    assert (report.complete, by_reach(report)) == (False, {"waiting": ["M005"]})


async def test_who_is_reached_is_for_the_bureau_to_know(database: Database) -> None:
    await gather(database)
    sent = await send(database)

    refused = [
        await refusal(database, lambda work: broadcasting.report(work, acting(CHIMENE), sent.id)),
        await refusal(database, lambda work: broadcasting.note_told(work, acting(AWA), sent.id, "M014", ToldBy.CALL)),
    ]

    assert [each.reason for each in refused] == [Reason.NOT_AUTHORISED] * 2


async def test_before_it_leaves_it_is_known_who_gets_an_e_mail_alone_and_whom_nothing_reaches(post: Database) -> None:
    await loses_chat(post, BINTOU)

    def unit(work: UnitOfWork) -> Any:
        return broadcasting.without_chat(work, [AWA, BINTOU, DIANE])

    assert await post.run(unit) == ([DIANE], [BINTOU])


async def test_a_broadcast_that_there_is_not_is_an_error(database: Database) -> None:
    with pytest.raises(MbongiError, match="no broadcast 7"):
        await database.run(lambda work: broadcasting.get(work, 7))
