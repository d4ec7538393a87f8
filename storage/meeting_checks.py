"""Recomputes what must hold of meetings: mandates, meals, and that what was sent to many has a message for each."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text

from storage.session import Prepared, Session

_CHAINS = Prepared(
    text(
        """SELECT h.id, g.id, h.meeting FROM proxy h JOIN proxy g ON g.meeting = h.meeting AND g.giver = h.holder
 AND g.state = 'given' WHERE h.state = 'given' ORDER BY h.id"""
    )
)
_MEALS = Prepared(
    text(
        """SELECT t.id, t.cause FROM transfer t LEFT JOIN meeting m ON t.cause = 'meeting:' || m.id
 AND m.state = 'closed' AND m.hosts <> '[]' LEFT JOIN transfer r ON r.reverses = t.id
 WHERE t.kind = 'meal' AND t.reverses IS NULL AND r.id IS NULL AND m.id IS NULL ORDER BY t.id"""
    )
)
_UNSENT = Prepared(
    text(
        """SELECT b.id, r.member FROM broadcast b JOIN recipient r ON r.broadcast = b.id
 LEFT JOIN outbox o ON o.key = 'broadcast:' || b.id || ':' || r.member
 WHERE b.state = 'sent' AND o.id IS NULL ORDER BY b.id, r.member"""
    )
)
_UNCARRIED = Prepared(
    text(
        """SELECT m.id FROM minutes m LEFT JOIN broadcast b ON b.id = m.broadcast AND b.kind = 'minutes'
 AND b.state = 'sent' WHERE m.state = 'sent' AND b.id IS NULL ORDER BY m.id"""
    )
)


def meetings(session: Session) -> Iterator[str]:
    """Each problem as a sentence that names the row."""
    for held, given, meeting in session.all(_CHAINS):
        yield f"The holder of proxy {held} has given proxy {given} for the same meeting {meeting}."
    for transfer, cause in session.all(_MEALS):
        yield f"Transfer {transfer} charges a meal of {cause}, which is no closed meeting at a member's home."
    for broadcast, member in session.all(_UNSENT):
        yield f"Broadcast {broadcast} was sent, and there is no message of it for {member}."
    for (number,) in session.all(_UNCARRIED):
        yield f"The minutes {number} were sent, and no broadcast carried them."
