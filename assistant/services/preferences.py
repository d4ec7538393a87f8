"""What a person chose: language, quiet hours, which messages may come."""

from __future__ import annotations

from dataclasses import asdict, replace

from assistant.domain.actors import Actor
from assistant.domain.messages import ChatAccount, Preferences
from assistant.ports import UnitOfWork
from assistant.services.permissions import Action, own_number, require


def set_language(work: UnitOfWork, account: ChatAccount, code: str) -> None:
    """The account's language from now on; the member's too, where it is tied to one."""
    work.accounts.save(replace(account, language=code))
    member = work.members.get(account.member) if account.member else None
    if member is not None and member.language != code:
        work.members.save(replace(member, language=code))


def mine(work: UnitOfWork, actor: Actor) -> Preferences:
    """The actor's own choices."""
    require(work, actor, Action.USE_OWN_FILE)
    return work.accounts.preferences(own_number(actor))


def change(work: UnitOfWork, actor: Actor, preferences: Preferences) -> None:
    """Replace the actor's own choices."""
    require(work, actor, Action.USE_OWN_FILE)
    work.accounts.save_preferences(own_number(actor), preferences)
    work.audit.record(actor, "preferences", asdict(preferences))
