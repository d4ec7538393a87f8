"""Three members, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.messages import Address, Delivery, Incoming, Lane, Outgoing
from assistant.ports import UnitOfWork

JOINED = date(2020, 1, 1)
AMINA = Member(
    "M012",
    "Okemba",
    "Amina",
    JOINED,
    (StatusChange(JOINED, Status.ACTIVE), StatusChange(date(2024, 2, 1), Status.SUSPENDED)),
    frozenset({Role.TREASURER, Role.SOCIAL}),
    phone="+33639980112",
    email="amina@example.org",
    section="Lyon",
    spouse="M014",
    language="fr",
)
BRICE = Member("M014", "Ngoma", "Brice", JOINED, (StatusChange(JOINED, Status.ACTIVE),), phone="+33639980114")
CELINE = Member("M016", "Itoua", "Céline", JOINED, (StatusChange(JOINED, Status.RESIGNED),), phone="+33639980114")


def registered(*members: Member) -> Callable[[UnitOfWork], None]:
    """A unit that saves them."""

    def unit(work: UnitOfWork) -> None:
        for member in members:
            work.members.save(member)

    return unit


def dues(member: Member, month: int, cents: int = 1000) -> NewTransfer:
    return NewTransfer(
        member_account(member.number),
        Account.DUES,
        cents,
        Kind.MONTHLY,
        date(2026, month, 1),
        f"month:2026-{month:02}",
        key=f"due:{member.number}:2026-{month:02}",
    )


def reversal(number: int, of: NewTransfer) -> NewTransfer:
    return NewTransfer(of.credit, of.debit, of.cents, of.kind, of.value_on, of.cause, reverses=number)


def update(number: int, text: str = "/solde", account: str = "42") -> Incoming:
    return Incoming("telegram", str(number), account, account, True, datetime(2026, 4, 5, 12, tzinfo=UTC), text)


def message(
    chat: str = "42",
    lane: Lane = Lane.REPLY,
    delivery: Delivery = Delivery.AT_LEAST_ONCE,
    *,
    key: str | None = None,
    channel: str = "telegram",
    group: bool = False,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> Outgoing:
    to = Address(channel, chat, None if group else chat)
    return Outgoing(to, "reply", {"text": chat}, lane, delivery, key=key, not_before=not_before, expires_at=expires_at)
