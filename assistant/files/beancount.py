"""The ledger as a Beancount file: an `open` directive an account, a transaction a transfer.

A transfer's debit account is debited (positive) and its credit account credited: a member who owes is an asset.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from assistant.domain.ledger import Account, Transfer, member_account
from assistant.domain.manual import Reasons
from assistant.files.amounts import format_cents
from assistant.words import visible

ACCOUNTS = {
    Account.OPENING: "Equity:Opening",
    Account.DUES: "Income:Dues",
    Account.AID: "Liabilities:Funds:Aid",
    Account.MEALS: "Liabilities:Funds:Meals",
    Account.EXPENSES: "Expenses:Association",
    Account.BANK: "Assets:Bank",
    Account.CASH: "Assets:Cash",
    Account.ADJUSTMENTS: "Equity:Adjustments",
}
_MEMBER = member_account("")
_FIRST = "X-"
"""Stands before a name that would begin with the code of a character."""


def to_beancount(transfers: Iterable[Transfer], title: str, currency: str, reasons: Reasons) -> bytes:
    """The whole file; what `bean-check` accepts. `transfers` are gone through twice."""
    lines = [f"option {_quoted('title')} {_quoted(title)}", f'option "operating_currency" "{currency}"', ""]
    lines += [f"{day} open {account} {currency}" for account, day in _opened(transfers)]
    for transfer in transfers:
        lines += ["", *_transaction(transfer, currency, reasons.of(transfer))]
    return ("\n".join(lines) + "\n").encode()


def account_name(account: str) -> str:
    """`member:M012` is `Assets:Members:M012`; what Beancount takes in no name stands as its code between dashes."""
    if not account.startswith(_MEMBER):
        return ACCOUNTS[account]
    name = "".join(map(_in_name, account.removeprefix(_MEMBER)))
    return f"Assets:Members:{_FIRST if name.startswith('-') else ''}{name}"


def _in_name(character: str) -> str:
    return character.upper() if character.isascii() and character.isalnum() else f"-{ord(character):X}-"


def _opened(transfers: Iterable[Transfer]) -> list[tuple[str, date]]:
    """Each account and the first day on which anything counts on it."""
    first: dict[str, date] = {}
    for transfer in transfers:
        for account in (account_name(transfer.debit), account_name(transfer.credit)):
            first[account] = min(transfer.value_on, first.get(account, transfer.value_on))
    return sorted(first.items(), key=lambda item: (item[1], item[0]))


def _transaction(transfer: Transfer, currency: str, reason: str) -> Iterator[str]:
    yield f"{transfer.value_on} * {_quoted(transfer.kind.value)} {_quoted(transfer.cause)}"
    yield f"  transfer: {transfer.id}"
    yield f"  author: {_quoted(transfer.author)}"
    yield f"  recorded: {_quoted(transfer.recorded_at.isoformat())}"
    if reason:
        yield f"  reason: {_quoted(reason)}"
    if transfer.reverses is not None:
        yield f"  reverses: {transfer.reverses}"
    if transfer.due_on is not None:
        yield f"  due: {transfer.due_on}"
    yield f"  {account_name(transfer.debit)}  {format_cents(transfer.cents)} {currency}"
    yield f"  {account_name(transfer.credit)}  {format_cents(-transfer.cents)} {currency}"


def _quoted(text: str) -> str:
    plain = " ".join(visible(text).split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
