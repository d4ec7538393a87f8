from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.aid import EventKind
from assistant.domain.claims import ClaimDecision, ClaimState, NewClaim
from assistant.domain.errors import MbongiError
from assistant.domain.ledger import balance_of
from assistant.domain.messages import Delivery, OutboxState
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, dues, message, update
from tests.storage.raw import execute, query


def live(work: UnitOfWork) -> None:
    """A little of everything."""
    for member in (AMINA, BRICE):
        work.members.save(member)
    work.ledger.record([dues(AMINA, 4), dues(BRICE, 4)], OPERATOR)
    work.inbox.receive([update(7)])
    work.book.put("bylaws", "ndzouana")
    event = work.claims.open_event()
    claim = work.claims.add(
        NewClaim(EventKind.BIRTH, "M012", NOON.date(), relative="Ève"), event,
        declared_by="M012", declared_on=NOON.date(), announced_on=NOON.date(), consent=True,
    )  # fmt: skip
    work.claims.decide(claim, ClaimDecision(ClaimState.REFUSED, "M014", NOON, "twice"))
    work.helps.add("M014", "Notre toit a brûlé.")
    for one in (message("1"), message("2", delivery=Delivery.AT_MOST_ONCE), message("3")):
        work.outbox.put(one)


@pytest.fixture
async def restored(
    database: Database, url: str, tmp_path: Path, clock: StandingClock
) -> AsyncIterator[tuple[str, Database]]:
    """What comes back, in SQLite, of a copy whose second message was on its way."""
    await database.run(live)
    await database.run(lambda work: work.outbox.sent(3, "99"))
    await database.run(lambda work: work.outbox.claim("one", ["telegram"], 1))
    storage.backup(url, tmp_path / "copy.gz")
    place = f"sqlite:///{tmp_path / 'restored' / 'mbongi.db'}"
    storage.restore(tmp_path / "copy.gz", place)
    opened = storage.open_database(place, bylaws=bylaws.load("ndzouana"), clock=clock, timezone="Europe/Paris")
    yield place, opened
    await opened.close()


async def test_everything_comes_back(database: Database, restored: tuple[str, Database]) -> None:
    place, copy = restored

    for part in (
        lambda work: work.members.all(),
        lambda work: work.ledger.transfers(),
        lambda work: work.audit.about("M012"),
        lambda work: work.inbox.waiting(10),
        lambda work: work.book.get("bylaws"),
        lambda work: work.claims.events(),
        lambda work: work.claims.all(),
        lambda work: work.helps.open(),
    ):
        assert await copy.run(part) == await database.run(part)
    assert storage.verify(place) == []


async def test_nothing_leaves_a_restored_database_until_it_is_released(restored: tuple[str, Database]) -> None:
    place, copy = restored
    held = await copy.run(lambda work: work.outbox.in_state(OutboxState.HELD))
    new = await copy.run(lambda work: work.outbox.put(message("4")))
    before = await copy.run(lambda work: work.outbox.claim("two", ["telegram"], 9))

    storage.release(place)

    after = await copy.run(lambda work: work.outbox.claim("two", ["telegram"], 9))
    unsure = await copy.run(lambda work: work.outbox.in_state(OutboxState.UNSURE))
    assert [row.to.chat for row in held] == ["1", "2"]
    assert (new, before) == (4, [])
    assert [row.to.chat for row in after] == ["1", "4"]
    assert [row.to.chat for row in unsure] == ["2"]
    assert storage.verify(place) == []


async def test_a_copy_is_restored_where_it_was_made(
    database: Database, place: str, tmp_path: Path, clock: StandingClock
) -> None:
    await database.run(live)
    storage.backup(place, tmp_path / "copy.gz")
    here = f"sqlite:///{tmp_path / 'other.db'}"
    if not place.startswith("sqlite"):
        schema = place.rpartition("%3D")[2]
        await database.close()
        execute(place, f"DROP SCHEMA {schema} CASCADE", f"CREATE SCHEMA {schema}")
        here = place

    storage.restore(tmp_path / "copy.gz", here)

    opened = storage.open_database(here, bylaws=bylaws.load("ndzouana"), clock=clock, timezone="Europe/Paris")
    following = await opened.run(lambda work: (work.outbox.put(message("4")), work.inbox.receive([update(8)])))
    opening = await opened.run(lambda work: (work.claims.open_event(), work.helps.add("M012", "")))
    recorded = await opened.run(lambda work: work.ledger.record([dues(AMINA, 5)], OPERATOR))
    await opened.close()
    assert following == (4, 1)
    assert opening == (2, 2)
    assert recorded == [3]
    assert storage.verify(here) == []


