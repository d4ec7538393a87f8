"""Entries by hand, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import BeforeBooksError, RefusedError
from assistant.domain.ledger import Account, Kind, balance_of, member_account
from assistant.domain.manual import NewEntry
from assistant.domain.members import Member, Role, Status
from assistant.ports import Database, UnitOfWork
from assistant.rules.manual import LARGEST
from assistant.services import manual
from tests.services.people import BYLAWS, CHANNEL, open_books, person, register

OPENED = date(2025, 12, 31)
TODAY = date(2026, 3, 5)
HILAIRE = person("M001", "Hilaire", Role.PRESIDENT)
ZEPHIRIN = person("M005", "Zéphirin", Role.TREASURER)
ESTHER = person("M006", "Esther", Role.DEPUTY_TREASURER)
AWA = person("M012", "Awa")
GONE = person("M013", "Brice", status=Status.RESIGNED)
GLASS = NewEntry(member_account("M012"), Kind.MANUAL, -1500, TODAY, "un verre cassé")
BANK = NewEntry(Account.BANK, Kind.OPENING, 250000, OPENED, "relevé de décembre")


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(datetime(2026, 3, 5, 9, tzinfo=UTC))


@pytest.fixture
async def database(url: str, clock: StandingClock) -> AsyncIterator[Database]:
    opened = storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris")
    await opened.run(_found)
    yield opened
    await opened.close()


def _found(work: UnitOfWork) -> None:
    register(work, HILAIRE, ZEPHIRIN, ESTHER, AWA, GONE)
    open_books(work, OPENED, M012=4500)


def acting(member: Member) -> Actor:
    return Actor(ActorKind.MEMBER, member)


async def entered(database: Database, new: NewEntry = GLASS, by: Member = ZEPHIRIN) -> manual.Entered:
    return await database.run(lambda work: manual.enter(work, acting(by), new))


async def refused(database: Database, new: NewEntry, by: Actor) -> Decision:
    with pytest.raises(RefusedError) as refusal:
        await database.run(lambda work: manual.enter(work, by, new))
    return refusal.value.decision


async def undone(database: Database, entry: int, by: Member = ESTHER, reason: str = "c’était Brice") -> manual.Entered:
    return await database.run(lambda work: manual.undo(work, acting(by), entry, reason))


async def told(database: Database, to: str) -> list[dict[str, Any]]:
    """What was queued anew for that member, with its kind as `notice`; edits of earlier messages aside."""
    rows = await database.run(lambda work: work.outbox.since(0))
    return [{"notice": row.kind, **row.body} for row in rows if row.member == to and row.edits is None]


def _leave(work: UnitOfWork) -> None:
    """What waits is sent."""
    for row in work.outbox.claim("paper", [CHANNEL], 100):
        work.outbox.sent(row.id, f"p{row.id}")


async def balance(database: Database, day: date = TODAY) -> int:
    return balance_of(await database.run(lambda work: work.ledger.entries("M012")), day)


async def test_a_charge_counts_from_its_day_under_its_own_cause(database: Database) -> None:
    done = await entered(database, replace(GLASS, value_on=date(2026, 2, 10)))

    transfers = await database.run(lambda work: work.ledger.transfers())

    booked = transfers[-1]
    assert booked.id == done.transfer
    assert (booked.debit, booked.credit, booked.cents) == (member_account("M012"), Account.ADJUSTMENTS, 1500)
    assert (booked.kind, booked.cause, booked.author) == (Kind.MANUAL, f"manual:{done.entry.id}", "M005")
    assert [await balance(database, date(2026, 2, day)) for day in (9, 10)] == [4500, 3000]


async def test_the_member_is_told_the_amount_the_reason_and_the_new_balance(database: Database) -> None:
    await entered(database)

    (notice,) = await told(database, "M012")

    assert (notice["notice"], notice["cents"], notice["reason"]) == ("manual_entry", -1500, "un verre cassé")
    assert notice["balance"] == 4500 - 4500 - 1500


async def test_the_president_is_shown_every_entry_with_its_author(database: Database) -> None:
    await entered(database)
    await entered(database, BANK)

    charge, opening = await told(database, "M001")

    assert (charge["notice"], charge["by"], charge["name"]) == ("manual_entry_card", ZEPHIRIN.name, AWA.name)
    assert (opening["account"], opening["cents"], opening["name"]) == ("bank", 250000, None)
    assert await told(database, "M006") == []


async def test_an_opening_of_the_bank_tells_no_member(database: Database) -> None:
    done = await entered(database, BANK)

    booked = await database.run(lambda work: work.ledger.keyed(f"manual:{done.entry.id}"))

    assert booked
    assert (booked.debit, booked.credit, booked.kind) == (Account.BANK, Account.OPENING, Kind.OPENING)
    assert await told(database, "M012") == []


async def test_what_a_former_member_owes_can_be_corrected(database: Database) -> None:
    done = await entered(database, replace(GLASS, account=member_account("M013")))

    assert done.entry.account == "member:M013"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"account": "member:M005"}, Reason.SELF_CONFIRMATION),
        ({"reason": " \n"}, Reason.REASON_REQUIRED),
        ({"cents": 0}, Reason.BAD_AMOUNT),
        ({"cents": LARGEST + 1}, Reason.BAD_AMOUNT),
        ({"value_on": date(2026, 3, 6)}, Reason.FUTURE_DATE),
        ({"account": "member:M099"}, Reason.NOT_A_MEMBER),
        ({"account": Account.BANK}, Reason.NOT_A_MEMBER),
        ({"account": Account.DUES, "kind": Kind.OPENING}, Reason.NOT_A_MEMBER),
    ],
)
async def test_an_entry_that_may_not_be_is_refused_and_changes_nothing(
    database: Database, changed: dict[str, Any], reason: Reason
) -> None:
    before = await database.run(lambda work: work.ledger.transfers())

    decision = await refused(database, replace(GLASS, **changed), acting(ZEPHIRIN))

    assert decision.reason is reason
    assert await database.run(lambda work: (work.ledger.transfers(), work.manual.all())) == (before, [])
    assert await told(database, "M001") == []


async def test_nobody_enters_anything_on_their_own_account_but_the_other_treasurer_does(database: Database) -> None:
    own = replace(GLASS, account=member_account("M005"), cents=1500)

    decision = await refused(database, own, acting(ZEPHIRIN))
    done = await entered(database, own, ESTHER)

    assert (decision.reason, decision.articles) == (Reason.SELF_CONFIRMATION, ("NDZ art. 22",))
    assert done.entry.author == "M006"


@pytest.mark.parametrize("who", [HILAIRE, AWA])
async def test_only_a_treasurer_enters(database: Database, who: Member) -> None:
    decision = await refused(database, replace(GLASS, account=member_account("M006")), acting(who))

    assert (decision.reason, decision.articles) == (Reason.NOT_AUTHORISED, ("NDZ art. 22",))


async def test_nothing_counts_from_before_the_books_but_their_first_day_may_be_corrected(database: Database) -> None:
    with pytest.raises(BeforeBooksError):
        await entered(database, replace(GLASS, value_on=date(2025, 12, 30)))

    await entered(database, replace(GLASS, kind=Kind.OPENING, value_on=OPENED))

    assert await balance(database, OPENED) == 3000


async def test_an_entry_is_undone_by_its_opposite_as_of_its_own_day(database: Database) -> None:
    done = await entered(database, replace(GLASS, value_on=date(2026, 2, 10)))

    undoing = await undone(database, done.entry.id)

    opposite = (await database.run(lambda work: work.ledger.transfers()))[-1]
    assert (opposite.id, opposite.reverses, opposite.value_on) == (undoing.transfer, done.transfer, date(2026, 2, 10))
    assert await balance(database) == 4500
    assert undoing.entry.undone
    assert (undoing.entry.undone.by, undoing.entry.undone.reason) == ("M006", "c’était Brice")


async def test_an_undoing_is_told_to_the_member_and_shown_to_the_president(database: Database) -> None:
    done = await entered(database)

    await undone(database, done.entry.id)

    _, member_reads = await told(database, "M012")
    *_, president_sees = await told(database, "M001")
    assert (member_reads["undone_reason"], member_reads["balance"]) == ("c’était Brice", 0)
    assert (president_sees["notice"], president_sees["undone_by"]) == ("manual_entry_card", ESTHER.name)


async def test_the_card_changes_for_who_undoes_it_and_nothing_else_is_said(database: Database) -> None:
    done = await entered(database)
    await database.run(_leave)

    await undone(database, done.entry.id, HILAIRE)

    rows = await database.run(lambda work: work.outbox.since(0))
    assert len(await told(database, "M001")) == 1
    assert [row.body["undone_by"] for row in rows if row.edits is not None] == [HILAIRE.name]


async def test_an_entry_is_undone_once_and_the_second_reads_who_did_it(database: Database) -> None:
    done = await entered(database)
    await undone(database, done.entry.id)

    with pytest.raises(RefusedError) as refusal:
        await undone(database, done.entry.id, ZEPHIRIN)

    figures = refusal.value.decision.figures
    assert refusal.value.decision.reason is Reason.ALREADY_DECIDED
    assert (figures["state"], figures["by"]) == ("undone", ESTHER.name)
    assert await balance(database) == 4500


async def test_an_undoing_needs_a_reason(database: Database) -> None:
    done = await entered(database)

    with pytest.raises(RefusedError, match="REASON_REQUIRED"):
        await undone(database, done.entry.id, reason=" ")

    assert await balance(database) == 3000


async def test_nobody_undoes_what_stands_on_their_own_account(database: Database) -> None:
    done = await entered(database, replace(GLASS, account=member_account("M006")))

    with pytest.raises(RefusedError, match="SELF_CONFIRMATION"):
        await undone(database, done.entry.id, ESTHER)


async def test_an_entry_that_there_is_not_cannot_be_undone(database: Database) -> None:
    with pytest.raises(RefusedError, match="NOT_CONFIRMED"):
        await undone(database, 99)


async def test_a_member_without_an_office_undoes_nothing(database: Database) -> None:
    done = await entered(database)

    with pytest.raises(RefusedError, match="NOT_AUTHORISED"):
        await undone(database, done.entry.id, AWA)


async def test_the_audit_keeps_who_entered_and_undid_it_and_why(database: Database) -> None:
    done = await entered(database)
    await undone(database, done.entry.id)

    rows = await database.run(lambda work: work.audit.about("M012"))
    problems = await database.run(lambda work: work.audit.problems())

    kept = [(row["actor"], row["action"], row["body"]["reason"]) for row in rows if "reason" in row["body"]]
    assert kept == [
        ("M005", "manual_entry", "un verre cassé"),
        ("M006", "manual_entry_undone", "c’était Brice"),
    ]
    assert not problems


async def test_the_operator_may_enter_and_is_named_by_no_name(database: Database) -> None:
    await database.run(lambda work: manual.enter(work, OPERATOR, GLASS))

    (card,) = await told(database, "M001")

    assert card["by"] == ""


async def test_whether_something_may_be_entered_is_known_before_it_is(database: Database) -> None:
    def judged(work: UnitOfWork, number: str) -> bool:
        return manual.judge(work, acting(ZEPHIRIN), member_account(number)).allowed

    assert await database.run(lambda work: judged(work, "M012"))
    assert not await database.run(lambda work: judged(work, "M005"))


async def test_of_many_who_undo_at_once_from_two_processes_one_does(
    database: Database, url: str, clock: StandingClock
) -> None:
    done = await entered(database)
    other = storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris")

    async def attempt(place: int) -> Reason | None:
        try:
            await undone((database, other)[place % 2], done.entry.id, (ESTHER, HILAIRE)[place % 2])
        except RefusedError as refusal:
            return refusal.decision.reason
        return None

    outcomes = await asyncio.gather(*map(attempt, range(20)))
    problems = await other.run(lambda work: work.audit.problems())
    await other.close()

    assert sorted(outcomes, key=str) == [*[Reason.ALREADY_DECIDED] * 19, None]
    assert await balance(database) == 4500
    assert not problems
