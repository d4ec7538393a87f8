"""camt.052, .053 and .054 of any version: namespaces aside, booked entries only, nothing that a DTD could unfold.

The sign is that of `CdtDbtInd`; `RvslInd` says that the entry takes back an earlier one. An entry of several
transactions is taken apart by their own amounts, which must add up to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.domain.errors import FileRefusedError
from assistant.domain.statements import BankStatement
from assistant.files.statements import movements
from assistant.files.statements.movements import Movement, problem
from assistant.files.statements.xml_tree import Node, read_tree

_STATEMENTS = frozenset({"Stmt", "Rpt", "Ntfctn"})
_AMOUNT = re.compile(r"\+?([0-9]{1,15})(?:\.([0-9]{0,5}))?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SIGNS = {"CRDT": 1, "DBIT": -1}
_BOOKED = "BOOK"
_STATUSES = (_BOOKED, "PDNG", "INFO", "FUTR")
_CLOSING = "CLBD"
_CREDITOR_REFERENCE = re.compile(r"RF ?[0-9]{2}", re.IGNORECASE)


def read_camt(content: bytes) -> BankStatement:
    """The statement. FileRefusedError where the file is no sound one, or not all in one account's euros."""
    entries = _Entries()
    read_tree(content, {"Ntry": entries.add, "Bal": entries.add_balance, "Acct": entries.add_account})
    if not entries.found:
        raise FileRefusedError(["the file is no bank statement; expected: camt.053, OFX or CSV"])
    return movements.statement(entries.account, entries.movements, entries.until)


class _Entries:
    """What the file tells, element by element, as they end."""

    def __init__(self) -> None:
        self.movements: list[Movement] = []
        self.account = ""
        self.until: date | None = None
        self.found = False

    def add(self, entry: Node, parent: str) -> None:
        """An entry of a statement."""
        if parent in _STATEMENTS:
            self.found = True
            self.movements += _movements(entry)

    def add_balance(self, balance: Node, parent: str) -> None:
        """The closing balance says which day the statement ends on."""
        if parent in _STATEMENTS:
            self.found = True
            _in_euros(balance.at("Amt"), balance)
        if parent in _STATEMENTS and balance.text_at("Tp", "CdOrPrtry", "Cd") == _CLOSING:
            closed = _day(balance, "Dt")
            self.until = max(self.until or closed, closed)

    def add_account(self, account: Node, parent: str) -> None:
        """One account a file."""
        if parent not in _STATEMENTS:
            return
        self.found = True
        said = account.text_at("Id", "IBAN") or account.text_at("Id", "Othr", "Id")
        name = "".join(said.split()).upper()[:64]
        if self.account and name != self.account:
            raise problem(account.line, f"{name} is another account than {self.account}; export one account at a time")
        self.account = name


def _movements(entry: Node) -> Iterator[Movement]:
    if not _booked(entry):
        return
    details = [each for group in entry.all("NtryDtls") for each in group.all("TxDtls")]
    whole = _movement(entry, details[0] if len(details) == 1 else entry)
    if len(details) <= 1:
        yield whole
        return
    parts = [_part(entry, detail, whole) for detail in details]
    if sum(part.cents for part in parts) != whole.cents:
        raise problem(entry.line, "the amounts of the transactions do not add up to the entry")
    yield from parts


def _booked(entry: Node) -> bool:
    """The status is text in the second version, a code within from the fourth on."""
    status = entry.text_at("Sts", "Cd") or entry.text_at("Sts")
    if status not in _STATUSES:
        raise problem(entry.line, f"Sts is {status[:20]!r}; expected: one of {', '.join(_STATUSES)}")
    return status == _BOOKED


def _movement(entry: Node, detail: Node) -> Movement:
    """The entry, told by its only transaction."""
    booked = _day(entry, "BookgDt") if entry.at("BookgDt") else _day(entry, "ValDt")
    cents = _cents(entry.at("Amt"), entry) * _sign(entry, entry)
    return Movement(
        booked_on=booked,
        value_on=_day(entry, "ValDt") if entry.at("ValDt") else booked,
        cents=cents,
        payer=_payer(detail, cents),
        text=_text(detail) or movements.label(entry.text_at("AddtlNtryInf")),
        reference=movements.reference(entry.text_at("AcctSvcrRef")),
        structured=_structured(detail),
        reversal=entry.text_at("RvslInd").casefold() in {"true", "1"},
    )


def _part(entry: Node, detail: Node, whole: Movement) -> Movement:
    """One of several transactions of an entry, which has an amount of its own."""
    amount = detail.at("Amt") or detail.at("AmtDtls", "TxAmt", "Amt")
    if amount is None:
        raise problem(
            detail.line, "several payments in one entry, and no amount for each; ask the bank for the details"
        )
    cents = _cents(amount, detail) * _sign(detail if detail.at("CdtDbtInd") else entry, entry)
    own = movements.reference(detail.text_at("Refs", "AcctSvcrRef"))
    return replace(
        whole,
        cents=cents,
        payer=_payer(detail, cents),
        text=_text(detail),
        reference=own if own != whole.reference else "",
        structured=_structured(detail),
    )


def _sign(marked: Node, entry: Node) -> int:
    mark = marked.text_at("CdtDbtInd")
    if mark not in _SIGNS:
        raise problem(entry.line, f"CdtDbtInd is {mark[:20]!r}; expected: CRDT or DBIT")
    return _SIGNS[mark]


def _cents(amount: Node | None, entry: Node) -> int:
    _in_euros(amount, entry)
    typed = amount.text if amount else ""
    match = _AMOUNT.fullmatch(typed)
    if match is None or (match[2] or "")[2:].strip("0"):
        raise problem(entry.line, f"{typed[:30]!r} is no amount in euros and cents")
    cents = int(match[1]) * 100 + int((match[2] or "")[:2].ljust(2, "0"))
    try:
        return movements.sensible(cents)
    except ValueError as error:
        raise problem(entry.line, str(error)) from None


def _in_euros(amount: Node | None, where: Node) -> None:
    currency = amount.attributes.get("Ccy", "") if amount else ""
    if currency != movements.CURRENCY:
        raise problem(where.line, f"the currency is {currency[:10]!r}; only {movements.CURRENCY} is booked")


def _day(node: Node, name: str) -> date:
    """A date, or the day of an instant as the bank wrote it."""
    typed = node.text_at(name, "Dt") or node.text_at(name, "DtTm")
    match = _DAY.match(typed)
    try:
        if match:
            return movements.day(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise problem(node.line, f"{typed[:30]!r} is no day: {error}") from None
    raise problem(node.line, f"{name} is {typed[:30]!r}; expected: a day, as in 2026-11-20")


def _payer(detail: Node, cents: int) -> str:
    side = "Dbtr" if cents > 0 else "Cdtr"
    party = detail.at("RltdPties", side)
    return movements.name(party.text_at("Nm") or party.text_at("Pty", "Nm")) if party else ""


def _text(detail: Node) -> str:
    said = [line.text for remittance in detail.all("RmtInf") for line in remittance.all("Ustrd")]
    return movements.label(*said) or movements.label(detail.text_at("AddtlTxInf"))


def _structured(detail: Node) -> str:
    """The payer's reference, wherever their bank put it."""
    given, end_to_end = detail.text_at("RmtInf", "Strd", "CdtrRefInf", "Ref"), detail.text_at("Refs", "EndToEndId")
    return movements.name(given or (end_to_end if _CREDITOR_REFERENCE.match(end_to_end) else ""))
