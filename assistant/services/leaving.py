"""What is judged again as it leaves: a message that may have been overtaken while it waited for its hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.domain.messages import Queued
from assistant.ports import UnitOfWork
from assistant.services import reminders
from assistant.services.meetings import nudging

_JUDGED: Mapping[str, Callable[[UnitOfWork, Queued], bool]] = {
    reminders.KIND: reminders.still_due,
    nudging.KIND: nudging.still_due,
}


def still_due(work: UnitOfWork, row: Queued) -> bool:
    """Whether it is still called for; what is not judged again always is."""
    judge = _JUDGED.get(row.kind)
    return judge is None or judge(work, row)
