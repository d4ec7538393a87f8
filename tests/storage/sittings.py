"""A meeting to keep, and what is frozen at its opening."""

from __future__ import annotations

from datetime import timedelta

from assistant.domain.convening import AgendaItem, Frozen, NewMeeting
from assistant.domain.meetings import Mandate, Party, Purpose, SessionKind
from assistant.domain.members import Status
from assistant.ports import UnitOfWork
from tests.storage.conftest import NOON

START = NOON + timedelta(days=20)
MARCH = NewMeeting(
    kind=SessionKind.AGE,
    on=START.date(),
    starts_at=START,
    place="12, rue de l'Église, « salle B »",
    agenda=(AgendaItem.own("Élire la trésorière"), AgendaItem({"fr": "Comptes", "en": "Accounts"}, "accounts", True)),
    hosts=("M012", "M014"),
    purpose=Purpose.VACANCY,
)
FROZEN = Frozen(
    {
        "M012": Party("M012", Status.ACTIVE, up_to_date=True, votes=True),
        "M014": Party("M014", Status.SUSPENDED, up_to_date=False, votes=False),
    },
    ("M012",),
    (Mandate("M014", "M012"),),
)


def add(work: UnitOfWork, new: NewMeeting = MARCH) -> int:
    number = work.meetings.add(new, "M012")
    assert number is not None
    return number


def begun(work: UnitOfWork) -> int:
    number = add(work)
    assert work.meetings.convene(number, "M014")
    assert work.meetings.open(number, "M012", FROZEN, chair="M012", secretary="M014")
    return number
