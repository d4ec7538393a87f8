"""Documents stand sealed in the database, and are emptied when they have served."""

from __future__ import annotations

import base64
import gzip
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.domain.documents import Document, DocumentView
from assistant.domain.errors import NoSecretKeyError
from assistant.ports import Database, UnitOfWork
from tests.storage import raw
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, registered

PHOTO = b"\xff\xd8\xff OKEMBA AMINA, virement de 20,00 euros"
DAY = timedelta(days=1)


@asynccontextmanager
async def opened(url: str, clock: StandingClock, key: str | None = "secret") -> AsyncIterator[Database]:
    database = storage.open_database(
        url, bylaws=bylaws.load("ndzouana"), clock=clock, timezone="Europe/Paris", secret_key=key
    )
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def sealed(url: str, clock: StandingClock) -> AsyncIterator[Database]:
    async with opened(url, clock) as database:
        await database.run(registered(AMINA, BRICE))
        yield database


def keep(about: str = "draft:M012", member: str = "M012", content: bytes = PHOTO) -> Callable[[UnitOfWork], int]:
    return lambda work: work.documents.keep(about, member, "preuve.jpg", "image/jpeg", content)


async def read(database: Database, document: int) -> bytes | None:
    return await database.run(lambda work: work.documents.read(document))


async def erased(database: Database) -> int:
    return await database.run(lambda work: work.documents.erase_due())


def files(folder: Path) -> list[bytes]:
    """The database among them, where it is a file."""
    return [path.read_bytes() for path in folder.iterdir()]


@pytest.mark.parametrize("content", [PHOTO, b"\x00", bytes(range(256)) * 4096])
async def test_what_is_kept_comes_back_byte_by_byte_with_its_facts(sealed: Database, content: bytes) -> None:
    number = await sealed.run(keep(content=content))

    kept = await sealed.run(lambda work: work.documents.about("draft:M012"))
    assert await read(sealed, number) == content
    assert kept == [Document(number, "draft:M012", "M012", "preuve.jpg", "image/jpeg", len(content), NOON)]


async def test_nothing_of_the_content_can_be_read_in_the_database_or_in_a_copy(
    sealed: Database, url: str, tmp_path: Path
) -> None:
    await sealed.run(keep())

    (stored,) = raw.query(url, "SELECT content FROM document")
    storage.backup(url, tmp_path / "copy.gz")

    copied = gzip.decompress((tmp_path / "copy.gz").read_bytes())
    places = [stored[0].encode(), copied, *files(tmp_path)]
    assert b"preuve.jpg" in copied
    assert [place for place in places if b"OKEMBA AMINA" in place or base64.b64encode(PHOTO)[:20] in place] == []


async def test_the_same_content_is_sealed_differently_each_time(sealed: Database, url: str) -> None:
    await sealed.run(keep())
    await sealed.run(keep())

    first, second = raw.query(url, "SELECT content FROM document")
    assert first != second


async def test_without_a_key_nothing_is_kept(url: str, clock: StandingClock) -> None:
    async with opened(url, clock, key=None) as database:
        await database.run(registered(AMINA))

        with pytest.raises(NoSecretKeyError, match="ASSISTANT_SECRET_KEY is missing"):
            await database.run(keep())

        assert await database.run(lambda work: work.documents.of_member("M012")) == []


@pytest.mark.parametrize("key", ["another", None])
async def test_with_another_key_or_none_nothing_is_read(
    sealed: Database, url: str, clock: StandingClock, key: str | None
) -> None:
    number = await sealed.run(keep())

    async with opened(url, clock, key=key) as database:
        with pytest.raises(NoSecretKeyError, match="ASSISTANT_SECRET_KEY"):
            await read(database, number)


async def test_a_content_that_was_tampered_with_is_not_shown(sealed: Database, url: str) -> None:
    number = await sealed.run(keep())
    raw.execute(url, "UPDATE document SET content = 'gAAAAA' || substr(content, 7, 60) || 'AAAA'")

    with pytest.raises(NoSecretKeyError):
        await read(sealed, number)


@pytest.mark.parametrize(("later", "gone"), [(DAY - timedelta(seconds=1), False), (DAY, True)])
async def test_a_draft_goes_when_its_time_has_come_and_leaves_its_facts(
    sealed: Database, url: str, clock: StandingClock, later: timedelta, gone: bool
) -> None:
    number = await sealed.run(
        lambda work: work.documents.keep("draft:M012", "M012", "a.jpg", "image/jpeg", PHOTO, until=NOON + DAY)
    )

    clock.instant = NOON + later

    assert await erased(sealed) == int(gone)
    assert await read(sealed, number) == (None if gone else PHOTO)
    (facts,) = await sealed.run(lambda work: work.documents.about("draft:M012"))
    assert facts.erased_at == (clock.instant if gone else None)
    assert (raw.query(url, "SELECT count(*) FROM document WHERE content IS NULL")[0][0] == 1) is gone


