"""Ties a chat account to a member: by a one-time code, or by the member's own contact if its number is on the register.

Attempts are limited, the answer to a wrong one never tells why, and the bureau is told of every new tie.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta

from assistant.domain.actors import Actor, ActorKind
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.members import BUREAU, GONE, Member, Status
from assistant.domain.messages import Address, ChatAccount, Contact, Invitation
from assistant.files.phones import e164
from assistant.ports import UnitOfWork
from assistant.services.notify import tell, tell_roles
from assistant.services.permissions import Action, require

CODE_BYTES = 12
CODE_LIFE = timedelta(days=7)
ATTEMPTS = 5
LOCK = timedelta(hours=1)


def invite(work: UnitOfWork, actor: Actor, number: str, at: Address | None = None) -> str:
    """A fresh one-time code for that member; only its hash is kept. MbongiError for who is unknown or has died.

    `at`: the account where the assistant speaks first and asks for the code, which must come another way. As nobody
    knows yet whose account it is, nothing is said there of the member.
    """
    require(work, actor, Action.INVITE)
    member = work.members.get(number)
    if member is None:
        raise MbongiError(f"no member has the number {number}")
    if member.status is Status.DECEASED:
        raise MbongiError(f"{member.number} has died: nobody is invited in their name")
    code = secrets.token_urlsafe(CODE_BYTES)
    work.accounts.invite(Invitation(_hash(code), member.number, work.now + CODE_LIFE))
    where = {"channel": at.channel} if at else {}
    work.audit.record(actor, "invite", {"member": member.number} | where)
    if at is not None:
        said = {"association": work.bylaws.name}
        tell(work, member.number, "invited", said, expires_at=work.now + CODE_LIFE, to=at)
    return code


def link_by_code(work: UnitOfWork, account: ChatAccount, code: str) -> Member:
    """The member the code was made for, now tied. RefusedError: INVITATION_INVALID, TOO_MANY_ATTEMPTS."""
    account = _held(work, account)
    _refuse_locked(work, account)
    invitation = work.accounts.invitation(_hash(code))
    live = invitation is not None and invitation.used_at is None and invitation.expires_at > work.now
    if not live or invitation is None or not work.accounts.use_invitation(invitation.code_hash, work.now):
        raise _count_failure(work, account, Reason.INVITATION_INVALID)
    return _tie(work, account, invitation.member)


def link_by_contact(work: UnitOfWork, account: ChatAccount, contact: Contact) -> Member:
    """The only member with that telephone, if it is the sender's. RefusedError: CONTACT_NOT_OWN, CONTACT_UNKNOWN."""
    account = _held(work, account)
    _refuse_locked(work, account)
    if not contact.own:
        raise _count_failure(work, account, Reason.CONTACT_NOT_OWN)
    phone = e164(contact.phone)
    member = work.members.by_phone(phone) if phone else None
    if member is None or member.status in GONE:
        raise _count_failure(work, account, Reason.CONTACT_UNKNOWN)
    return _tie(work, account, member.number)


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().encode()).hexdigest()


def _held(work: UnitOfWork, account: ChatAccount) -> ChatAccount:
    """The account as it stands now that nobody else can count its attempts."""
    work.lock(f"account:{account.channel}:{account.account}")
    return work.accounts.get(account.channel, account.account) or account


def _refuse_locked(work: UnitOfWork, account: ChatAccount) -> None:
    if account.locked_until and account.locked_until > work.now:
        until = work.local(account.locked_until)
        raise RefusedError(Decision(allowed=False, reason=Reason.TOO_MANY_ATTEMPTS, figures={"until": until}))


def _count_failure(work: UnitOfWork, account: ChatAccount, reason: Reason) -> RefusedError:
    failed = account.failed_links + 1
    locked = work.now + LOCK if failed >= ATTEMPTS else None
    work.accounts.save(replace(account, failed_links=0 if locked else failed, locked_until=locked))
    work.audit.record(Actor(ActorKind.STRANGER), "link_failed", {"channel": account.channel, "reason": reason})
    return RefusedError(Decision(allowed=False, reason=reason))


def _tie(work: UnitOfWork, account: ChatAccount, number: str) -> Member:
    member = work.members.get(number)
    if member is None:
        raise MbongiError(f"the invitation names {number}, who is not on the register")
    others = [other for other in work.accounts.of_member(number) if other != account]
    chosen = account.language if account.member in (None, number) else None
    work.accounts.save(
        replace(
            account,
            member=number,
            linked_at=work.now,
            seen_at=work.now,
            unreachable_since=None,
            failed_links=0,
            locked_until=None,
            language=chosen or member.language,
        )
    )
    work.audit.record(Actor(ActorKind.MEMBER, member), "link", {"member": number, "channel": account.channel})
    if account.member != number:
        _announce(work, member, account, others)
    return member


def _announce(work: UnitOfWork, member: Member, account: ChatAccount, others: list[ChatAccount]) -> None:
    """The bureau, and the member's other account, learn of the new tie."""
    told = {"name": member.name, "number": member.number, "channel": account.channel}
    tell_roles(work, BUREAU, "account_linked", told, but=member.number)
    for other in others:
        if other.unreachable_since is None:
            tell(
                work,
                member.number,
                "account_replaced",
                {"channel": account.channel},
                to=Address(other.channel, other.chat, other.account),
            )
