"""What a dues reminder is made of, for the tests of its words."""

from __future__ import annotations

from typing import Any

WITHIN: dict[str, Any] = {
    "kind": "within_tolerance",
    "tone": "first",
    "amount": 2000,
    "pending": 0,
    "tolerance": 6000,
    "months": ["2026-02", "2026-03"],
    "months_in_a_row": 1,
    "active": True,
    "votes": True,
    "waits_until": None,
    "wait_months": 0,
    "wait_article": "NDZ art. 9",
    "warning_article": "NDZ art. 30",
    "warned": False,
    "currency": "EUR",
    "articles": ["NDZ art. 8", "NDZ art. 13"],
    "first_name": "Awa",
}
BEYOND = WITHIN | {"kind": "not_up_to_date", "amount": 8000, "months": []}
SECOND = {"tone": "second", "months_in_a_row": 2}
THIRD = {"tone": "third", "months_in_a_row": 5}
SUMMARY: dict[str, Any] = {"month": "2026-03", "sent": 2, "tones": {}, "skipped": {}, "unreachable": []}
