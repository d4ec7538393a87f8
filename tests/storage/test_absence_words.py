"""Why one stayed away is forgotten on both databases: the fact stays, the words are gone from every row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

import storage
from assistant.domain.attending import Answer, Excuse
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, registered
from tests.storage.raw import query
from tests.storage.sittings import MARCH, add

SECOND = timedelta(seconds=1)
DAY = date(2026, 3, 14)


@pytest.fixture(autouse=True)
async def people(database: Database) -> None:
    await database.run(registered(AMINA, BRICE))


def _answered(work: UnitOfWork) -> tuple[int, int]:
    """A meeting of that day and one of the day after; Amina changed her reason for the first, Brice gave none."""
    first, second = (add(work, replace(MARCH, on=DAY + timedelta(days=days))) for days in (0, 1))
    said = [(first, "M012", "Opération"), (first, "M012", "Deuil"), (second, "M012", "Fièvre"), (first, "M014", "")]
    for meeting, member, reason in said:
        work.attendances.answer(meeting, member, Answer.ABSENT, reason, received_at=NOON, by=member)
    work.attendances.answer(second, "M012", Answer.PRESENT, "", received_at=NOON + SECOND, by="M012")
    return first, second


async def test_kept_reasons_are_found_by_the_day_of_the_meeting(database: Database) -> None:
    first, second = await database.run(_answered)

    async def found(last: date) -> dict[int, list[str]]:
        return await database.run(lambda work: work.attendances.explained(last))

    assert await found(DAY - timedelta(days=1)) == {}
    assert await found(DAY) == {first: ["M012"]}
    assert await found(DAY + timedelta(days=1)) == {first: ["M012"], second: ["M012"]}


async def test_all_reasons_that_a_member_gave_for_a_meeting_are_emptied_and_that_they_gave_them_stays(
    database: Database, url: str
) -> None:
    first, second = await database.run(_answered)

    counts = [await database.run(lambda work: work.attendances.forget_reasons(first, "M012")) for _ in range(2)]

    history = await database.run(lambda work: work.attendances.history(first))
    kept = await database.run(lambda work: work.attendances.history(second, "M012"))
    assert counts == [2, 0]
    assert [(each.member, each.reason, each.forgotten, each.explained) for each in history] == [
        ("M012", "", True, True),
        ("M012", "", True, True),
        ("M014", "", False, False),
    ]
    assert [(each.reason, each.forgotten) for each in kept] == [("Fièvre", False), ("", False)]
    assert {each.received_at for each in history} == {NOON}
    assert await database.run(lambda work: work.attendances.explained(DAY)) == {}
    assert query(url, "SELECT count(*) FROM rsvp WHERE reason IN ('Opération', 'Deuil')") == [(0,)]
    assert storage.verify(url) == []


@pytest.mark.parametrize(("before", "left"), [(NOON - SECOND, "Certificat vu"), (NOON, "")])
async def test_what_the_bureau_noted_by_then_is_emptied_and_its_decision_stays(
    database: Database, before: datetime, left: str
) -> None:
    first, _ = await database.run(_answered)
    decided = Excuse(first, "M012", True, "M014", NOON, "Certificat vu")
    await database.run(lambda work: work.attendances.excuse(decided))

    count = await database.run(lambda work: work.attendances.forget_notes(before, 10))

    assert count == int(not left)
    assert await database.run(lambda work: work.attendances.excuses(first)) == {"M012": replace(decided, note=left)}


@pytest.mark.parametrize(
    ("before", "last", "left"),
    [(NOON, DAY, ""), (NOON - SECOND, DAY, "Études"), (NOON, DAY - timedelta(days=1), "Études")],
)
async def test_why_a_member_was_away_is_emptied_when_that_is_over_and_was_agreed_by_then(
    database: Database, before: datetime, last: date, left: str
) -> None:
    await database.run(lambda work: work.attendances.exempt("M012", DAY, DAY, reason="Études", by="M014"))
    await database.run(lambda work: work.attendances.exempt("M014", DAY, date(2099, 1, 1), reason="Mission", by="M012"))

    count = await database.run(lambda work: work.attendances.forget_exemptions(before, last, 10))

    found = await database.run(lambda work: work.attendances.exemptions())
    assert count == int(not left)
    assert [(each.member, each.first, each.reason) for each in found] == [("M012", DAY, left), ("M014", DAY, "Mission")]


async def test_notes_and_arrangements_are_forgotten_a_few_at_a_time_each_once(database: Database) -> None:
    first, second = await database.run(_answered)

    def three_of_each(work: UnitOfWork) -> None:
        for meeting, member in ((first, "M012"), (first, "M014"), (second, "M012")):
            work.attendances.excuse(Excuse(meeting, member, False, "M014", NOON, "Sans certificat"))
            work.attendances.exempt(member, DAY, DAY, reason="Études", by="M014")

    await database.run(three_of_each)

    counts = [
        await database.run(
            lambda work: (
                work.attendances.forget_notes(NOON, 2),
                work.attendances.forget_exemptions(NOON, DAY, 2),
            )
        )
        for _ in range(3)
    ]

    assert counts == [(2, 2), (1, 1), (0, 0)]
