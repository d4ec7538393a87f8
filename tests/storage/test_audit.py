from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

import storage
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.ports import Database, UnitOfWork
from storage.ledger import COLUMNS
from storage.urls import sqlite_path
from tests.storage.people import AMINA, BRICE, dues, reversal
from tests.storage.raw import disarm, execute


def keep_books(work: UnitOfWork) -> None:
    """Transfers 1 to 4 and the audit rows 1 to 4; transfer 4 reverses the first."""
    for member in (AMINA, BRICE):
        work.members.save(member)
    work.ledger.record([dues(AMINA, 4), dues(BRICE, 4)], OPERATOR)
    work.audit.record(Actor(ActorKind.MEMBER, AMINA), "invite", {"member": "M014"})
    work.ledger.record([dues(AMINA, 5)], OPERATOR)
    work.ledger.record([reversal(1, dues(AMINA, 4))], OPERATOR)


@pytest.fixture
async def books(database: Database, url: str) -> str:
    await database.run(keep_books)
    await database.close()
    return url


CHANGES = (
    "UPDATE transfer SET cents = 1",
    "UPDATE audit SET actor = 'M014'",
    "DELETE FROM transfer",
    "DELETE FROM audit",
)
REPLACING = f"INSERT OR REPLACE INTO transfer SELECT {', '.join(COLUMNS).replace('cents', '1')} FROM transfer"  # noqa: S608


@pytest.mark.parametrize("statement", [*CHANGES, REPLACING, "TRUNCATE transfer CASCADE"])
def test_the_ledger_and_the_audit_are_append_only(books: str, statement: str) -> None:
    own = {"TRUNCATE": "postgresql", "INSERT O": "sqlite"}.get(statement[:8])
    if own and not books.startswith(own):
        return

    with pytest.raises(DBAPIError, match="append-only"):
        execute(books, statement)

    assert storage.verify(books) == []


@pytest.mark.parametrize("cents", ["'12abc'", "0", "-5", "NULL"])
def test_an_amount_is_a_whole_number_of_cents_above_zero(books: str, cents: str) -> None:
    with pytest.raises(DBAPIError):
        execute(
            books,
            f"""INSERT INTO transfer (id, debit, credit, cents, kind, value_on, recorded_at, author, cause)
 VALUES (9, 'bank', 'cash', {cents}, 'manual', '2026-04-01', 0, 'operator', 'x')""",  # noqa: S608 - constants
        )


TAMPERING = {
    "UPDATE transfer SET cents = 900 WHERE id = 3": ["Transfer 3 is not what audit row 3 saw written."],
    "UPDATE transfer SET debit = 'member:M012' WHERE id = 2": [
        "One of the transfers 1 to 2 is not what audit row 1 saw written."
    ],
    "UPDATE transfer SET debit = 'member:M999' WHERE id = 3": [
        "Transfer 3 is not what audit row 3 saw written.",
        "Transfer 3 has the debit account 'member:M999', which is no account.",
    ],
    "UPDATE transfer SET cents = 900 WHERE id = 4": [
        "Transfer 4 is not what audit row 4 saw written.",
        "Transfer 4 is not the opposite of transfer 1, which it reverses.",
    ],
    "DELETE FROM transfer WHERE id = 3": ["Transfer 3 is missing: audit row 3 saw it written."],
    """INSERT INTO transfer (id, debit, credit, cents, kind, value_on, recorded_at, author, cause)
 VALUES (5, 'bank', 'cash', 1, 'manual', '2026-04-01', 0, 'operator', 'x')""": [
        "Transfer 5 is covered by no audit row."
    ],
    "UPDATE audit SET actor = 'M014' WHERE id = 2": [
        "Audit row 2 does not follow from the row before it: it, or that one, was changed."
    ],
    "DELETE FROM audit WHERE id = 2": ["Audit row 2 is missing: row 3 stands in its place."],
}


@pytest.mark.parametrize("statement", TAMPERING)
def test_tampering_is_found_and_the_row_named(books: str, statement: str) -> None:
    disarm(books, "transfer")
    disarm(books, "audit")
    sound = storage.verify(books)

    execute(books, statement)

    assert sound == []
    assert storage.verify(books) == TAMPERING[statement]


def test_a_damaged_file_is_found(books: str) -> None:
    if not books.startswith("sqlite"):
        return
    path = sqlite_path(books)
    assert path is not None
    content = bytearray(path.read_bytes())
    for page in range(4096 * 4, len(content), 4096):
        content[page : page + 200] = b"\xff" * 200
    path.write_bytes(content)

    problems = storage.verify(books)

    assert problems
    assert "damaged" in problems[0]


async def test_a_member_sees_the_audit_rows_about_them_and_by_them(database: Database) -> None:
    await database.run(keep_books)

    about = {
        number: [row["action"] for row in await database.run(lambda work, number=number: work.audit.about(number))]  # type: ignore[misc]
        for number in ("M012", "M014", "M016")
    }

    assert about == {"M012": ["invite", "transfer", "transfer"], "M014": ["invite"], "M016": []}


async def test_the_newest_row_says_whether_anything_was_done_since(database: Database) -> None:
    before = await database.run(lambda work: work.audit.last())

    place = await database.run(lambda work: work.audit.record(OPERATOR, "invite", {"member": "M014"}))
    after = await database.run(lambda work: work.audit.last())
    await database.run(lambda work: work.book.put("a", "1"))
    same = await database.run(lambda work: work.audit.last())

    assert (before, after, same) == (0, place, place)
