"""What a cell may hold, kind by kind: the cell to its value; a ValueError says what was found and what is expected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from assistant.domain.ledger import Method
from assistant.domain.members import Role, Status
from assistant.files.amounts import EXPECTED, parse_cents
from assistant.files.limits import Cell
from assistant.files.phones import e164
from assistant.files.sheets import shown
from assistant.words import fold

T = TypeVar("T")
_LONGEST = 200
_LARGEST = 10**14
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,31}")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{2})?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")

STATUSES: Mapping[str, Status] = {
    "actif": Status.ACTIVE,
    "suspendu": Status.SUSPENDED,
    "radie": Status.RADIATED,
    "demissionnaire": Status.RESIGNED,
    "decede": Status.DECEASED,
    "honoraire": Status.HONORARY,
    "candidat": Status.CANDIDATE,
}
ROLES: Mapping[str, Role] = {
    "president": Role.PRESIDENT,
    "vice-president": Role.VICE_PRESIDENT,
    "secretaire-general": Role.SECRETARY,
    "secretaire-adjoint": Role.DEPUTY_SECRETARY,
    "tresorier": Role.TREASURER,
    "tresorier-adjoint": Role.DEPUTY_TREASURER,
    "section-president": Role.SECTION_PRESIDENT,
    "commission-controle": Role.CONTROL,
    "commission-culture": Role.CULTURE,
    "commission-communication": Role.COMMUNICATION,
    "commission-sociale": Role.SOCIAL,
    "commission-projets": Role.PROJECTS,
}
METHODS: Mapping[str, Method] = {"virement": Method.TRANSFER, "cheque": Method.CHEQUE, "especes": Method.CASH}


def text(cell: Cell) -> str:
    """A line of text; a whole number in a workbook's cell is taken as its digits."""
    if isinstance(cell, date):
        raise ValueError(f"{shown(cell)} is a date; text is expected")  # noqa: TRY004 - a bad cell like any other
    plain = f"{cell:f}" if isinstance(cell, Decimal) else cell
    if len(plain) > _LONGEST:
        raise ValueError(f"has {len(plain)} characters; at most {_LONGEST} are expected")
    if not plain.isprintable() and not plain.replace("\u00a0", "").replace("\u202f", "").isprintable():
        raise ValueError(f"{plain!r} holds a line break or a control character; plain text is expected")
    return plain


def number(cell: Cell) -> str:
    """A member's number."""
    typed = text(cell)
    if not _NUMBER.fullmatch(typed):
        raise ValueError(f"{typed!r} is no member number; expected: letters and digits, as in M012")
    return typed


def day(cell: Cell) -> date:
    """A day: `31/12/2025` or `2025-12-31`, or a workbook's own."""
    if isinstance(cell, date):
        return cell
    typed = text(cell)
    iso, day_first = _ISO.fullmatch(typed), _DAY_FIRST.fullmatch(typed)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if day_first:
            return date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
    except ValueError as error:
        raise ValueError(f"{typed!r} is a day that does not exist") from error
    raise ValueError(f"{typed!r} is no date; expected: dd/mm/yyyy, as in 31/12/2025, or 2025-12-31")


def cents(cell: Cell) -> int:
    """An amount, in cents."""
    if isinstance(cell, Decimal):
        amount = cell * 100
        if amount != amount.to_integral_value():
            raise ValueError(f"{cell} has more than two decimals; expected: {EXPECTED}")
    else:
        amount = Decimal(parse_cents(text(cell)))
    if abs(amount) > _LARGEST:
        raise ValueError(f"{cell} is beyond any amount of an association")
    return int(amount)


def paid_cents(cell: Cell) -> int:
    """A payment's amount, in cents: more than nothing."""
    amount = cents(cell)
    if amount <= 0:
        raise ValueError(f"{shown(str(cell))} is no payment; expected: an amount above zero")
    return amount


def phone(cell: Cell) -> str:
    """A telephone, in E.164."""
    typed = text(cell)
    found = e164(typed)
    if found is None:
        raise ValueError(f"{typed!r} is no telephone number; expected: 06 39 98 01 37 or +33 6 39 98 01 37")
    return found


def email(cell: Cell) -> str:
    """An e-mail address."""
    typed = text(cell)
    if not _EMAIL.fullmatch(typed):
        raise ValueError(f"{typed!r} is no e-mail address; expected: name@example.org")
    return typed


def language(cell: Cell) -> str:
    """A language's code."""
    typed = text(cell)
    if not _LANGUAGE.fullmatch(typed.casefold()):
        raise ValueError(f"{typed!r} is no language code; expected: fr or en")
    return typed.casefold()


def status(cell: Cell) -> Status:
    """A member's status."""
    return _one_of(text(cell), STATUSES, {item.value: item for item in Status}, "status")


def roles(cell: Cell) -> frozenset[Role]:
    """Roles, separated by commas."""
    names = [name for name in text(cell).split(",") if name.strip()]
    return frozenset(_one_of(name, ROLES, {item.value: item for item in Role}, "role") for name in names)


def method(cell: Cell) -> Method:
    """How money changed hands."""
    return _one_of(text(cell), METHODS, {item.value: item for item in Method}, "method")


def _one_of(typed: str, french: Mapping[str, T], english: Mapping[str, T], what: str) -> T:
    key = fold(typed).replace(" ", "-").replace("_", "-")
    known = {**english, **french}
    if key not in known:
        expected = ", ".join((*french, *(name for name in english if name not in french)))
        raise ValueError(f"{typed.strip()!r} is no {what}; expected: {expected}")
    return known[key]
