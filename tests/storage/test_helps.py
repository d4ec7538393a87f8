from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from assistant.domain.claims import HelpAnswer, HelpRequest, HelpState
from assistant.ports import Database
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, registered
from tests.storage.raw import execute, query

LATER = NOON + timedelta(hours=1)
SECOND = timedelta(seconds=1)
WORDS = "Notre toit a brûlé.\nNous sommes cinq."
PROPOSED = HelpAnswer(HelpState.PROPOSED, "M016", LATER, "a month's rent", 60000)
DECLINED = HelpAnswer(HelpState.DECLINED, "M016", LATER, "the town helps")
WITHDRAWN = HelpAnswer(HelpState.WITHDRAWN, "M012", LATER)
ANSWERS = (PROPOSED, DECLINED, WITHDRAWN)


@pytest.fixture(autouse=True)
async def people(database: Database) -> None:
    await database.run(registered(AMINA, BRICE))


async def asked(database: Database, member: str = "M012", words: str = WORDS) -> int:
    return await database.run(lambda work: work.helps.add(member, words))


async def get(database: Database, request: int) -> HelpRequest:
    found = await database.run(lambda work: work.helps.get(request))
    assert found is not None
    return found


async def answer(database: Database, request: int, given: HelpAnswer) -> bool:
    return await database.run(lambda work: work.helps.answer(request, given))


async def forgotten(database: Database, before: datetime, limit: int = 10) -> int:
    return await database.run(lambda work: work.helps.forget(before, limit))


async def test_a_request_is_kept_as_it_was_asked(database: Database) -> None:
    number = await asked(database)

    assert await get(database, number) == HelpRequest(number, "M012", WORDS, NOON, HelpState.ASKED)
    assert await database.run(lambda work: work.helps.get(number + 1)) is None


async def test_requests_are_found_by_member_and_by_what_waits_oldest_first(database: Database) -> None:
    numbers = [await asked(database, member) for member in ("M012", "M014", "M012")]
    await answer(database, numbers[0], DECLINED)

    of_amina = await database.run(lambda work: [request.id for request in work.helps.of_member("M012")])
    waiting = await database.run(lambda work: [request.id for request in work.helps.open()])

    assert (of_amina, waiting) == ([numbers[0], numbers[2]], numbers[1:])


@pytest.mark.parametrize("given", ANSWERS)
async def test_an_answer_is_kept_whole_beside_the_words(database: Database, given: HelpAnswer) -> None:
    number = await asked(database)

    done = await answer(database, number, given)

    assert done
    assert await get(database, number) == HelpRequest(number, "M012", WORDS, NOON, given.state, given)


@pytest.mark.parametrize(("first", "second"), [*itertools.product(ANSWERS, repeat=2)])
async def test_a_request_is_answered_once(database: Database, first: HelpAnswer, second: HelpAnswer) -> None:
    number = await asked(database)
    await answer(database, number, first)

    again = await answer(database, number, replace(second, by="M014", words="anything else"))

    assert again is False
    assert (await get(database, number)).answer == first


async def test_a_request_that_is_not_there_is_not_answered(database: Database) -> None:
    assert await answer(database, 99, DECLINED) is False


async def test_of_many_who_answer_at_once_one_wins(database: Database, other: Database) -> None:
    number = await asked(database)
    given = [replace(ANSWERS[place % 3], by=f"M{place:03}") for place in range(40)]

    runs = [
        (other if place % 2 else database).run(lambda work, one=one: work.helps.answer(number, one))  # type: ignore[misc]
        for place, one in enumerate(given)
    ]
    done = await asyncio.gather(*runs)

    won = [one for one, first in zip(given, done, strict=True) if first]
    assert won == [(await get(database, number)).answer]


@pytest.mark.parametrize(("before", "left"), [(LATER - SECOND, WORDS), (LATER, "")])
async def test_what_was_answered_by_then_loses_its_words_and_keeps_its_answer(
    database: Database, url: str, before: datetime, left: str
) -> None:
    number = await asked(database)
    await answer(database, number, DECLINED)

    count = await forgotten(database, before)

    found = await get(database, number)
    assert (count, found.words, found.answer) == (int(not left), left, DECLINED)
    assert query(url, "SELECT count(*) FROM help_request WHERE words LIKE '%toit%'") == [(int(bool(left)),)]


async def test_a_request_that_waits_keeps_its_words_however_old_it_is(database: Database) -> None:
    number = await asked(database)

    count = await forgotten(database, NOON + timedelta(days=3650))

    assert (count, (await get(database, number)).words) == (0, WORDS)


async def test_words_are_forgotten_a_few_at_a_time_each_once(database: Database) -> None:
    numbers = [await asked(database) for _ in range(3)]
    for number in numbers:
        await answer(database, number, DECLINED)

    first = await forgotten(database, LATER, 2)
    kept = [bool((await get(database, number)).words) for number in numbers]
    counts = [await forgotten(database, LATER, 2) for _ in range(2)]

    assert (first, kept, counts) == (2, [False, False, True], [1, 0])


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE help_request SET state = 'paid'",
        "UPDATE help_request SET state = 'declined'",
        "UPDATE help_request SET state = 'declined', answered_at = 1, answered_by = 'M014'",
        "UPDATE help_request SET state = 'declined', answered_at = 1, answered_by = 'M014', answer = '', cents = 1",
        "UPDATE help_request SET state = 'proposed', answered_at = 1, answered_by = 'M014', answer = ''",
        "UPDATE help_request SET state = 'proposed', answered_at = 1, answered_by = 'M014', answer = '', cents = 0",
        "UPDATE help_request SET answered_at = 1, answered_by = 'M014', answer = ''",
        "UPDATE help_request SET cents = 100",
    ],
)
async def test_the_database_itself_refuses_what_cannot_be(database: Database, url: str, wrong: str) -> None:
    await asked(database)

    with pytest.raises(IntegrityError):
        execute(url, wrong)
