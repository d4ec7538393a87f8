"""How many must be present or represented for a session to deliberate (art. 17 and 18)."""

from __future__ import annotations

from datetime import date

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.meetings import Quorum, Session


def required(base: int, bylaws: Bylaws, day: date) -> int:
    """Half plus one of the active members up to date; at least one, so that nobody decides alone in an empty room."""
    halved = (base + 1) // 2 if bylaws.meetings.quorum_rounding.on(day) == "ceil_half_plus_one" else base // 2
    return halved + 1


def fewest_present(base: int, bylaws: Bylaws, day: date) -> int:
    """The smallest room that reaches the quorum, where each holds as many mandates as the bylaws allow (art. 16)."""
    each = 1 + bylaws.meetings.proxies_per_holder.on(day)
    return -(-required(base, bylaws, day) // each)


def quorum(base: int, count: int, session: Session, bylaws: Bylaws) -> Quorum:
    """The count against what is required. A second assembly needs the quorum again, unless the bylaws say otherwise."""
    free = session.second and not bylaws.meetings.second_ago_needs_quorum.on(session.on)
    return Quorum(base, min(1, base) if free else required(base, bylaws, session.on), count)


def may_deliberate(found: Quorum, session: Session, bylaws: Bylaws) -> Decision:
    """Whether votes may be taken. Figures, in votes: `base`, `required`, `count`."""
    topics = ("quorum", "general_assembly") if session.second else ("quorum",)
    return Decision(
        allowed=found.reached,
        reason=None if found.reached else Reason.QUORUM_NOT_REACHED,
        articles=tuple(dict.fromkeys(map(bylaws.cite, topics))),
        figures={"base": found.base, "required": found.required, "count": found.count},
    )
