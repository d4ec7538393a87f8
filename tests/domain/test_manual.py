from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.ledger import Account, Kind
from assistant.domain.manual import NewEntry

MEMBER = "member:M012"


@pytest.mark.parametrize(
    ("account", "kind", "cents", "debit", "credit"),
    [
        (MEMBER, Kind.MANUAL, -1500, MEMBER, Account.ADJUSTMENTS),
        (MEMBER, Kind.MANUAL, 1500, Account.ADJUSTMENTS, MEMBER),
        (MEMBER, Kind.OPENING, -1500, MEMBER, Account.OPENING),
        (MEMBER, Kind.OPENING, 1500, Account.OPENING, MEMBER),
        (Account.BANK, Kind.OPENING, 1500, Account.BANK, Account.OPENING),
        (Account.CASH, Kind.OPENING, -1500, Account.OPENING, Account.CASH),
        (Account.AID, Kind.OPENING, 1500, Account.OPENING, Account.AID),
        (Account.AID, Kind.OPENING, -1500, Account.AID, Account.OPENING),
    ],
)
def test_more_is_a_credit_of_a_member_or_a_fund_and_a_debit_of_the_bank(
    account: str, kind: Kind, cents: int, debit: str, credit: str
) -> None:
    transfer = NewEntry(account, kind, cents, date(2026, 3, 5), "so").transfer(7)

    assert (transfer.debit, transfer.credit, transfer.cents, transfer.kind) == (debit, credit, 1500, kind)
    assert (transfer.cause, transfer.key) == ("manual:7", "manual:7")
