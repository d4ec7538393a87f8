from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.domain.convening import NewMeeting
from assistant.domain.errors import MbongiError, SettingsError
from assistant.domain.keyboards import Shown
from assistant.domain.meetings import SessionKind
from assistant.domain.messages import KeyAction, Keyboard
from assistant.domain.reminding import Telling, ToldBy, WarningKind
from assistant.ports import Database, UnitOfWork
from storage.migrate import SCRIPTS, make_engine, upgrade
from storage.tables import REVISION, metadata
from tests.storage.raw import execute, query

POSTGRES_SCHEMA = """
SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
 || coalesce(column_default, '') || ' ' || coalesce(collation_name, '')
 FROM information_schema.columns WHERE table_schema = current_schema()
UNION ALL SELECT 'index ' || replace(indexdef, current_schema() || '.', '') FROM pg_indexes
 WHERE schemaname = current_schema()
UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
 WHERE connamespace = current_schema()::regnamespace
UNION ALL SELECT 'trigger ' || tgname || ' ' || tgtype || ' ' || tgrelid::regclass FROM pg_trigger
 WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)
UNION ALL SELECT 'function ' || prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
ORDER BY 1"""
SQLITE_SCHEMA = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1"


def schema(url: str) -> set[str]:
    found = query(url, SQLITE_SCHEMA if url.startswith("sqlite") else POSTGRES_SCHEMA)
    return {" ".join(text.split()) for (text,) in found if "alembic_version" not in text}


