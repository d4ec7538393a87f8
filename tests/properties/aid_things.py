"""Who mourns and rejoices, of what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from hypothesis import strategies as st

from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.members import Role, Status
from assistant.files.proofs import Proof
from assistant.files.rows import MemberRow
from tests.properties.machine import EDGES
from tests.properties.model import Person

BUREAU = {"M001": "president", "M002": "treasurer", "M003": "secretary"}
COUPLE = {"M004", "M005"}
SIBLINGS = ("M006", "M007")
NEWCOMER, ELDER = "M008", "M009"
MOST_PEOPLE = 11
PAPER = Proof("acte.pdf", "application/pdf", b"%PDF-1.4 acte")
NEW_RATES = {"death_father": (120_000, 6000), "death_brother": (40_000, 2000), "birth": (20_000, 0)}
HOURS = st.sampled_from((time(9), time(9), time(22, 45)))
"""In UTC: late in the evening it is tomorrow in Paris."""
AGO = st.sampled_from((0, 0, 1, 2, 9, 20, 40, "end of the month before", "first of this month"))
SHORT = st.sampled_from((0, 1, 1, 3, 9, 31))
GRANTED = st.booleans()
"""Whether the bureau agrees at once."""
OWED = st.sampled_from((*EDGES, 0, 0, 5999, 6000, 6000))
REASONS = st.sampled_from(("un autre motif",) * 5 + (" ",))
CHOICES = st.sampled_from(("all", "all", "all", "one", "refuse"))


@dataclass(frozen=True)
class Thing:
    """Something that may happen, to whom and by what tie; `*`: anybody may tell of it."""

    key: str
    relative: str
    ties: dict[str, str]
    children: int = 1


def name_of(number: str) -> str:
    return f"Awa {number} Ibara"


THINGS = (
    Thing("death of M004", name_of("M004"), {"*": "M004", "M005": "death_spouse"}),
    Thing("their father", "Prosper Ibara", dict.fromkeys(SIBLINGS, "death_father")),
    Thing("their mother", "Rose-Aimée Ibara", dict.fromkeys(SIBLINGS, "death_mother")),
    Thing("a brother and father", "Alphonse Nganga", {"M001": "death_brother", NEWCOMER: "death_father"}),
    Thing("the couple's child", "Noé Moukoko", dict.fromkeys(sorted(COUPLE), "death_child")),
    Thing("a half-brother", "Fulgence Tati", {"M002": "death_brother", "M005": "half_sibling"}),
    Thing("a sister", "Judith Massamba", {"M003": "death_sister", ELDER: "death_mother"}),
    Thing("an in-law", "Gaston Loemba", {"M004": "in_law"}),
    Thing("twins", "Ruth et Léa", dict.fromkeys(sorted(COUPLE), "birth"), children=2),
    Thing("a birth", "Paul Batola", {NEWCOMER: "birth", "M001": "birth"}),
    Thing("a baptism", "Ruth et Léa", dict.fromkeys(sorted(COUPLE), "baptism"), children=2),
    Thing("a wedding", "", {ELDER: "marriage"}),
    Thing("a birthday", "", {"M006": "birthday"}),
    Thing("the same year's birthday", "", {"M006": "birthday"}),
    Thing("death of M006", name_of("M006"), {"*": "M006", "M007": "death_sister"}),
    Thing("death of M008", name_of(NEWCOMER), {"*": NEWCOMER}),
    Thing("death of M001", name_of("M001"), {"*": "M001"}),
)


def new_rates(since: date) -> dict[str, object]:
    """What an assembly may have voted, as a change of the bylaws."""
    payouts, levies = ({kind: sums[place] for kind, sums in NEW_RATES.items()} for place in (0, 1))
    return {"from": since, "assembly": "general assembly", "payouts": payouts, "levies": levies}


def opening(number: str, cents: int, day: date) -> NewTransfer:
    who = member_account(number)
    debit, credit = (who, Account.OPENING) if cents < 0 else (Account.OPENING, who)
    return NewTransfer(debit, credit, abs(cents), Kind.OPENING, day, f"sheet:{day}", key=f"opening:{number}")


def row_of(person: Person, since: date | None, line: int = 2) -> MemberRow:
    """The member's row in a file, as of now."""
    spouse = next(iter(COUPLE - {person.number}), None) if person.number in COUPLE else None
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
        spouse=spouse,
        language="fr",
        status_since=since,
    )
