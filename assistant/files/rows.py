"""The treasurer's three spreadsheets: members, balances, payments; each row with the line it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.domain.ledger import Method
from assistant.domain.members import Role, Status
from assistant.files import cells
from assistant.files.table import Column, read_table


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person of the register, as of now."""

    line: int
    number: str
    last_name: str
    first_name: str
    phone: str | None
    """E.164."""
    email: str | None
    joined_on: date | None
    """None for a candidate alone; a candidate's date is that of the candidacy."""
    status: Status
    roles: frozenset[Role]
    section: str | None
    spouse: str | None
    language: str | None
    status_since: date | None = None


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """A member's balance at the opening, in cents; negative: the member owes."""

    line: int
    number: str
    cents: int


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A confirmed payment, in cents."""

    line: int
    value_on: date
    number: str
    cents: int
    method: Method
    reference: str


_NUMBER = Column("number", "numero", cells.number)
MEMBER_COLUMNS = (
    _NUMBER,
    Column("last_name", "nom", cells.text),
    Column("first_name", "prenom", cells.text),
    Column("phone", "telephone", cells.phone, may_be_empty=True),
    Column("email", "courriel", cells.email, may_be_empty=True),
    Column("joined_on", "date_adhesion", cells.day, may_be_empty=True),
    Column("status", "statut", cells.status),
    Column("role", "role", cells.roles, may_be_empty=True),
    Column("section", "section", cells.text, may_be_empty=True),
    Column("spouse", "conjoint", cells.number, may_be_empty=True),
    Column("language", "langue", cells.language, may_be_empty=True),
    Column("status_since", "statut_depuis", cells.day, may_be_empty=True, may_be_missing=True),
)
BALANCE_COLUMNS = (_NUMBER, Column("balance", "solde", cells.cents))
PAYMENT_COLUMNS = (
    Column("date", "date", cells.day),
    _NUMBER,
    Column("amount", "montant", cells.paid_cents),
    Column("method", "mode", cells.method),
    Column("reference", "reference", cells.text, may_be_empty=True),
)


def read_members(name: str, content: bytes) -> list[MemberRow]:
    """The members in a file of that name. FileRefusedError with every bad cell."""
    return read_table(name, content, MEMBER_COLUMNS, _member)


def read_balances(name: str, content: bytes) -> list[BalanceRow]:
    """The balances in a file of that name. FileRefusedError with every bad cell."""
    return read_table(name, content, BALANCE_COLUMNS, lambda line, row: BalanceRow(line, row["number"], row["balance"]))


def read_payments(name: str, content: bytes) -> list[PaymentRow]:
    """The payments in a file of that name. FileRefusedError with every bad cell."""
    return read_table(name, content, PAYMENT_COLUMNS, _payment)


def _member(line: int, row: Mapping[str, Any]) -> MemberRow:
    joined, since, status = row["joined_on"], row.get("status_since"), row["status"]
    if joined is None and status is not Status.CANDIDATE:
        raise ValueError("date_adhesion (joined_on): is empty; only a candidate has no date")
    if joined and since and since < joined:
        raise ValueError(f"statut_depuis (status_since): {since} is before the day of joining, {joined}")
    values = {name: value for name, value in row.items() if name not in {"role", "status_since"}}
    return MemberRow(line=line, roles=row["role"] or frozenset(), status_since=since, **values)


def _payment(line: int, row: Mapping[str, Any]) -> PaymentRow:
    return PaymentRow(line, row["date"], row["number"], row["amount"], row["method"], row["reference"] or "")
