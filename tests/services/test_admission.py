"""What the service alone decides; the rule's reasons and the dialogue have tests of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.errors import RefusedError
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.members import Role, Status
from assistant.ports import Database, UnitOfWork
from assistant.services.admission import Item, admit, application, candidates, judge, record
from assistant.services.tick import tick
from tests.services.people import open_books, person, register

TODAY = date(2026, 11, 21)
TOMORROW = date(2026, 11, 22)
JEAN = person("M003", "Jean", Role.SECRETARY)
CHANTAL = person("M070", "Chantal", joined_on=None, status=Status.CANDIDATE)
AWA = Actor(ActorKind.MEMBER, person("M012", "Awa", Role.CULTURE))


def pays_on(work: UnitOfWork, day: date, cents: int = 5000) -> None:
    who = member_account("M070")
    work.ledger.record([NewTransfer(Account.BANK, who, cents, Kind.PAYMENT, day, "payment:1")], OPERATOR)


@pytest.fixture
async def complete(database: Database) -> Database:
    """Chantal's file is complete since 1 November; nothing is paid."""

    def found(work: UnitOfWork) -> None:
        register(work, JEAN, CHANTAL)
        open_books(work, date(2025, 12, 31), M003=100000)
        for item in Item:
            record(work, OPERATOR, "M070", item, date(2026, 11, 1))

    await database.run(found)
    return database


async def test_an_admission_charges_its_bill_from_that_day_and_opens_mutual_aid_after_six_months(
    complete: Database,
) -> None:
    await complete.run(lambda work: pays_on(work, TODAY))

    done = await complete.run(lambda work: admit(work, OPERATOR, "M070", TODAY))

    assert (done.member.status_on(TODAY), done.member.joined_on) == (Status.ACTIVE, TODAY)
    assert [(charge.kind, charge.cents) for charge in done.bill] == [
        (Kind.ADMISSION, 1500),
        (Kind.ANNUAL, 1500),
        (Kind.MONTHLY, 2000),
    ]
    assert done.waiting_ends_on == date(2027, 5, 21)


async def test_what_is_paid_after_the_day_of_admission_does_not_count(complete: Database) -> None:
    await complete.run(lambda work: pays_on(work, TODAY))

    with pytest.raises(RefusedError, match="ADMISSION_FEE_DUE"):
        await complete.run(lambda work: admit(work, OPERATOR, "M070", date(2026, 11, 20)))


async def test_nobody_is_admitted_twice(complete: Database) -> None:
    await complete.run(lambda work: pays_on(work, TODAY))
    await complete.run(lambda work: admit(work, OPERATOR, "M070", TODAY))

    with pytest.raises(RefusedError, match="NOT_A_CANDIDATE"):
        await complete.run(lambda work: admit(work, OPERATOR, "M070", TODAY))

    await complete.run(tick)
    charged = await complete.run(lambda work: sum(row.cents for row in work.ledger.entries("M070") if row.cents < 0))
    assert charged == -5000


@pytest.mark.parametrize("number", ["M003", "M999"])
async def test_who_is_no_candidate_is_not_admitted(complete: Database, number: str) -> None:
    with pytest.raises(RefusedError, match="NOT_A_CANDIDATE"):
        await complete.run(lambda work: admit(work, OPERATOR, number, TODAY))


async def test_a_day_to_come_is_refused_for_the_file_and_for_the_admission(complete: Database) -> None:
    await complete.run(lambda work: pays_on(work, TODAY))

    for unit in (
        lambda work: record(work, OPERATOR, "M070", Item.TEXTS, TOMORROW),
        lambda work: admit(work, OPERATOR, "M070", TOMORROW),
    ):
        with pytest.raises(RefusedError, match="FUTURE_DATE"):
            await complete.run(unit)


async def test_who_was_radiated_under_another_number_is_refused(complete: Database) -> None:
    def found(work: UnitOfWork) -> None:
        pays_on(work, TODAY)
        register(work, person("M020", "Chantal", status=Status.RADIATED), chat=False)
        work.members.save_application(replace(application(work, "M070"), former="M020"))

    await complete.run(found)

    with pytest.raises(RefusedError, match="RADIATED"):
        await complete.run(lambda work: admit(work, OPERATOR, "M070", TODAY))


async def test_a_refused_admission_changes_nothing(complete: Database) -> None:
    with pytest.raises(RefusedError):
        await complete.run(lambda work: admit(work, OPERATOR, "M070", TODAY))

    assert await complete.run(lambda work: work.members.get("M070")) == CHANTAL
    assert await complete.run(lambda work: candidates(work, OPERATOR)) == [CHANTAL]


@pytest.mark.parametrize(
    "unit",
    [
        lambda work: candidates(work, AWA),
        lambda work: judge(work, AWA, "M070", TODAY),
        lambda work: admit(work, AWA, "M070", TODAY),
        lambda work: record(work, AWA, "M070", Item.FORM, TODAY),
    ],
    ids=["candidates", "judge", "admit", "record"],
)
async def test_only_the_bureau_deals_with_admissions(complete: Database, unit: Callable[[UnitOfWork], object]) -> None:
    with pytest.raises(RefusedError, match="NOT_AUTHORISED"):
        await complete.run(unit)


async def test_every_step_names_its_author_in_the_chain(complete: Database) -> None:
    jean = Actor(ActorKind.MEMBER, JEAN)
    await complete.run(lambda work: pays_on(work, TODAY))

    await complete.run(lambda work: admit(work, jean, "M070", TODAY))

    steps = await complete.run(lambda work: [(row["actor"], row["action"]) for row in work.audit.about("M070")])
    assert [step for step in steps if step[1] in {"application", "admit"}] == [
        *[("operator", "application")] * 5,
        ("M003", "admit"),
    ]
    assert await complete.run(lambda work: work.audit.problems()) == []