async def test_a_copy_of_the_version_before_is_restored_and_brought_up(
    database: Database, place: str, tmp_path: Path, clock: StandingClock
) -> None:
    await database.run(live)
    storage.backup(place, tmp_path / "copy.gz")
    of_the_version_before(tmp_path / "copy.gz")
    here = f"sqlite:///{tmp_path / 'other.db'}"
    if not place.startswith("sqlite"):
        schema = place.rpartition("%3D")[2]
        await database.close()
        execute(place, f"DROP SCHEMA {schema} CASCADE", f"CREATE SCHEMA {schema}")
        here = place

    storage.restore(tmp_path / "copy.gz", here)

    opened = storage.open_database(here, bylaws=bylaws.load("ndzouana"), clock=clock, timezone="Europe/Paris")
    found = await opened.run(lambda work: (len(work.members.all()), work.claims.all(), work.claims.open_event()))
    await opened.close()
    assert found == (2, [], 1)
    assert storage.verify(here) == []


def of_the_version_before(file: Path) -> None:
    """The copy as it was before there was mutual aid."""
    heading, *lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)[:-1]
    kept, dropped = [heading.replace(b'"revision":"0003"', b'"revision":"0002"')], False
    for line in lines:
        if line.startswith(b"{"):
            dropped = json.loads(line)["table"] in {"aid_event", "claim", "help_request", "document_view"}
        if not dropped:
            kept.append(line)
    content = b"".join(kept)
    end = {"lines": len(kept), "sha256": hashlib.sha256(content).hexdigest()}
    file.write_bytes(gzip.compress(content + json.dumps(end).encode() + b"\n"))


async def test_a_copy_made_under_load_is_a_moment_between_units(database: Database, url: str, tmp_path: Path) -> None:
    """Each unit writes two transfers and counts them: no copy may show one without the other."""
    await database.run(live)
    stop, counted = asyncio.Event(), asyncio.Event()

    def unit(work: UnitOfWork) -> None:
        work.lock("count")
        number = int(work.book.get("count") or 0)
        for member in (AMINA, BRICE):
            row = dues(member, 5)
            work.ledger.record([type(row)(row.debit, row.credit, 1, row.kind, row.value_on, f"x:{number}")], OPERATOR)
        work.book.put("count", str(number + 1))

    async def load() -> None:
        while not stop.is_set():
            await database.run(unit)
            counted.set()

    working = [asyncio.create_task(load()) for _ in range(4)]
    for number in range(5):
        counted.clear()
        await asyncio.wait_for(counted.wait(), 60)
        await asyncio.to_thread(storage.backup, url, tmp_path / f"copy{number}.gz")
    stop.set()
    await asyncio.gather(*working)

    counts = []
    for number in range(5):
        place = f"sqlite:///{tmp_path / f'place{number}.db'}"
        storage.restore(tmp_path / f"copy{number}.gz", place)
        assert storage.verify(place) == []
        (count,) = query(place, "SELECT coalesce(max(value), '0') FROM book WHERE name = 'count'")[0]
        (rows,) = query(place, "SELECT count(*) FROM transfer")[0]
        assert rows == 2 + 2 * int(count)
        counts.append(int(count))
    assert counts == sorted(counts)
    assert counts[-1] > 0


async def test_a_copy_is_restored_into_an_empty_place_alone(database: Database, url: str, tmp_path: Path) -> None:
    await database.run(live)
    storage.backup(url, tmp_path / "copy.gz")

    with pytest.raises(MbongiError, match="restore into an empty place"):
        storage.restore(tmp_path / "copy.gz", url)

    assert balance_of(await database.run(lambda work: work.ledger.entries("M012")), NOON.date()) == -1000


@pytest.mark.parametrize("harm", ["cut", "changed", "shortened", "text", "other"])
async def test_a_copy_that_is_not_whole_is_refused(database: Database, url: str, tmp_path: Path, harm: str) -> None:
    await database.run(live)
    file, place = tmp_path / "copy.gz", tmp_path / "restored.db"
    storage.backup(url, file)
    content = file.read_bytes()
    lines = gzip.decompress(content).splitlines(keepends=True)
    harmed = {
        "cut": content[:-20],
        "changed": gzip.compress(b"".join(lines).replace(b"Amina", b"Annie")),
        "shortened": gzip.compress(b"".join(lines[:-1])),
        "text": b"hello",
        "other": gzip.compress(b'{"format":"another"}\n{}\n'),
    }
    file.write_bytes(harmed[harm])

    with pytest.raises(MbongiError, match=r"no whole backup|changed or cut short|no backup of this program"):
        storage.restore(file, f"sqlite:///{place}")

    assert not place.exists()


async def test_a_copy_never_overwrites_and_is_its_owners_alone(url: str, tmp_path: Path) -> None:
    file = tmp_path / "copy.gz"
    storage.backup(url, file)

    with pytest.raises(MbongiError, match="exists already"):
        storage.backup(url, file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert not file.with_name("copy.gz.part").exists()
