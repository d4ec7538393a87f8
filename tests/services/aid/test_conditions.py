"""What a claim is looked at by, as the bureau's card shows it and nobody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.domain.aid import EventKind
from assistant.domain.claims import FiledClaim
from assistant.ports import Database
from assistant.services.aid import conditions, news
from tests.services.aid.claimants import YESTERDAY, claim, decided, declares, gather
from tests.services.bureau import AWA, TODAY
from tests.services.people import person

FRESH = person("M020", "Félicité", joined_on=date(2026, 8, 31))


async def looked_at(database: Database, filed: FiledClaim) -> dict[str, Any]:
    """The claim's conditions as they stand now."""
    return await database.run(lambda work: conditions.conditions_of(work, filed))


async def test_each_condition_has_its_figure_and_its_article(database: Database) -> None:
    await gather(database)
    filed = await declares(database, AWA, claim(EventKind.DEATH_FATHER))

    found = await looked_at(database, filed)

    assert found["tolerance"] == 6000
    assert (found["paper"], found["handed_in"], found["ceremony"]) == (None, None, False)
    assert (found["articles"]["standing"], found["articles"]["waiting"]) == ("NDZ art. 8", "NDZ art. 6")


async def test_the_waiting_period_ends_months_after_the_admission(database: Database) -> None:
    await gather(database, FRESH)
    filed = await declares(database, FRESH, claim(EventKind.DEATH_FATHER, FRESH))

    assert (await looked_at(database, filed))["covered_from"] == "2027-02-28"


async def test_a_paper_that_was_handed_in_is_known_to_have_come_even_once_it_is_erased(database: Database) -> None:
    await gather(database)
    filed = await declares(database, AWA, claim(EventKind.BIRTH, on=YESTERDAY), document=True)
    await database.run(lambda work: work.documents.erase_at(filed.subject, work.now))
    await decided(database, filed.id)

    found = await looked_at(database, filed)

    assert (found["paper"], found["handed_in"]) == ("birth_certificate", TODAY.isoformat())


@pytest.mark.parametrize(("kind", "ceremony"), [(EventKind.BAPTISM, True), (EventKind.MARRIAGE, False)])
async def test_a_ceremony_is_asked_for_by_kind(database: Database, kind: EventKind, ceremony: bool) -> None:
    await gather(database)
    filed = await declares(database, AWA, claim(kind))

    found = await looked_at(database, filed)

    assert (found["paper"], found["ceremony"]) == ("invitation", ceremony)


async def test_who_declared_it_is_not_sent_them(database: Database) -> None:
    await gather(database)
    filed = await declares(database, AWA, claim(EventKind.DEATH_FATHER))

    sent = await database.run(lambda work: news.for_member(work, filed))

    assert "conditions" not in sent
