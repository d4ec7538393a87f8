from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core.data import Transaction
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.ledger import Account, Kind, Transfer, member_account
from assistant.domain.manual import ManualEntry, Reasons, Undoing
from assistant.files.beancount import ACCOUNTS, account_name, to_beancount

PAID = Transfer(
    id=3,
    debit=Account.BANK,
    credit="member:M012",
    cents=3005,
    kind=Kind.PAYMENT,
    value_on=date(2026, 1, 5),
    recorded_at=datetime(2026, 1, 6, 12, tzinfo=UTC),
    author="M005",
    cause="payment:7",
    key=None,
    due_on=None,
    reverses=None,
)

NONE = Reasons([])
OTHERS = sorted(ACCOUNTS)
NUMBERS = st.from_regex(r"[A-Z0-9][A-Z0-9._/-]{0,5}", fullmatch=True) | st.sampled_from(["É1", "XÉ1", "-1", "M 1", "x"])
"""Member numbers, sound and odd; on the register no two differ by case alone."""
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ['a "b" \\ c', "two\nlines", "\x00", "#tag ^link", "; remark", "1\u2028* 2", "\\", '"']
)
NEW = st.builds(
    replace,
    st.just(PAID),
    credit=NUMBERS.map(member_account),
    debit=st.sampled_from(OTHERS),
    cents=st.integers(1, 10**12),
    kind=st.sampled_from(Kind),
    value_on=st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    author=TEXTS,
    cause=TEXTS | st.sampled_from(["manual:1", "manual:2", "manual:3"]),
    due_on=st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31)),
)


def entry(number: int, reason: str) -> ManualEntry:
    """An entry by hand under that id."""
    return ManualEntry(number, PAID.credit, Kind.MANUAL, 3005, PAID.value_on, reason, "M005", PAID.recorded_at)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Transfer]:
    """Transfers in either direction, and reversals of some of them."""
    rows: list[Transfer] = []
    for new in draw(st.lists(NEW, max_size=8)):
        debit, credit = draw(st.permutations([new.debit, new.credit]))
        rows.append(replace(new, id=len(rows) + 1, debit=debit, credit=credit))
    for row in draw(st.lists(st.sampled_from(rows), unique=True)) if rows else ():
        undone = replace(row, debit=row.credit, credit=row.debit, id=len(rows) + 1, reverses=row.id)
        rows.append(undone)
    return rows


def ours(rows: Sequence[Transfer]) -> Counter[str]:
    """What was debited less what was credited, in cents, by the account's name there."""
    found: Counter[str] = Counter()
    for row in rows:
        found[account_name(row.debit)] += row.cents
        found[account_name(row.credit)] -= row.cents
    return found


def theirs(content: bytes) -> tuple[Counter[str], list[Any]]:
    """The balances that Beancount itself finds, and what it complains of."""
    entries, errors, _ = loader.load_string(content.decode())
    found: Counter[str] = Counter()
    for entry in entries:
        for posting in entry.postings if isinstance(entry, Transaction) else ():
            assert posting.units is not None
            assert posting.units.number is not None
            found[posting.account] += int(posting.units.number * Decimal(100))
    return found, errors


@given(ledgers(), TEXTS, st.lists(TEXTS, max_size=3))
def test_beancount_takes_any_ledger_and_finds_the_same_balances(
    rows: list[Transfer], title: str, told: list[str]
) -> None:
    reasons = Reasons(entry(number, why) for number, why in enumerate(told, start=1))

    found, errors = theirs(to_beancount(rows, title, "EUR", reasons))

    assert not errors
    assert found == ours(rows)


def test_the_program_that_checks_such_files_has_nothing_to_say(tmp_path: Path) -> None:
    undone = replace(PAID, id=4, debit=PAID.credit, credit=PAID.debit, reverses=3)
    path = tmp_path / "books.beancount"
    path.write_bytes(to_beancount([PAID, undone], "N'DZOUANA", "EUR", NONE))

    checked = subprocess.run(  # noqa: S603 - a program of the tests, on a file of theirs
        [Path(sys.executable).with_name("bean-check"), path], capture_output=True, text=True, check=False
    )

    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_the_reason_of_an_entry_by_hand_stands_with_its_transfer_and_that_of_its_undoing_with_the_other() -> None:
    by_hand = replace(PAID, cause="manual:7")
    undone = replace(by_hand, id=4, debit=PAID.credit, credit=PAID.debit, reverses=3)
    why = replace(entry(7, 'told "so"\nby Awa'), undone=Undoing("M006", PAID.recorded_at, "it was Brice"))

    content = to_beancount([by_hand, undone, replace(PAID, id=5)], "Books", "EUR", Reasons([why])).decode()

    assert [line for line in content.splitlines() if "reason:" in line] == [
        '  reason: "told \\"so\\" by Awa"',
        '  reason: "it was Brice"',
    ]


@pytest.mark.parametrize(
    ("number", "name"), [("m012", "M012"), ("M.1", "M-2E-1"), ("É1", "X--C9-1"), ("XÉ1", "X-C9-1"), ("ß", "X--DF-")]
)
def test_a_number_becomes_a_name_that_beancount_takes(number: str, name: str) -> None:
    assert account_name(f"member:{number}") == f"Assets:Members:{name}"


def test_every_account_of_the_books_has_a_name_there() -> None:
    accounts = {value for name, value in vars(Account).items() if name.isupper()}

    assert set(ACCOUNTS) == accounts


def test_numbers_that_differ_have_names_that_differ() -> None:
    numbers = ["M012", "M.12", "M-12", "M/12", "M_12", "M-2E-12"]

    assert len({account_name(f"member:{number}") for number in numbers}) == len(numbers)


def test_a_file_opens_each_account_on_its_first_day_and_writes_each_transfer() -> None:
    undone = replace(PAID, id=4, debit=PAID.credit, credit=PAID.debit, reverses=3, cause='a "b" \\ c\nd')

    content = to_beancount([PAID, undone], "N'DZOUANA", "EUR", NONE).decode()

    assert content == (
        'option "title" "N\'DZOUANA"\n'
        'option "operating_currency" "EUR"\n'
        "\n"
        "2026-01-05 open Assets:Bank EUR\n"
        "2026-01-05 open Assets:Members:M012 EUR\n"
        "\n"
        '2026-01-05 * "payment" "payment:7"\n'
        "  transfer: 3\n"
        '  author: "M005"\n'
        '  recorded: "2026-01-06T12:00:00+00:00"\n'
        "  Assets:Bank  30.05 EUR\n"
        "  Assets:Members:M012  -30.05 EUR\n"
        "\n"
        '2026-01-05 * "payment" "a \\"b\\" \\\\ c d"\n'
        "  transfer: 4\n"
        '  author: "M005"\n'
        '  recorded: "2026-01-06T12:00:00+00:00"\n'
        "  reverses: 3\n"
        "  Assets:Members:M012  30.05 EUR\n"
        "  Assets:Bank  -30.05 EUR\n"
    )