async def test_a_later_draft_does_not_lengthen_the_life_of_an_earlier_one(
    sealed: Database, clock: StandingClock
) -> None:
    def draft(work: UnitOfWork) -> int:
        return work.documents.keep("draft:M012", "M012", "a.jpg", "image/jpeg", PHOTO, until=work.now + DAY)

    first = await sealed.run(draft)
    clock.instant = NOON + timedelta(hours=23)
    second = await sealed.run(draft)

    clock.instant = NOON + DAY
    await erased(sealed)

    assert (await read(sealed, first), await read(sealed, second)) == (None, PHOTO)


async def test_a_draft_that_serves_is_no_longer_to_be_erased(sealed: Database, clock: StandingClock) -> None:
    number = await sealed.run(
        lambda work: work.documents.keep("draft:M012", "M012", "a.jpg", "image/jpeg", PHOTO, until=NOON + DAY)
    )

    await sealed.run(lambda work: work.documents.move(number, "payment:7"))

    clock.instant = NOON + 400 * DAY
    assert await erased(sealed) == 0
    assert [kept.id for kept in await sealed.run(lambda work: work.documents.about("payment:7"))] == [number]
    assert await sealed.run(lambda work: work.documents.about("draft:M012")) == []


async def test_all_that_proves_a_thing_goes_and_nothing_else_does(sealed: Database, clock: StandingClock) -> None:
    first, second = await sealed.run(keep("payment:7")), await sealed.run(keep("payment:7"))
    other = await sealed.run(keep("payment:70", "M014"))

    await sealed.run(lambda work: work.documents.erase_at("payment:7", NOON + 30 * DAY))

    clock.instant = NOON + 30 * DAY
    assert await erased(sealed) == 2
    assert [await read(sealed, number) for number in (first, second, other)] == [None, None, PHOTO]


async def test_what_is_erased_once_stays_so(sealed: Database, clock: StandingClock) -> None:
    number = await sealed.run(keep("payment:7"))
    await sealed.run(lambda work: work.documents.erase_at("payment:7", NOON))
    await erased(sealed)

    clock.instant = NOON + DAY
    await sealed.run(lambda work: work.documents.erase_at("payment:7", NOON + DAY))
    await sealed.run(lambda work: work.documents.move(number, "payment:8"))

    assert await erased(sealed) == 0
    (facts,) = await sealed.run(lambda work: work.documents.of_member("M012"))
    assert (facts.about, facts.erased_at) == ("payment:7", NOON)


async def test_a_document_that_was_never_kept_is_nothing(sealed: Database) -> None:
    assert await read(sealed, 99) is None


async def test_who_was_shown_what_proves_a_thing_is_kept_each_time_oldest_first(
    sealed: Database, clock: StandingClock
) -> None:
    first, second, other = [await sealed.run(keep(about)) for about in ("claim:7", "claim:7", "claim:70")]

    for days, (document, viewer) in enumerate(
        [(second, "M014"), (first, "operator"), (second, "M014"), (other, "M012")]
    ):
        clock.instant = NOON + days * DAY
        await sealed.run(lambda work, document=document, viewer=viewer: work.documents.see(document, viewer))  # type: ignore[misc]
    seen = await sealed.run(lambda work: work.documents.views("claim:7"))

    assert seen == [
        DocumentView(second, "M014", NOON),
        DocumentView(first, "operator", NOON + DAY),
        DocumentView(second, "M014", NOON + 2 * DAY),
    ]
    assert await sealed.run(lambda work: work.documents.views("claim:8")) == []


async def test_who_was_shown_a_document_stays_known_when_it_is_moved_and_erased(sealed: Database) -> None:
    number = await sealed.run(keep())
    await sealed.run(lambda work: work.documents.see(number, "M014"))

    await sealed.run(lambda work: work.documents.move(number, "claim:7"))
    await sealed.run(lambda work: work.documents.erase_at("claim:7", NOON))
    await erased(sealed)

    assert await sealed.run(lambda work: work.documents.views("draft:M012")) == []
    assert await sealed.run(lambda work: work.documents.views("claim:7")) == [DocumentView(number, "M014", NOON)]


async def test_a_document_that_was_never_kept_is_shown_to_nobody(sealed: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await sealed.run(lambda work: work.documents.see(99, "M014"))
