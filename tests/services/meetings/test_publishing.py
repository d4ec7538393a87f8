"""Outside of the association the minutes name nobody: what is found is said otherwise, and only then they go out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assistant.clocks import StandingClock
from assistant.domain.convening import AgendaItem
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.members import Status
from assistant.ports import Database, UnitOfWork
from assistant.rules.publishing import Found, FoundKind
from assistant.services.meetings import publishing, recording
from assistant.services.meetings.publishing import Hit
from assistant.services.meetings.recording import LONGEST, Draft
from assistant.services.meetings.recounting import Facts
from tests.services.bureau import AWA, SYLVIE, acting, refusal
from tests.services.meetings.minuted import QUESTION, approved, hold, sit, writing
from tests.services.people import person

ELISE = person("M050", "Élise", last_name="M’Boussi-Okemba")
PETIT = person("M051", "Paul", last_name="Petit")
GONE = person("M052", "Aimé", last_name="Loemba", status=Status.RESIGNED)


async def found(database: Database) -> list[Hit]:
    return await database.run(lambda work: publishing.hits(work, publishing.check(work, acting(SYLVIE), 1)))


def public(work: UnitOfWork) -> Facts:
    return publishing.public(work, acting(SYLVIE), 1)


def rewording(place: str, words: str | None) -> Callable[[UnitOfWork], Draft]:
    return lambda work: publishing.reword(work, acting(SYLVIE), 1, place, words)


def clearing(word: str) -> Callable[[UnitOfWork], Draft]:
    return lambda work: publishing.clear(work, acting(SYLVIE), 1, word)


async def test_it_says_counts_in_the_place_of_names_and_neither_where_nor_at_whose_home(
    database: Database, clock: StandingClock
) -> None:
    await approved(database, clock, point_2="Un buffet sera offert.", opening="Une minute de silence.")

    facts = await database.run(public)

    assert facts["counts"] == {"present": 5, "represented": 1, "excused": 1, "absent": 1}
    assert facts["items"][1]["words"] == "Un buffet sera offert."
    assert facts["items"][1]["resolutions"][0]["text"] == QUESTION
    assert facts["words"] == {"opening": "Une minute de silence.", "closing": ""}
    written = json.dumps(facts, ensure_ascii=False)
    assert [word for word in ("Ibara", "Hilaire", "Lilas", "M0", "P-2026") if word in written] == []


async def test_a_draft_is_never_published(database: Database, clock: StandingClock) -> None:
    await hold(database, clock)

    none = await refusal(database, public)
    await database.run(writing("0", "Ici"))
    decision = await refusal(database, public)

    assert (none.reason, decision.reason) == (Reason.MINUTES_NOT_APPROVED, Reason.MINUTES_NOT_APPROVED)
    assert decision.articles == ("NDZ art. 19",)


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("Merci à Awa Ibara.", "Awa Ibara"),
        ("Merci à IBARA Awa.", "IBARA Awa"),
        ("Merci à A. Ibara.", "Ibara"),
        ("Merci à mme ibara.", "mme ibara"),
        ("Merci à Elise M'BOUSSI OKEMBA.", "Elise M'BOUSSI OKEMBA"),
        ("Merci à Élise M’Boussi-Okemba.", "Élise M’Boussi-Okemba"),
        ("Voir https://exemple.fr/awa-ibara/photos", "awa-ibara"),
        ("Aimé Loemba nous a quittés.", "Aimé Loemba"),
        ("Le vote de M012.", "M012"),
    ],
)
async def test_a_name_in_the_secretary_s_words_keeps_it_back_in_whatever_shape(
    database: Database, clock: StandingClock, words: str, hit: str
) -> None:
    await approved(database, clock, ELISE, GONE, point_1=words)

    decision = await refusal(database, public)

    assert (decision.reason, decision.articles) == (Reason.NAMES_SOMEBODY, ("NDZ art. 5", "NDZ art. 32"))
    assert await found(database) == [Hit("0", Found(FoundKind.NAME, hit))]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Appelez le 06 39 98 01 37.", FoundKind.PHONE),
        ("Écrivez à bureau@exemple.fr.", FoundKind.EMAIL),
        ("Chez nous, 12 rue des Lilas.", FoundKind.ADDRESS),
        ("Un membre doit 80,00 €.", FoundKind.OWED),
    ],
)
async def test_nothing_that_leads_to_somebody_and_no_debt_goes_out(
    database: Database, clock: StandingClock, words: str, kind: FoundKind
) -> None:
    await approved(database, clock, closing=words)

    assert [(hit.place, hit.found.kind, hit.word) for hit in await found(database)] == [("closing", kind, None)]
    assert (await refusal(database, public)).reason is Reason.NAMES_SOMEBODY


async def test_a_name_in_a_resolution_or_in_a_title_is_found_as_well(database: Database, clock: StandingClock) -> None:
    await hold(database, clock, text="Admission d’Awa Ibara")
    await sit(database, clock)
    await database.run(writing("0", "Rien"))

    def unit(work: UnitOfWork) -> None:
        """The same minutes, had the agenda named her."""
        draft = recording.draft(work, acting(SYLVIE), 1)
        draft.facts["items"][0]["titles"]["en"] = "Thanks to Awa Ibara"
        places = {hit.place for hit in publishing.hits(work, draft)}
        assert places == {"title:0", "resolution:1"}

    await database.run(unit)


async def test_what_names_somebody_is_said_otherwise_outside_and_stays_for_the_members(
    database: Database, clock: StandingClock
) -> None:
    await approved(database, clock, point_1="Présenté par Awa Ibara.", closing="Merci à Awa Ibara.")

    await database.run(rewording("0", " Présenté par la trésorerie. "))
    await database.run(rewording("closing", ""))
    await database.run(rewording("title:1", "Une fête"))
    await database.run(rewording("resolution:1", "Une date"))

    facts = await database.run(public)
    assert facts["items"][0]["words"] == "Présenté par la trésorerie."
    assert facts["words"]["closing"] == ""
    assert AgendaItem(facts["items"][1]["titles"]).title("en") == "Une fête"
    assert facts["items"][1]["resolutions"][0]["text"] == "Une date"
    kept = await database.run(lambda work: work.minutes.of_meeting(1))
    assert kept is not None
    assert kept.approval is not None
    assert kept.approval.facts["words"] == {"0": "Présenté par Awa Ibara.", "closing": "Merci à Awa Ibara."}


async def test_a_resolution_left_out_is_not_told(database: Database, clock: StandingClock) -> None:
    await approved(database, clock)

    await database.run(rewording("resolution:1", ""))

    assert (await database.run(public))["items"][1]["resolutions"] == []


async def test_other_words_are_checked_too_and_can_be_taken_back(database: Database, clock: StandingClock) -> None:
    await approved(database, clock, point_1="Rien à dire.")

    await database.run(rewording("0", "Awa Ibara n’a rien dit."))
    hits = await found(database)
    await database.run(rewording("0", None))

    assert [hit.place for hit in hits] == ["0"]
    assert (await database.run(public))["items"][0]["words"] == "Rien à dire."


@pytest.mark.parametrize(
    ("place", "words"), [("title:0", " "), ("1", "Ici"), ("title:2", "x"), ("0", "x" * (LONGEST + 1))]
)
async def test_what_is_not_said_cannot_be_said_otherwise_and_a_title_says_something(
    database: Database, clock: StandingClock, place: str, words: str
) -> None:
    await approved(database, clock, point_1="Rien à dire.")

    with pytest.raises(MbongiError):
        await database.run(rewording(place, words))


async def test_a_common_word_that_is_a_last_name_is_cleared_knowingly(database: Database, clock: StandingClock) -> None:
    await approved(database, clock, PETIT, point_2="Un petit buffet, pour 35,00 €.")
    hits = await found(database)

    await database.run(clearing("Petit"))
    facts = await database.run(public)

    assert [(hit.found.words, hit.word) for hit in hits] == [("petit", "petit"), ("35,00 €", None)]
    assert facts["items"][1]["words"] == "Un petit buffet, pour 35,00 €."
    audited = await database.run(lambda work: work.audit.about(SYLVIE.number))
    assert [dict(row["body"]) for row in audited if row["action"] == "minutes_word_cleared"] == [
        {"minutes": 1, "meeting": 1, "places": ["1"]}
    ]


@pytest.mark.parametrize("words", ["Merci à Paul Petit.", "Merci à M. Petit.", "Le vote de M051."])
async def test_a_full_name_a_title_or_a_number_cannot_be_cleared(
    database: Database, clock: StandingClock, words: str
) -> None:
    await approved(database, clock, PETIT, point_2=words)

    refused = [await refusal(database, clearing(word)) for word in ("petit", "Paul Petit", "m051")]

    assert {decision.reason for decision in refused} == {Reason.NAMES_SOMEBODY}


async def test_a_cleared_word_still_names_somebody_beside_the_first_name(
    database: Database, clock: StandingClock
) -> None:
    await approved(database, clock, PETIT, point_1="Un petit mot.", point_2="Merci à Paul Petit.")
    await database.run(clearing("petit"))

    assert [(hit.place, hit.found.words) for hit in await found(database)] == [("1", "Paul Petit")]


async def test_only_the_bureau_publishes(database: Database, clock: StandingClock) -> None:
    await approved(database, clock)
    units: tuple[Callable[[UnitOfWork], Any], ...] = (
        lambda work: publishing.public(work, acting(AWA), 1),
        lambda work: publishing.reword(work, acting(AWA), 1, "title:0", "x"),
        lambda work: publishing.clear(work, acting(replace(SYLVIE, roles=frozenset())), 1, "x"),
    )

    assert {(await refusal(database, unit)).reason for unit in units} == {Reason.NOT_AUTHORISED}
