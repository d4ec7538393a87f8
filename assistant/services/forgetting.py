"""What has served is forgotten (art. 5): the bylaws say after how many days.

What was received and what was sent lose what they say and keep that they were, so that a repeat is still known; buttons
go once they have expired, codes that tie a chat to a member some time after they are used or expired. What a member
in difficulty has written to the social commission goes like all that is received, once it is answered; why one stayed
away from a meeting, and what the bureau noted of it, once it is decided.
"""

from __future__ import annotations

from datetime import timedelta

from assistant.ports import UnitOfWork
from assistant.services.meetings import absence_words

AT_ONCE = 500
"""Rows of each kind in one unit: whoever writes meanwhile waits for no more."""


def forget(work: UnitOfWork) -> bool:
    """Forget a batch of what has been kept long enough; whether more may be left."""
    privacy, today, now = work.bylaws.privacy, work.today, work.now
    received = timedelta(days=privacy.inbox_days.on(today))
    forgotten = (
        work.inbox.forget(now - received, AT_ONCE),
        work.outbox.forget(now - timedelta(days=privacy.outbox_days.on(today)), AT_ONCE),
        work.accounts.forget_invitations(now - timedelta(days=privacy.invitation_days.on(today)), AT_ONCE),
        work.dialogues.forget_keyboards(AT_ONCE),
        work.helps.forget(now - received, AT_ONCE),
        absence_words.forget_reasons(work, now - received, today - received, AT_ONCE),
        work.attendances.forget_notes(now - received, AT_ONCE),
        work.attendances.forget_exemptions(now - received, today - received, AT_ONCE),
    )
    return max(forgotten) >= AT_ONCE
