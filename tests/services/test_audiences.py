"""Whom a message is for: exactly those who are so now, and only an audience that its author may know of."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.members import Member
from assistant.ports import Database, UnitOfWork
from assistant.services import audiences, books
from tests.services.bureau import AWA, BINTOU, BUREAU, HILAIRE, acting, found, refusal
from tests.services.people import open_books, pays, person
from tests.services.writing import CHIMENE, DIANE, ESTHER, EVERYBODY, gather

TOLERANCE = 6000


async def asked(database: Database, name: str, member: Member = HILAIRE, by_hand: tuple[str, ...] = ()) -> list[str]:
    who = await database.run(lambda work: audiences.audience(work, acting(member), name, by_hand))
    return [each.number for each in who]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("all", EVERYBODY),
        ("bureau", [member.number for member in BUREAU]),
        ("section:Lyon", ["M005"]),
        ("section:region", ["M014"]),
        ("commission:communication", ["M005"]),
        ("commission:culture", []),
    ],
)
async def test_an_audience_is_the_active_members_who_are_so(database: Database, name: str, numbers: list[str]) -> None:
    await gather(database)

    assert await asked(database, name) == numbers


@pytest.mark.parametrize(("joined_on", "there"), [(date(2026, 11, 21), True), (date(2026, 11, 22), False)])
async def test_who_is_on_the_register_with_a_later_day_of_admission_is_in_none_before_it(
    database: Database, joined_on: date, *, there: bool
) -> None:
    vivien = person("M071", "Vivien", joined_on=joined_on)
    await found(database, vivien)

    assert (vivien.number in await asked(database, "all")) is there


async def test_by_hand_is_whoever_is_named_and_has_not_left(database: Database) -> None:
    await gather(database)

    assert await asked(database, "hand", by_hand=("M015", "M012", "M015")) == ["M012", "M015"]
    for gone in ("M016", "M999"):
        with pytest.raises(MbongiError, match=gone):
            await asked(database, "hand", by_hand=("M012", gone))


async def test_in_arrears_is_beyond_the_tolerance_to_the_cent_and_all_others_are_up_to_date(database: Database) -> None:
    def owing(work: UnitOfWork) -> None:
        day = date(2026, 11, 21)
        open_books(work, day, M012=-TOLERANCE, M013=-TOLERANCE - 1, M015=-TOLERANCE - 1)

    await found(database, ESTHER)
    await database.run(owing)

    assert await asked(database, "arrears") == [BINTOU.number]
    assert await asked(database, "up_to_date") == sorted([AWA.number, *(member.number for member in BUREAU)])


async def test_who_has_paid_and_waits_after_long_arrears_is_in_neither(database: Database) -> None:
    """Twelve months beyond the tolerance, then all of it paid."""
    await found(database)
    await database.run(lambda work: open_books(work, date(2025, 6, 30), M012=-20000))
    owed = await database.run(lambda work: books.situation_of(work, AWA, work.today).overdue)
    before = await asked(database, "arrears")

    await database.run(lambda work: pays(work, AWA.number, owed))

    assert AWA.number in before
    assert AWA.number not in await asked(database, "arrears")
    assert AWA.number not in await asked(database, "up_to_date")


async def test_the_bureau_may_choose_all_that_somebody_is_in(database: Database) -> None:
    await gather(database)

    offered = await database.run(lambda work: audiences.offered(work, acting(HILAIRE)))

    assert offered == [
        *("all", "up_to_date", "arrears", "bureau", "section:Lyon", "section:Région"),
        *("commission:communication", "hand"),
    ]


async def test_what_others_owe_and_the_register_are_no_audience_of_the_communication_commission(
    database: Database,
) -> None:
    await gather(database)

    offered = await database.run(lambda work: audiences.offered(work, acting(CHIMENE)))
    refused = [
        await refusal(database, lambda work, name=name: audiences.audience(work, acting(CHIMENE), name, ("M012",)))  # type: ignore[misc]
        for name in ("arrears", "up_to_date", "hand")
    ]

    assert offered == ["all", "bureau", "section:Lyon", "section:Région", "commission:communication"]
    assert [each.reason for each in refused] == [Reason.NOT_AUTHORISED] * 3
    assert [each.articles for each in refused] == [("NDZ art. 5",), ("NDZ art. 5",), ("NDZ art. 32",)]


@pytest.mark.parametrize("name", ["", "everybody", "section", "commission:bureau", "commission:", "group:Famille"])
async def test_what_is_no_audience_is_an_error(database: Database, name: str) -> None:
    await gather(database)

    with pytest.raises(MbongiError, match="no audience"):
        await asked(database, name)


def test_a_yes_is_to_those_people_and_to_no_others() -> None:
    shown = audiences.fingerprint([AWA, BINTOU])

    assert audiences.fingerprint([BINTOU, AWA]) == shown
    assert audiences.fingerprint([AWA]) != shown
    assert audiences.fingerprint([AWA, DIANE]) != shown
