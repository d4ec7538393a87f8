"""Payment references: the member's number as an ISO 11649 creditor reference, so that a transfer says whose it is.

`M012` -> `RF96M012`: the check digits (ISO 7064, mod 97-10) show a wrong digit and swapped neighbours. Only a number
of letters followed by digits has one: `2M` and `M2` weigh the same, and the shape alone tells them apart.
"""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[A-Z]*[0-9]+")
_REFERENCE = re.compile(r"RF([0-9]{2})([A-Z]*[0-9]+)")
_LONGEST = 21
"""Of what follows the check digits, by ISO 11649."""


def payment_reference(number: str) -> str | None:
    """The reference of a member's number, without spaces; None for a number that cannot be written as one."""
    plain = number.upper() if number.isascii() else ""
    if len(plain) > _LONGEST or not _NUMBER.fullmatch(plain):
        return None
    return f"RF{98 - _weight(f'{plain}RF00'):02}{plain}"


def member_of(reference: str) -> str | None:
    """The number in a reference, in capitals; spaces and case aside. None where the check digits are wrong."""
    compact = "".join(reference.split())
    match = _REFERENCE.fullmatch(compact.upper()) if compact.isascii() else None
    if match is None or payment_reference(match[2]) != match[0]:
        return None
    return match[2]


def grouped(reference: str) -> str:
    """In groups of four, as people read it out: `RF96 M012`; an IBAN likewise."""
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def _weight(text: str) -> int:
    """Letters count as 10 to 35."""
    return int("".join(str(int(character, 36)) for character in text)) % 97
