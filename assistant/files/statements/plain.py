"""A statement as plain data, which crosses from one process to another as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from assistant.domain.errors import FileRefusedError
from assistant.domain.statements import BankLine, BankStatement


def to_plain(statement: BankStatement) -> dict[str, Any]:
    """Days in ISO."""
    return {
        "account": statement.account,
        "until": statement.until.isoformat(),
        "lines": [
            [
                line.ref,
                line.booked_on.isoformat(),
                line.value_on.isoformat(),
                line.cents,
                line.payer,
                line.text,
                line.structured,
                line.reversal,
            ]
            for line in statement.lines
        ],
    }


def from_plain(plain: Any) -> BankStatement:
    """Back again. FileRefusedError where it is not what `to_plain` gives."""
    try:
        lines = tuple(_line(fields) for fields in plain["lines"])
        return BankStatement(_text(plain["account"]), lines, date.fromisoformat(plain["until"]))
    except (KeyError, TypeError, ValueError) as error:
        raise FileRefusedError(["the file cannot be read safely; export it again"]) from error


def _line(fields: Sequence[Any]) -> BankLine:
    ref, booked_on, value_on, cents, payer, text, structured, reversal = fields
    return BankLine(
        ref=str(ref),
        booked_on=date.fromisoformat(booked_on),
        value_on=date.fromisoformat(value_on),
        cents=int(cents),
        payer=str(payer),
        text=str(text),
        structured=_text(structured),
        reversal=bool(reversal),
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
