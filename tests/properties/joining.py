"""The register: candidates admitted, members suspended, gone and back, roles handed over."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition

from assistant.domain.members import Role, Status
from assistant.files.rows import MemberRow
from assistant.services.admission import Item, admit, record
from assistant.services.imports import import_members
from tests.properties.machine import ACTORS, AGO, PLACES, Ago, happens, nth
from tests.properties.model import GONE, Person
from tests.properties.paying import Paying

MOST_PEOPLE = 9
STATUSES = st.sampled_from(("active", "suspended", "honorary", "resigned", "radiated", "deceased"))
ROLES = st.sampled_from(("treasurer", "deputy-treasurer", "secretary", None))
LACKING = st.one_of(st.none(), st.none(), st.sampled_from((*Item, "a cent", "the money")))


class Joining(Paying):
    """What changes the register."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, dict[Item, date]] = {}
        """What each candidate has handed in, and since when."""

    @precondition(lambda self: self._members())
    @happens(by=ACTORS, place=PLACES, status=STATUSES, ago=AGO)
    def a_status_changes(self, by: str, place: int, status: str, ago: Ago) -> None:
        person, joined = nth(self._members(), place)
        told = person.status if person.status in GONE else status
        since = max(joined + timedelta(days=1), self.ago(ago))
        row = replace(row_of(person), status=Status(told), status_since=since)
        after = deepcopy(person)
        self._register(by, after, row, says_something=after.becomes(told, since))

    @precondition(lambda self: self._members())
    @happens(by=ACTORS, place=PLACES, days=st.integers(-40, 40))
    def the_day_of_joining_is_corrected(self, by: str, place: int, days: int) -> None:
        person, joined = nth(self._members(), place)
        after = deepcopy(person)
        last = min([self.model.today, *(since - timedelta(days=1) for since, _ in person.past[1:])])
        after.joins(min(joined + timedelta(days=days), last))
        self._register(by, after, row_of(after), says_something=after.joined != joined)

    @happens(by=ACTORS, place=PLACES, role=ROLES)
    def a_role_changes(self, by: str, place: int, role: str | None) -> None:
        person = self.model.people[self.somebody(place)]
        after = replace(person, roles={role} if role else set())
        self._register(by, after, row_of(after), says_something=after != person)

    @precondition(lambda self: len(self.model.people) < MOST_PEOPLE)
    @happens(by=ACTORS, ago=st.none() | AGO)
    def somebody_is_entered(self, by: str, ago: Ago | None) -> None:
        number = f"M{len(self.model.people) + 1:03}"
        joined = None if ago is None else self.ago(ago)
        person = Person(number, joined, [(joined or self.model.today, "active" if joined else "candidate")])
        self._register(by, person, row_of(person), says_something=True)

    @happens(by=ACTORS, place=PLACES, lacking=LACKING, ago=AGO)
    def a_candidate_is_admitted(self, by: str, place: int, lacking: str | None, ago: Ago) -> None:
        candidates = [who.number for who in self.model.people.values() if who.status == "candidate"]
        number, day = nth(candidates, place) if candidates else self.somebody(place), self.lately(ago)
        missing = self.model.bill(day) - self.model.balance(number, day) - (lacking == "a cent")
        if missing > 0 and lacking != "the money":
            self.take_file("operator", [*self.lines, (day, number, missing, "transfer", "admission")])
        self._hand_in(by, number, [item for item in Item if item != lacking], day)
        self._admit(by, number, day)

    def _hand_in(self, by: str, number: str, items: list[Item], day: date) -> None:
        allowed = self.model.is_of_bureau(by) and self.model.people[number].status == "candidate"
        told = ["application"] * len(items) if allowed else None
        self.attempt(lambda work, actor: [record(work, actor, number, item, day) for item in items], by, told)
        if allowed:
            self.files[number] = self.files.get(number, {}) | dict.fromkeys(items, day)

    def _admit(self, by: str, number: str, day: date) -> None:
        person, file = self.model.people[number], self.files.get(number, {})
        complete = set(Item) <= file.keys() and max(file[Item.TEXTS], file[Item.ACCEPTED]) <= day
        paid = self.model.balance(number, day) >= self.model.bill(day)
        allowed = self.model.is_of_bureau(by) and person.status == "candidate" and complete and paid
        self.attempt(lambda work, actor: admit(work, actor, number, day), by, ["admit"] if allowed else None)
        if allowed:
            person.joins(day)
            self.changes += 1

    def _members(self) -> list[tuple[Person, date]]:
        """Those who joined before today, and when."""
        people = self.model.people.values()
        return [(who, who.joined) for who in people if who.joined and who.joined < self.model.today]

    def _register(self, by: str, person: Person, row: MemberRow, *, says_something: bool) -> None:
        """Import the row that makes them so, where the actor may."""
        allowed = self.model.is_treasurer(by)
        told = ["import_members"] if says_something else []
        self.attempt(
            lambda work, actor: import_members(work, actor, [row], dry_run=False), by, told if allowed else None
        )
        if allowed and says_something:
            self.model.people[person.number] = person
            self.changes += 1


def row_of(person: Person, line: int = 2) -> MemberRow:
    """The member's row in a file, as of now."""
    return MemberRow(
        line=line,
        number=person.number,
        last_name="Ibara",
        first_name=f"Awa {person.number}",
        phone=None,
        email=None,
        joined_on=person.joined,
        status=Status(person.status),
        roles=frozenset(map(Role, person.roles)),
        section=None,
        spouse=None,
        language="fr",
    )
