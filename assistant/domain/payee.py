"""Where members pay."""

from __future__ import annotations

import re
from dataclasses import dataclass

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")


@dataclass(frozen=True, slots=True)
class Payee:
    """The association's bank account. `iban` without spaces."""

    iban: str
    bic: str | None = None
    name: str | None = None


def read_iban(text: str) -> str:
    """Without spaces, in capitals. ValueError where its check digits are wrong (ISO 7064, mod 97)."""
    compact = "".join(text.split()).upper()
    if not _IBAN.fullmatch(compact) or int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 != 1:
        raise ValueError("is no valid IBAN: check it against the bank's own paper")
    return compact


def read_bic(text: str) -> str:
    """In capitals. ValueError where it does not look like one (ISO 9362)."""
    compact = text.strip().upper()
    if not _BIC.fullmatch(compact):
        raise ValueError("is no BIC: 8 or 11 letters and digits are expected")
    return compact
