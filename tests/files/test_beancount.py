from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from assistant.domain.ledger import Account, Kind, Transfer
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


def test_every_account_of_the_books_has_a_name_there() -> None:
    accounts = {value for name, value in vars(Account).items() if name.isupper()}

    assert set(ACCOUNTS) == accounts


def test_numbers_that_differ_have_names_that_differ() -> None:
    numbers = ["M012", "M.12", "M-12", "M/12", "M_12", "M-2E-12"]

    assert len({account_name(f"member:{number}") for number in numbers}) == len(numbers)


def test_a_file_opens_each_account_on_its_first_day_and_writes_each_transfer() -> None:
    undone = replace(PAID, id=4, debit=PAID.credit, credit=PAID.debit, reverses=3, cause='a "b" \\ c\nd')

    content = to_beancount([PAID, undone], "N'DZOUANA", "EUR").decode()

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
