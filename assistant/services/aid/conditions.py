"""What a claim is looked at by, with the figure and the article of each, as the bureau's card shows it."""

from __future__ import annotations

from typing import Any

from assistant.domain.claims import FiledClaim
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.rules.admission import waiting_ends_on
from assistant.services.aid.judging import documents_of

_TOPICS = ("standing", "successive_deaths", "waiting", "tariff", "levy", "open_point", "payment")


def conditions_of(work: UnitOfWork, filed: FiledClaim) -> dict[str, Any]:
    """As plain data: amounts in cents, days in ISO.

    `tolerance`: the arrears accepted on the day that counts; `covered_from`: the day after the waiting period, None for
    who has not joined; `paper`: what the bylaws ask for, `handed_in` since when it is there, also once erased.
    """
    bylaws, verdict = work.bylaws, filed.verdict
    kind, day = filed.ruled or filed.told.kind, filed.told.event_on
    member = work.members.get(filed.told.concerns)
    joined_on = member.joined_on if member else None
    came = next(iter(documents_of(work, filed).values()), None)
    return {
        "tolerance": bylaws.dues.accepted_arrears.on(verdict.judged_on if verdict else day),
        "covered_from": waiting_ends_on(joined_on, bylaws).isoformat() if joined_on else None,
        "paper": aid.paper(kind, bylaws, day),
        "handed_in": came.isoformat() if came else None,
        "ceremony": kind in bylaws.aid.ceremony_kinds.on(day),
        "articles": {topic: bylaws.cite(topic) for topic in _TOPICS},
    }
