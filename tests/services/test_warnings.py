"""Written warnings and their proof, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.ledger import Method
from assistant.domain.members import Role, Status, StatusChange
from assistant.domain.messages import Delivery, Lane, OutboxState
from assistant.domain.payments import PaymentState
from assistant.domain.reminding import PauseReason, Telling, ToldBy, WarningKind, WarningLetter
from assistant.ports import Database, UnitOfWork
from assistant.services import pauses, warnings
from assistant.services.tick import tick
from tests.services.debtors import AWA, BRICE, DAY, ESTHER, NINE, kept_at, owing, queued
from tests.services.people import CHANNEL, open_books, pays, person, register

TODAY = NINE.date()
PRESIDENT = Actor(ActorKind.MEMBER, AWA)
FIRMIN = person("M013", "Firmin")
USES: dict[str, Callable[[UnitOfWork, Actor], object]] = {
    "looked at": lambda work, actor: warnings.about(work, actor, "M012"),
    "issued": lambda work, actor: warnings.issue(work, actor, "M012", again=True),
    "noted": lambda work, actor: warnings.note(work, actor, 1, by=ToldBy.LETTER, on=TODAY),
}


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NINE)


@pytest.fixture
async def database(url: str, clock: StandingClock) -> AsyncIterator[Database]:
    """Esther owes 80,00 € and has a chat; Firmin owes as much and has none."""

    def found(work: UnitOfWork) -> None:
        owing(M012=-8000, M013=-8000)(work)
        register(work, FIRMIN, chat=False)

    async with kept_at(url, clock) as opened:
        await opened.run(found)
        yield opened


async def issued(database: Database, number: str = "M012", *, again: bool = False) -> WarningLetter:
    return await database.run(lambda work: warnings.issue(work, PRESIDENT, number, again=again))


async def refusal(database: Database, unit: Callable[[UnitOfWork], object]) -> Decision:
    with pytest.raises(RefusedError) as refused:
        await database.run(unit)
    return refused.value.decision


async def sent(database: Database) -> None:
    """The message leaves."""

    def leave(work: UnitOfWork) -> None:
        for row in work.outbox.claim("test", (CHANNEL,), 10):
            work.outbox.sent(row.id, "x1")

    await database.run(leave)


async def kept(database: Database, number: str = "M012") -> list[WarningLetter]:
    return await database.run(lambda work: work.warnings.of_member(number))


async def reviewed(database: Database, number: str = "M012") -> Decision:
    return (await database.run(lambda work: warnings.about(work, OPERATOR, number))).review


# Issuing


async def test_a_warning_is_kept_with_its_figures_and_leaves_by_chat_at_least_once(database: Database) -> None:
    warning = await issued(database)

    (row,) = await database.run(lambda work: [row for row in work.outbox.since(0) if row.kind == "dues_warning"])
    issuing = (warning.member, warning.kind, warning.issued_on, warning.issued_by)
    assert issuing == ("M012", WarningKind.DUES, TODAY, "M001")
    assert (warning.cents, warning.pay_by, warning.chat_state) == (8000, date(2026, 5, 5), OutboxState.PENDING)
    assert (row.member, row.to.chat, row.delivery, row.lane) == (
        "M012",
        "esther",
        Delivery.AT_LEAST_ONCE,
        Lane.NOTICE,
    )
    assert row.body == warning.body
    assert await kept(database) == [warning]


async def test_the_letter_has_all_that_it_must_say(database: Database) -> None:
    warning = await issued(database)

    assert warning.body == {
        "association": "N'DZOUANA",
        "number": "M012",
        "name": "Esther Ibara",
        "first_name": "Esther",
        "currency": "EUR",
        "issued_on": "2026-04-05",
        "overdue": 8000,
        "tolerance": 6000,
        "excess": 2000,
        "since": "2026-04-01",
        "since_or_earlier": True,
        "pay_by": "2026-05-05",
        "wait_months": 0,
        "lines": [{"on": "2026-04-01", "kind": "opening", "cause": "sheet:2026-04-01", "cents": 8000}],
        "articles": {"grave_fault": "NDZ art. 30", "standing": "NDZ art. 8", "long_arrears": "NDZ art. 9"},
        "talk_to": ["Brice Ibara"],
        "signed_by": "Awa Ibara",
        "office": "president",
    }


async def test_its_lines_are_the_charges_still_open_after_what_was_paid(
    database: Database, clock: StandingClock
) -> None:
    clock.instant = NINE.replace(month=6)
    await database.run(lambda work: pays(work, "M012", 1000))

    body = (await issued(database)).body

    assert [(line["on"], line["kind"], line["cents"]) for line in body["lines"]] == [
        ("2026-04-01", "opening", 7000),
        ("2026-05-01", "monthly", 1000),
        ("2026-06-01", "monthly", 1000),
    ]
    assert (body["overdue"], body["since_or_earlier"]) == (9000, True)


async def test_after_long_arrears_the_letter_knows_of_the_wait(database: Database) -> None:
    await database.run(lambda work: register(work, person("M014", "Grace")))
    await database.run(lambda work: open_books(work, date(2026, 4, 1), M014=-24000))

    body = (await issued(database, "M014")).body

    assert (body["wait_months"], body["excess"]) == (1, 18000)


async def test_who_signs_for_the_operator_is_left_open(database: Database) -> None:
    warning = await database.run(lambda work: warnings.issue(work, OPERATOR, "M012"))

    assert (warning.issued_by, warning.body["signed_by"], warning.body["office"]) == ("operator", None, None)


async def test_who_has_no_chat_is_warned_on_paper_and_the_message_stands_as_unreachable(database: Database) -> None:
    warning = await issued(database, "M013")

    assert warning.chat_state is OutboxState.UNREACHABLE
    assert [member for member, _ in await queued(database, "dues_warning")] == ["M013"]


@pytest.mark.parametrize(
    ("paid", "reason"),
    [(1999, None), (2000, Reason.WITHIN_TOLERANCE), (8000, Reason.UP_TO_DATE), (9000, Reason.UP_TO_DATE)],
)
async def test_who_does_not_owe_more_than_is_accepted_is_not_warned(
    database: Database, paid: int, reason: Reason | None
) -> None:
    await database.run(lambda work: pays(work, "M012", paid))

    if reason is None:
        assert (await issued(database)).cents == 6001
    else:
        decision = await refusal(database, lambda work: warnings.issue(work, PRESIDENT, "M012", again=True))
        assert (decision.reason, decision.figures["overdue"]) == (reason, max(8000 - paid, 0))
        assert await queued(database, "dues_warning") == []


async def test_who_left_is_not_warned(database: Database) -> None:
    gone = replace(ESTHER, history=(*ESTHER.history, StatusChange(date(2026, 4, 4), Status.RESIGNED)))
    await database.run(lambda work: work.members.save(gone))

    decision = await refusal(database, lambda work: warnings.issue(work, PRESIDENT, "M012"))

    assert decision.reason is Reason.NOT_A_MEMBER


async def test_a_second_warning_within_thirty_days_needs_a_yes_of_its_own(
    database: Database, clock: StandingClock
) -> None:
    await issued(database)
    clock.instant = NINE + 29 * DAY

    decision = await refusal(database, lambda work: warnings.issue(work, PRESIDENT, "M012"))
    await issued(database, again=True)
    clock.instant = NINE + 59 * DAY
    await issued(database)

    assert (decision.reason, decision.figures["warned_on"]) == (Reason.ALREADY_WARNED, TODAY)
    assert [warning.issued_on - TODAY for warning in await kept(database)] == [0 * DAY, 29 * DAY, 59 * DAY]


async def test_of_two_who_warn_at_once_one_does(url: str, database: Database, clock: StandingClock) -> None:
    async def tried(process: Database) -> Reason | None:
        try:
            await issued(process)
        except RefusedError as refused:
            return refused.decision.reason
        return None

    async with kept_at(url, clock) as other:
        found = await asyncio.gather(*(tried(process) for process in (database, other) * 10))

    assert sorted(map(str, found)) == ["ALREADY_WARNED"] * 19 + ["None"]
    assert len(await kept(database)) == 1


async def test_what_is_doubtful_is_before_the_bureau_s_eyes(database: Database) -> None:
    def doubt(work: UnitOfWork) -> None:
        pauses.bereaved(work, OPERATOR, "M012", TODAY)
        work.payments.add(
            "M012",
            cents=2000,
            method=Method.TRANSFER,
            value_on=TODAY,
            reference="",
            state=PaymentState.DECLARED,
            key=None,
        )

    await database.run(doubt)

    found = await database.run(lambda work: warnings.about(work, PRESIDENT, "M012"))

    assert (found.pending, found.pause, found.reachable, found.decision.allowed) == (
        2000,
        PauseReason.BEREAVED,
        True,
        True,
    )


@pytest.mark.parametrize("use", USES)
async def test_warnings_belong_to_the_bureau(database: Database, use: str) -> None:
    await issued(database)
    auditor = Actor(ActorKind.MEMBER, person("M015", "Hilaire", Role.CONTROL))

    decision = await refusal(database, lambda work: USES[use](work, auditor))
    await database.run(lambda work: USES[use](work, Actor(ActorKind.MEMBER, BRICE)))

    assert (decision.reason, decision.articles) == (Reason.NOT_AUTHORISED, ("NDZ art. 30",))


async def test_an_unknown_number_or_warning_is_said(database: Database) -> None:
    with pytest.raises(MbongiError, match="no member has the number M099"):
        await database.run(lambda work: warnings.issue(work, PRESIDENT, "M099"))
    with pytest.raises(MbongiError, match="there is no warning 7"):
        await database.run(lambda work: warnings.note(work, PRESIDENT, 7, by=ToldBy.CALL, on=TODAY))


# The proof


async def told(database: Database, warning: int) -> date | None:
    return await database.run(
        lambda work: next(
            warnings.told_on(work, each) for each in work.warnings.of_member("M012") if each.id == warning
        )
    )


async def test_a_message_that_left_is_the_proof(database: Database, clock: StandingClock) -> None:
    warning = await issued(database)
    before = await told(database, warning.id)
    clock.instant = NINE + DAY

    await sent(database)

    (after,) = await kept(database)
    assert before is None
    assert (after.chat_state, after.sent_at) == (OutboxState.SENT, NINE + DAY)
    assert await told(database, warning.id) == TODAY + DAY


async def test_a_letter_that_was_posted_is_noted_once_with_its_day(database: Database, clock: StandingClock) -> None:
    warning = await issued(database, "M013")
    clock.instant = NINE + 2 * DAY

    noted = await database.run(
        lambda work: warnings.note(work, PRESIDENT, warning.id, by=ToldBy.LETTER, on=TODAY + DAY, text="1A 234")
    )
    decision = await refusal(
        database, lambda work: warnings.note(work, PRESIDENT, warning.id, by=ToldBy.CALL, on=TODAY + DAY)
    )

    assert noted.telling == Telling(ToldBy.LETTER, TODAY + DAY, "M001", "1A 234")
    assert decision.reason is Reason.ALREADY_NOTED
    assert await kept(database, "M013") == [noted]


@pytest.mark.parametrize(("days", "reason"), [(-1, Reason.PAST_DATE), (0, None), (3, None), (4, Reason.FUTURE_DATE)])
async def test_it_can_only_have_been_posted_between_its_date_and_today(
    database: Database, clock: StandingClock, days: int, reason: Reason | None
) -> None:
    warning = await issued(database)
    clock.instant = NINE + 3 * DAY
    on = TODAY + days * DAY

    if reason is None:
        await database.run(lambda work: warnings.note(work, PRESIDENT, warning.id, by=ToldBy.LETTER, on=on))
        assert await told(database, warning.id) == on
    else:
        decision = await refusal(
            database, lambda work: warnings.note(work, PRESIDENT, warning.id, by=ToldBy.LETTER, on=on)
        )
        assert decision.reason is reason


async def test_issuing_and_noting_are_audited(database: Database) -> None:
    warning = await issued(database)
    await database.run(lambda work: warnings.note(work, PRESIDENT, warning.id, by=ToldBy.CALL, on=TODAY))

    audited = await database.run(lambda work: work.audit.about("M012"))

    assert [(row["action"], row["body"]) for row in audited] == [
        ("warn", {"member": "M012", "warning": warning.id, "cents": 8000}),
        ("warning_told", {"member": "M012", "warning": warning.id, "by": "call", "on": "2026-04-05"}),
    ]
    assert await database.run(lambda work: work.audit.problems()) == []


# A grave fault?


async def test_a_warning_that_reached_nobody_flags_nothing(database: Database, clock: StandingClock) -> None:
    await issued(database)
    clock.instant = NINE + 60 * DAY

    assert (await reviewed(database)).allowed is False


async def test_not_paying_is_flagged_from_the_day_after_the_warning_left_until_it_is_paid(
    database: Database, clock: StandingClock
) -> None:
    await issued(database)
    await sent(database)

    flags = []
    for days in (0, 1, 60):
        clock.instant = NINE + days * DAY
        flags.append((await reviewed(database)).allowed)
    await database.run(lambda work: pays(work, "M012", 4000))
    paid = await reviewed(database)

    assert flags == [False, True, True]
    assert (paid.allowed, paid.articles) == (False, ("NDZ art. 30",))


async def test_a_flag_changes_nothing_of_the_member(database: Database, clock: StandingClock) -> None:
    await issued(database)
    await sent(database)
    clock.instant = NINE + 60 * DAY

    flagged = await reviewed(database)
    member = await database.run(lambda work: work.members.get("M012"))

    assert flagged.figures["warned_on"] == TODAY
    assert member == ESTHER


async def test_a_warning_of_today_does_not_hide_the_one_before(database: Database, clock: StandingClock) -> None:
    await issued(database)
    await sent(database)
    clock.instant = NINE + 31 * DAY
    await issued(database)
    await sent(database)

    assert (await reviewed(database)).figures["warned_on"] == TODAY


@pytest.mark.parametrize("leaves", [True, False])
async def test_a_later_reminder_knows_of_the_warning_that_reached_the_member(
    database: Database, clock: StandingClock, leaves: bool
) -> None:
    await issued(database)
    if leaves:
        await sent(database)
    clock.instant = NINE.replace(month=5)

    await database.run(tick)

    told = dict(await queued(database))
    assert (told["M012"]["warned"], told["M013"]["warned"]) == (leaves, False)
