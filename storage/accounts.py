"""Chat accounts, invitations and preferences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.messages import Address, ChatAccount, Invitation, Preferences
from storage import tables
from storage.session import (
    Prepared,
    Row,
    Session,
    binds,
    from_micros,
    from_micros_or_none,
    to_micros,
    to_micros_or_none,
)

_accounts = tables.chat_account
_GET = Prepared(
    select(_accounts).where(_accounts.c.channel == bindparam("channel"), _accounts.c.account == bindparam("account"))
)
_OF_MEMBER = Prepared(
    select(_accounts)
    .where(_accounts.c.member == bindparam("number"))
    .order_by(_accounts.c.seen_at.desc().nulls_last(), _accounts.c.channel, _accounts.c.account)
)
_TIED = Prepared(
    select(_accounts)
    .where(_accounts.c.member.is_not(None))
    .order_by(_accounts.c.seen_at.desc().nulls_last(), _accounts.c.channel, _accounts.c.account)
)
_new = insert(_accounts).values(binds(_accounts))
_SAVE = Prepared(
    _new.on_conflict_do_update(
        index_elements=["channel", "account"],
        set_={column.name: column for column in _new.excluded if column.name not in {"channel", "account"}},
    )
)
_UNREACHABLE = Prepared(
    text(
        """SELECT m.number FROM member m JOIN member_status s ON s.member = m.number
 WHERE s.place = (SELECT max(place) FROM member_status WHERE member = m.number) AND s.status IN ('active', 'suspended')
 AND NOT EXISTS (SELECT 1 FROM chat_account a WHERE a.member = m.number AND a.unreachable_since_at IS NULL)
 AND (:fallback = 0 OR EXISTS (SELECT 1 FROM chat_account a WHERE a.member = m.number))
 ORDER BY m.number"""
    )
)
_INVITE = Prepared(insert(tables.invitation).values(binds(tables.invitation)))
_INVITATION = Prepared(select(tables.invitation).where(tables.invitation.c.code_hash == bindparam("code")))
_USE = Prepared(
    update(tables.invitation)
    .where(tables.invitation.c.code_hash == bindparam("code"), tables.invitation.c.used_at.is_(None))
    .values(used_at=bindparam("at"))
)
_FORGET = Prepared(
    text(
        """DELETE FROM invitation WHERE code_hash IN (SELECT code_hash FROM invitation
 WHERE coalesce(used_at, expires_at) <= :before LIMIT :most)"""
    )
)
_PREFERENCES = Prepared(select(tables.preferences).where(tables.preferences.c.member == bindparam("number")))
_choice = insert(tables.preferences).values(binds(tables.preferences))
_SAVE_PREFERENCES = Prepared(
    _choice.on_conflict_do_update(
        index_elements=["member"],
        set_={column.name: column for column in _choice.excluded if column.name != "member"},
    )
)


class Accounts:
    """See `assistant.ports.Accounts`. A member without an account is reached on the fallback channel, if any."""

    def __init__(self, session: Session, fallback_channel: str | None) -> None:
        self._session = session
        self._fallback = fallback_channel

    def get(self, channel: str, account: str) -> ChatAccount | None:
        """The account."""
        row = self._session.one(_GET, channel=channel, account=account)
        return _account(row) if row else None

    def save(self, account: ChatAccount) -> None:
        """Add or replace."""
        self._session.run(
            _SAVE,
            channel=account.channel,
            account=account.account,
            chat=account.chat,
            member=account.member,
            language=account.language,
            linked_at=to_micros_or_none(account.linked_at),
            seen_at=to_micros_or_none(account.seen_at),
            unreachable_since_at=to_micros_or_none(account.unreachable_since),
            failed_links=account.failed_links,
            locked_until=to_micros_or_none(account.locked_until),
        )

    def of_member(self, member: str) -> list[ChatAccount]:
        """The most recently seen first."""
        return [_account(row) for row in self._session.all(_OF_MEMBER, number=member)]

    def address(self, member: str) -> Address | None:
        """The most recently seen account that can be reached; the fallback where there is no account at all."""
        return self._address(member, self.of_member(member))

    def addresses(self, members: Collection[str]) -> dict[str, Address]:
        """The same of each of them who can be reached, from one reading of all accounts."""
        tied: dict[str, list[ChatAccount]] = {member: [] for member in members}
        for row in self._session.all(_TIED):
            account = _account(row)
            if account.member in tied:
                tied[account.member].append(account)
        found = {member: self._address(member, accounts) for member, accounts in tied.items()}
        return {member: address for member, address in found.items() if address is not None}

    def unreachable(self) -> list[str]:
        """Numbers of active and suspended members whom no message reaches."""
        return [number for (number,) in self._session.all(_UNREACHABLE, fallback=int(self._fallback is not None))]

    def invite(self, invitation: Invitation) -> None:
        """Keep it."""
        self._session.run(
            _INVITE,
            code_hash=invitation.code_hash,
            member=invitation.member,
            expires_at=to_micros(invitation.expires_at),
            used_at=to_micros_or_none(invitation.used_at),
        )

    def invitation(self, code_hash: str) -> Invitation | None:
        """The invitation whose code has that hash."""
        row = self._session.one(_INVITATION, code=code_hash)
        return Invitation(row[0], row[1], from_micros(row[2]), from_micros_or_none(row[3])) if row else None

    def use_invitation(self, code_hash: str, at: datetime) -> bool:
        """Compare-and-set: only one wins."""
        return self._session.run(_USE, code=code_hash, at=to_micros(at)) == 1

    def forget_invitations(self, before: datetime, limit: int) -> int:
        """Drop those used or expired by then; returns how many."""
        return self._session.run(_FORGET, before=to_micros(before), most=limit)

    def preferences(self, member: str) -> Preferences:
        """What the member chose, else the defaults."""
        row = self._session.one(_PREFERENCES, number=member)
        return Preferences(row[1], row[2], bool(row[3])) if row else Preferences()

    def save_preferences(self, member: str, preferences: Preferences) -> None:
        """Add or replace."""
        self._session.run(
            _SAVE_PREFERENCES,
            member=member,
            quiet_from=preferences.quiet_from,
            quiet_until=preferences.quiet_until,
            dues_reminders=int(preferences.dues_reminders),
        )

    def _address(self, member: str, accounts: Sequence[ChatAccount]) -> Address | None:
        """Of the member's accounts, the most recently seen first."""
        for account in accounts:
            if account.unreachable_since is None:
                return Address(account.channel, account.chat, account.account)
        return Address(self._fallback, member, member) if self._fallback and not accounts else None


def _account(row: Row) -> ChatAccount:
    channel, account, chat, member, language, linked, seen, unreachable, failed, locked = row
    return ChatAccount(
        channel,
        account,
        chat,
        member,
        language,
        from_micros_or_none(linked),
        from_micros_or_none(seen),
        from_micros_or_none(unreachable),
        failed,
        from_micros_or_none(locked),
    )
