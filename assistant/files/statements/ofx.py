"""OFX: 1.x, whose elements need not be closed, and 2.x, which is XML. An element with text has no children.

Only what lies in a transaction, the account's name, its currency and the statement's last day are taken.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.domain.errors import FileRefusedError
from assistant.domain.statements import BankStatement
from assistant.files.amounts import parse_cents
from assistant.files.limits import MAX_DEPTH
from assistant.files.statements import movements
from assistant.files.statements.accounts import french_iban
from assistant.files.statements.movements import Movement, problem
from assistant.files.statements.texts import FALLBACK, decoded

_ELEMENT = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9._]{0,31})\s*(?P<empty>/?)>(?P<text>[^<]*)")
_ROOT = re.compile(r"<OFX>", re.IGNORECASE)
_CHARSET = re.compile(rb"(?:CHARSET:\s*|encoding=[\"'])([A-Za-z0-9_-]{1,20})")
_CODE_PAGES = {"1252": "cp1252", "windows-1252": "cp1252", "iso-8859-1": "latin-1", "8859-1": "latin-1"}
_CODE_PAGES |= {"iso-8859-15": "iso-8859-15", "utf-8": FALLBACK, "none": FALLBACK}
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{2,6})?(?:\.[0-9]{1,6})?(?:\[[^\]]{1,12}\])?")
_TRANSACTION = "STMTTRN"
_ACCOUNTS = frozenset({"BANKACCTFROM", "CCACCTFROM"})
_OTHER_ACCOUNTS = frozenset({"BANKACCTTO", "CCACCTTO"})
_HEADER = 4096


@dataclass(frozen=True, slots=True)
class _Token:
    """An opening or closing element with the text behind it."""

    name: str
    closes: bool
    text: str
    line: int


def read_ofx(content: bytes) -> BankStatement:
    """The statement. FileRefusedError where the file is no sound one, or not all in one account's euros."""
    text = decoded(content, _code_page(content))
    start = _ROOT.search(text)
    if start is None:
        raise FileRefusedError(["the file is no sound OFX: it has no <OFX>; export it again"])
    reading = _Reading()
    for token in _tokens(text, start.start()):
        reading.take(token)
    return reading.statement()


def _code_page(content: bytes) -> str:
    match = _CHARSET.search(content[:_HEADER])
    return _CODE_PAGES.get(match[1].decode("ascii").casefold(), FALLBACK) if match else FALLBACK


def _tokens(text: str, start: int) -> Iterator[_Token]:
    """FileRefusedError at the first thing that is no element, as a DTD or a comment, or where the end is missing."""
    place, line = start, text.count("\n", 0, start) + 1
    closed = False
    while place < len(text):
        match = _ELEMENT.match(text, place)
        if match is None or closed:
            raise problem(line, f"{text[place : place + 20]!r} has no place in an OFX statement; export it again")
        name, said = match["name"].upper(), html.unescape(match["text"]).strip()
        if not match["empty"]:
            yield _Token(name, bool(match["close"]), "" if match["close"] else said, line)
        closed = bool(match["close"]) and name == "OFX"
        line += text.count("\n", place, match.end())
        place = match.end()
    if not closed:
        raise problem(line, "the file ends before its </OFX>; was it cut short? Export it again")


class _Reading:
    """What the file has told so far."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._current: dict[str, str] | None = None
        self._account: dict[str, str] = {}
        self._days: dict[str, date] = {}
        self._movements: list[Movement] = []
        self._found = False

    def take(self, token: _Token) -> None:
        """The next element."""
        if token.closes:
            self._close(token)
        elif token.text:
            self._said(token)
        else:
            self._begin(token)

    def statement(self) -> BankStatement:
        """The whole."""
        if not self._found:
            raise FileRefusedError(["the OFX file holds no account's statement; export the account's movements"])
        bank, branch, account = (self._account.get(name, "") for name in ("BANKID", "BRANCHID", "ACCTID"))
        until = self._days.get("DTEND") or self._days.get("DTASOF")
        return movements.statement(french_iban(bank, branch, account), self._movements, until)

    def _begin(self, token: _Token) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise problem(token.line, f"the file is more than {MAX_DEPTH} elements deep; no statement is")
        self._open.append(token.name)
        self._found |= token.name in {"STMTRS", "CCSTMTRS"}
        if token.name == _TRANSACTION:
            if self._current is not None:
                raise problem(token.line, "a transaction begins before the last one ends; export the file again")
            self._current = {}

    def _close(self, token: _Token) -> None:
        """Closing an element closes what was left open in it; a text's own closing tag closes nothing."""
        if token.name in self._open:
            while self._open.pop() != token.name:
                pass
        if token.name == _TRANSACTION and self._current is not None:
            self._movements.append(_movement(self._current, token.line))
            self._current = None

    def _said(self, token: _Token) -> None:
        if token.name == "CURDEF" or (token.name == "CURSYM" and "CURRENCY" in self._open):
            _in_euros(token)
        if self._current is not None:
            self._said_of_transaction(self._current, token)
        elif not _ACCOUNTS.isdisjoint(self._open):
            self._said_of_account(token)
        elif token.name in {"DTEND", "DTASOF"}:
            self._days[token.name] = max(self._days.get(token.name, date.min), _day(token.text, token.line))

    def _said_of_transaction(self, current: dict[str, str], token: _Token) -> None:
        if not _OTHER_ACCOUNTS.isdisjoint(self._open):
            return
        if token.name in current:
            raise problem(token.line, f"a transaction has two {token.name}; export the file again")
        current[token.name] = token.text

    def _said_of_account(self, token: _Token) -> None:
        said = "".join(token.text.split()).upper()[:64]
        if self._account.setdefault(token.name, said) != said:
            raise problem(token.line, "the file holds several accounts; export one account at a time")


def _in_euros(token: _Token) -> None:
    if token.text.upper() != movements.CURRENCY:
        raise problem(token.line, f"the currency is {token.text[:10]!r}; only {movements.CURRENCY} is booked")


def _movement(said: dict[str, str], line: int) -> Movement:
    booked = _day(said.get("DTPOSTED", ""), line)
    return Movement(
        booked_on=booked,
        value_on=_day(said["DTAVAIL"], line) if "DTAVAIL" in said else booked,
        cents=_cents(said.get("TRNAMT", ""), line),
        payer=movements.name(said.get("NAME", "")),
        text=movements.label(said.get("MEMO", "")),
        reference=movements.reference(said.get("FITID", "")),
    )


def _cents(typed: str, line: int) -> int:
    try:
        return movements.sensible(parse_cents(typed))
    except ValueError as error:
        raise problem(line, f"TRNAMT: {error}") from None


def _day(typed: str, line: int) -> date:
    match = _DAY.fullmatch(typed)
    try:
        if match:
            return movements.day(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise problem(line, f"{typed[:30]!r} is no day: {error}") from None
    raise problem(line, f"{typed[:30]!r} is no day; expected: 20261120")
