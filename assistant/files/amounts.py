"""Amounts as people write them, to cents and back: `1 234,50`, `1234.50`, `-35,00`, `20 €`. Never through a float.

A separator followed by three digits (`1.000`, `1,000`) may mean a thousand or one: such an amount is refused.
"""

from __future__ import annotations

import re

_SPACES = " \u00a0\u202f\u2009"
_SIGN = "[-+\u2212]?"
_AMOUNT = re.compile(
    rf"(?P<sign>{_SIGN})[{_SPACES}]?"
    rf"(?P<whole>[0-9]{{1,12}}|[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}}){{1,3}})"
    rf"(?:[.,](?P<cents>[0-9]{{1,2}}))?"
    rf"(?:[{_SPACES}]?(?:€|eur|euros?))?",
    re.IGNORECASE,
)
_AMBIGUOUS = re.compile(rf"{_SIGN}[0-9]{{1,3}}(?:[.,][0-9]{{3}})+")
_TOO_FINE = re.compile(rf"{_SIGN}[0-9{_SPACES}]+[.,][0-9]{{3,}}")
_GROUPED = re.compile(f"[{_SPACES}]")
EXPECTED = "an amount like 1234,50 or 1234.50"


class DecimalsError(ValueError):
    """More than two decimals, or a separator that may stand for a thousand."""


def parse_cents(text: str) -> int:
    """The amount in cents. ValueError says what is wrong with it and what is expected."""
    typed = text.strip()
    if _AMBIGUOUS.fullmatch(typed):
        raise DecimalsError(f"{text!r} may be read in two ways; write 1000,00 for a thousand, 1,00 for one")
    if _TOO_FINE.fullmatch(typed):
        raise DecimalsError(f"{text!r} has more than two decimals; expected: {EXPECTED}")
    match = _AMOUNT.fullmatch(typed)
    if match is None:
        raise ValueError(f"{text!r} is not an amount; expected: {EXPECTED}")
    cents = int(_GROUPED.sub("", match["whole"])) * 100 + int((match["cents"] or "0").ljust(2, "0"))
    return cents if match["sign"] in {"", "+"} else -cents


def format_cents(cents: int) -> str:
    """`-1234.50`: what spreadsheets and scripts read everywhere."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02}"
