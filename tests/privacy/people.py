"""People of whom every word and figure is their own, so that it can be found wherever it went."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.members import Member, Role, Status
from tests.handlers.talk import member

PRESIDENT, SECRETARY, TREASURER, FORMER = "M001", "M002", "M003", "M004"
BUREAU = (PRESIDENT, SECRETARY, TREASURER)
"""The fourth, a deputy secretary, is of it for a while."""
SOCIAL, CONTROL = "M005", "M006"
SON, BROTHER, WIDOW, NEIGHBOUR, MOTHER, DEAD, FRIEND = "M010", "M011", "M012", "M013", "M014", "M015", "M016"
ASKING, REFUSED, SUSPENDED, RESIGNED, LOST = "M017", "M018", "M019", "M020", "M021"
STRANGER = "a stranger"
ROLES = {
    PRESIDENT: Role.PRESIDENT,
    SECRETARY: Role.SECRETARY,
    TREASURER: Role.TREASURER,
    FORMER: Role.DEPUTY_SECRETARY,
    SOCIAL: Role.SOCIAL,
    CONTROL: Role.CONTROL,
}
STATUSES = {SUSPENDED: Status.SUSPENDED, RESIGNED: Status.RESIGNED}
NUMBERS = tuple(f"M{place:03}" for place in (*range(1, 7), *range(10, 22)))


@dataclass(frozen=True)
class Words:
    """What is a person's alone: a name of their own in each field."""

    number: str

    def of(self, what: str) -> str:
        """`Rel010x`: short, and in no other word."""
        return f"{what}{self.number[1:]}x"

    @property
    def first_name(self) -> str:
        return self.of("Pre")

    @property
    def last_name(self) -> str:
        return self.of("Nom")

    @property
    def phone(self) -> str:
        return f"+336399{self.number[1:]}71"

    @property
    def email(self) -> str:
        return f"{self.of('mail')}@example.org"

    @property
    def owed(self) -> int:
        """Arrears on the first day, in cents; the last two are nobody else's, and stay, as all else is whole euros."""
        return (7100 if self.number == DEAD else 3100) + int(self.number[1:])

    @property
    def member(self) -> Member:
        roles = (ROLES[self.number],) if self.number in ROLES else ()
        return member(
            self.number,
            self.first_name,
            *roles,
            last_name=self.last_name,
            phone=self.phone,
            email=self.email,
            status=STATUSES.get(self.number, Status.ACTIVE),
            spouse={WIDOW: DEAD, DEAD: WIDOW}.get(self.number),
        )

    @property
    def chat(self) -> str:
        return self.first_name.lower()


WORDS = {number: Words(number) for number in NUMBERS}


def cents_of(number: str) -> tuple[str, ...]:
    """The end of every sum that the person owes, as it is written in French, in English, in a file."""
    part = int(number[1:])
    return (f",{part:02} €", f",{part:02}\u00a0€", f".{part:02}")
