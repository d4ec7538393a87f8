"""The register: members, their status through time, their roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Status(StrEnum):
    """What a person is to the association."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    HONORARY = "honorary"
    RESIGNED = "resigned"
    RADIATED = "radiated"
    DECEASED = "deceased"


GONE = frozenset({Status.RESIGNED, Status.RADIATED, Status.DECEASED})


class Role(StrEnum):
    """What a member is charged with."""

    PRESIDENT = "president"
    VICE_PRESIDENT = "vice-president"
    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy-secretary"
    TREASURER = "treasurer"
    DEPUTY_TREASURER = "deputy-treasurer"
    SECTION_PRESIDENT = "section-president"
    CONTROL = "control"
    CULTURE = "culture"
    COMMUNICATION = "communication"
    SOCIAL = "social"
    PROJECTS = "projects"


TREASURERS = frozenset({Role.TREASURER, Role.DEPUTY_TREASURER})
BUREAU = TREASURERS | {Role.PRESIDENT, Role.VICE_PRESIDENT, Role.SECRETARY, Role.DEPUTY_SECRETARY}


@dataclass(frozen=True, slots=True)
class StatusChange:
    """From that day on the member had that status."""

    since: date
    status: Status


@dataclass(frozen=True, slots=True)
class Member:
    """A person on the register, known by number."""

    number: str
    last_name: str
    first_name: str
    joined_on: date | None
    """None for a candidate."""
    history: tuple[StatusChange, ...]
    """Oldest first, never empty."""
    roles: frozenset[Role] = frozenset()
    phone: str | None = None
    """E.164, as in +33639980137."""
    email: str | None = None
    section: str | None = None
    spouse: str | None = None
    """The spouse's member number."""
    language: str | None = None

    @property
    def name(self) -> str:
        """First name, then last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def status(self) -> Status:
        """The latest status known."""
        return self.history[-1].status

    def status_on(self, day: date) -> Status:
        """The status on that day; before the first known one, that one, or a candidate's until the day of joining."""
        known = next((change.status for change in reversed(self.history) if change.since <= day), None)
        if known is not None:
            return known
        ahead = self.joined_on is not None and day < self.joined_on
        return Status.CANDIDATE if ahead else self.history[0].status

    def membership_on(self, day: date) -> Status:
        """The status that counts that day: the day of leaving is the last one as a member."""
        status = self.status_on(day)
        return self.status_on(day - timedelta(days=1)) if status in GONE else status

    @property
    def left_on(self) -> date | None:
        """The last day as a member: the day of the change to a status that ends membership."""
        return next((change.since for change in self.history if change.status in GONE), None)


@dataclass(frozen=True, slots=True)
class Application:
    """What a candidate has handed in and the bureau has decided (art. 3 and 4)."""

    candidate: str
    questionnaire: bool
    form_fields: frozenset[str]
    """Of `surname first_name address phone email`."""
    family_info: bool
    texts_acknowledged_on: date | None
    bureau_accepted_on: date | None
    former: str | None = None
    """The number under which the person was a member before."""


FORM_FIELDS = frozenset({"surname", "first_name", "address", "phone", "email"})
