"""A claim as plain data, as the service that makes cards gives it: the death of Awa's father, and what may differ."""

from __future__ import annotations

from typing import Any

from assistant.i18n import language
from handlers.claim_cards import card
from tests.handlers.talk import plain

FRENCH, ENGLISH = language("fr"), language("en")
VERDICT: dict[str, Any] = {
    "allowed": True,
    "reason": None,
    "articles": ["NDZ art. 14", "NDZ annexe", "NDZ art. 8"],
    "figures": {"overdue": 1500, "tolerance": 6000},
    "kind": "death_father",
    "payout": 100000,
    "levy": 5000,
    "levied": 30,
    "basis": "live",
    "judged_on": "2026-03-01",
    "overdue": 1500,
}
CONDITIONS: dict[str, Any] = {
    "tolerance": 6000,
    "covered_from": "2020-07-01",
    "paper": None,
    "handed_in": None,
    "ceremony": False,
    "articles": {
        "standing": "NDZ art. 8",
        "successive_deaths": "NDZ art. 9",
        "waiting": "NDZ art. 6",
        "tariff": "NDZ annexe",
        "levy": "NDZ art. 14",
        "open_point": "NDZ art. 34",
        "payment": "NDZ art. 25",
    },
}
CLAIM: dict[str, Any] = {
    "claim": 3,
    "event": 2,
    "round": 0,
    "state": "declared",
    "kind": "death_father",
    "taken_for": "death_father",
    "tie": "unlisted",
    "concerns": "M012",
    "name": "Awa Ibara",
    "relative": "Prosper Ibara",
    "children": 1,
    "ceremony": False,
    "invitation": False,
    "event_on": "2026-03-01",
    "announced_on": "2026-03-05",
    "declared_on": "2026-03-05",
    "declared_by": "Awa Ibara",
    "declarer": "M012",
    "consent": None,
    "currency": "EUR",
    "verdict": VERDICT,
    "awaits": None,
    "due_on": "2026-04-04",
    "called": False,
    "choices": [],
    "others": [],
    "deaths": 1,
    "earlier": [],
    "conditions": CONDITIONS,
    "documents": [],
    "views": [],
    "votes": {"yes": 1, "no": 0, "waiting": 2},
    "votable": True,
    "opens_on": None,
    "article": "NDZ art. 25",
    "articles": ["NDZ art. 14", "NDZ annexe", "NDZ art. 8"],
    "order": None,
    "announced_at": None,
    "by": None,
    "at": None,
    "reason": None,
    "cancelled_by": None,
    "cancelled_at": None,
    "cancel_reason": None,
}
FIGURES = {
    "waiting_ends_on": "2026-08-14",
    "waits_until": "2026-04-02",
    "deadline": "2026-03-31",
    "document": "invitation",
    "overdue": 1500,
    "tolerance": 6000,
}


def claim(**more: Any) -> dict[str, Any]:
    """The death of Awa's father with these particulars."""
    return {**CLAIM, **more}


def judged(**more: Any) -> dict[str, Any]:
    """With this judgement of the bylaws."""
    return claim(verdict={**VERDICT, **more})


def refusal(reason: str, **more: Any) -> dict[str, Any]:
    """What the bylaws do not allow, for that reason."""
    nothing = {"payout": 0, "levy": 0, "levied": 0, "articles": ["NDZ art. 14"], "figures": FIGURES}
    return judged(allowed=False, reason=reason, **nothing, **more) | {"votable": False}


def meeting(data: dict[str, Any], **more: Any) -> dict[str, Any]:
    """With these conditions."""
    return {**data, "conditions": {**CONDITIONS, **more}}


def decided(state: str, **more: Any) -> dict[str, Any]:
    """What the bureau has done with it."""
    return claim(state=state, by="Rosine Ibara", at="2026-03-05T18:12:00+01:00", votable=False, **more)


def french(data: dict[str, Any]) -> list[str]:
    """The card's lines."""
    return plain(card(FRENCH, data)).split("\n")


def english(data: dict[str, Any]) -> list[str]:
    """The card's lines."""
    return plain(card(ENGLISH, data)).split("\n")


def other(kind: str, *, same: bool, claim_id: int = 2) -> dict[str, Any]:
    """Somebody else's claim."""
    return {
        "claim": claim_id,
        "name": "Bintou Moussa",
        "kind": kind,
        "relative": "",
        "event_on": "2026-03-02",
        "state": "declared",
        "same": same,
    }


def cancelled(order: str, **more: Any) -> dict[str, Any]:
    """Approved, then undone."""
    step = {"cancelled_by": "Sylvie Ibara", "cancelled_at": "2026-03-06T09:00:00+01:00", "cancel_reason": "Erreur"}
    return decided("cancelled", order={"order": 7, "state": order, "cents": 100000}, **step, **more)
