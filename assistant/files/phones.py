"""Telephone numbers as people write them, to E.164."""

from __future__ import annotations

import phonenumbers

HOME = "FR"


def e164(text: str, region: str = HOME) -> str | None:
    """`06 39 98 01 37` -> `+33639980137`; None where it is no possible number."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
