"""The buttons that begin a payment, wherever somebody reads what they owe."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.chat import Button
from assistant.domain.money import Money
from assistant.i18n import Language


def pay_buttons(reader: Language, currency: str, owed: Iterable[int], declared: int = 0) -> tuple[Button, ...]:
    """One for each amount left to pay."""
    return tuple(
        Button(str(reader.t("Pay {amount}", amount=Money(cents, currency))), "pay", (f"{cents / 100:.2f}",))
        for cents in left_to_pay(owed, declared)
    )


def left_to_pay(owed: Iterable[int], declared: int) -> list[int]:
    """The amounts owed, in cents, less what is declared already; the smallest first."""
    return sorted({left for cents in owed if (left := cents - declared) > 0})