def created(url: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        metadata.create_all(connection)
    engine.dispose()


def test_the_migrations_lead_to_the_tables_of_the_code(url: str, tmp_path: Path) -> None:
    if url.startswith("sqlite"):
        fresh = f"sqlite:///{tmp_path / 'fresh.db'}"
        created(fresh)
        expected = schema(fresh)
    else:
        migrated = schema(url)
        execute(
            url, "DROP SCHEMA " + url.rpartition("%3D")[2] + " CASCADE", "CREATE SCHEMA " + url.rpartition("%3D")[2]
        )
        created(url)
        assert migrated == schema(url)
        return

    assert schema(url) == expected


def test_alembic_finds_nothing_to_change(url: str) -> None:
    engine = make_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert differences == []


def test_the_newest_migration_is_the_one_the_code_asks_for() -> None:
    assert ScriptDirectory(str(SCRIPTS)).get_current_head() == REVISION


def test_every_table_is_strict_and_the_books_have_their_triggers(tmp_path: Path) -> None:
    storage.upgrade(f"sqlite:///{tmp_path / 'mbongi.db'}")
    connection = sqlite3.connect(tmp_path / "mbongi.db")

    loose = [
        name
        for name, strict in connection.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table'")
        if not strict
    ]
    triggers = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    connection.close()

    assert sorted(loose) == ["alembic_version", "sqlite_schema", "sqlite_temp_schema"]
    assert triggers == {"transfer_unchanged", "transfer_undeleted", "audit_unchanged", "audit_undeleted"}


def test_upgrading_again_changes_nothing(url: str, tmp_path: Path) -> None:
    before = schema(url)
    execute(url, "INSERT INTO book VALUES ('a', '1')")

    storage.upgrade(url)

    assert schema(url) == before
    assert query(url, "SELECT value FROM book") == [("1",)]
    assert not list(tmp_path.glob("*.before-*"))


async def test_a_database_of_the_version_before_keeps_its_data_and_gains_the_tables_of_meetings(
    place: str, clock: StandingClock
) -> None:
    upgrade(place, "0003")
    execute(
        place,
        "INSERT INTO member (number, folded, last_name, first_name) VALUES ('M012', 'm012', 'Okemba', 'Amina')",
        "INSERT INTO member_status (member, place, since, status) VALUES ('M012', 0, '2020-01-01', 'active')",
        """INSERT INTO warning (member, kind, issued_on, issued_by, cents, pay_by_on, body, told_by, told_on)
 VALUES ('M012', 'dues', '2026-02-01', 'M014', 6001, '2026-03-03', '{}', 'letter', '2026-02-02')""",
        """INSERT INTO keyboard (token, channel, account, actions, expires_at)
 VALUES ('t1', 'telegram', '42', '[["Solde",null,"balance",[]]]', 4102444800000000)""",
    )

    storage.upgrade(place)

    async with opened(place, clock) as database:
        (kept,) = await database.run(lambda work: work.warnings.of_member("M012"))
        added = await database.run(_warn_and_convene)
        buttons = await database.run(lambda work: work.dialogues.shown("telegram", "42", 10))
    assert (kept.id, kept.kind, kept.cents, kept.pay_by) == (1, WarningKind.DUES, 6001, date(2026, 3, 3))
    assert kept.telling == Telling(ToldBy.LETTER, date(2026, 2, 2), "")
    keys = (KeyAction("Solde", command="balance"),)
    assert buttons == [Shown(Keyboard("t1", "telegram", "42", keys, datetime(2100, 1, 1, tzinfo=UTC)))]
    assert added == [(1, "dues"), (2, "absences"), SessionKind.MONTHLY]
    assert storage.verify(place) == []


def test_a_database_that_came_through_every_version_has_the_tables_of_one_made_now(place: str, tmp_path: Path) -> None:
    for revision in ("0001", "0002", "0003"):
        upgrade(place, revision)
    storage.upgrade(place)
    migrated = schema(place)

    if place.startswith("sqlite"):
        fresh = f"sqlite:///{tmp_path / 'fresh.db'}"
        storage.upgrade(fresh)
        assert schema(fresh) == migrated
    assert query(place, "SELECT version_num FROM alembic_version") == [(REVISION,)]


@asynccontextmanager
async def opened(url: str, clock: StandingClock) -> AsyncIterator[Database]:
    database = storage.open_database(url, bylaws=bylaws.load("ndzouana"), clock=clock, timezone="Europe/Paris")
    yield database
    await database.close()


def _warn_and_convene(work: UnitOfWork) -> list[Any]:
    new: dict[str, Any] = {
        "issued_on": work.today,
        "issued_by": "M012",
        "cents": 0,
        "pay_by": None,
        "body": {},
        "message": None,
    }
    work.warnings.add("M012", WarningKind.ABSENCES, **new)
    meeting = work.meetings.add(
        NewMeeting(kind=SessionKind.MONTHLY, on=work.today, starts_at=work.now, place="Paris", agenda=()), "M012"
    )
    assert meeting is not None
    found = work.meetings.get(meeting)
    assert found is not None
    return [*((letter.id, letter.kind.value) for letter in work.warnings.of_member("M012")), found.kind]


def test_a_file_of_an_earlier_version_is_copied_before_it_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "mbongi.db"
    storage.upgrade(f"sqlite:///{path}")
    execute(f"sqlite:///{path}", "UPDATE alembic_version SET version_num = '0000'")

    with pytest.raises(Exception, match="0000"):
        storage.upgrade(f"sqlite:///{path}")

    copy = f"sqlite:///{tmp_path / f'mbongi.db.before-{REVISION}'}"
    assert schema(copy) == schema(f"sqlite:///{path}")
    assert query(copy, "SELECT version_num FROM alembic_version") == [("0000",)]


def test_a_database_that_is_missing_empty_or_of_another_version_is_refused_with_what_to_do(
    tmp_path: Path, clock: StandingClock
) -> None:
    path = tmp_path / "mbongi.db"

    def refused() -> str:
        with pytest.raises(MbongiError) as caught:
            storage.open_database(
                f"sqlite:///{path}", bylaws=bylaws.load("ndzouana"), clock=clock, timezone="Europe/Paris"
            )
        return str(caught.value)

    missing = refused()
    path.touch()
    empty = refused()
    storage.upgrade(f"sqlite:///{path}")
    execute(f"sqlite:///{path}", "UPDATE alembic_version SET version_num = '9999'")

    assert missing == f"there is no database at {path}: run `assistant init`"
    assert empty == "the database is empty: run `assistant init`"
    assert refused() == f"the database stands at version 9999, this program at {REVISION}: run `assistant init`"


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "data/assistant.db"])
def test_an_address_that_is_neither_sqlite_nor_postgresql_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_DATABASE_URL"):
        storage.upgrade(url)
