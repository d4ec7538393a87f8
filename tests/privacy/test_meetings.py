"""Who may read what of meetings: whoever is not named here for a word must never be sent it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.privacy.meetings import ABSENT, AWAY, CLAIMED, GIVER, HOLDER, HOST, SIGNED, TOLD, TRAVELLER, played_out
from tests.privacy.people import (
    BUREAU,
    FORMER,
    NUMBERS,
    RESIGNED,
    STRANGER,
    SUSPENDED,
    WORDS,
    cents_of,
)
from tests.privacy.play import GROUP, Played
from tests.privacy.test_mutual_aid import SITTING, leaks

MINUTES = "Le texte complet est joint"
CALLED = frozenset(NUMBERS) - {SUSPENDED, RESIGNED}
"""Everybody convened."""
WRITTEN: dict[str, frozenset[str]] = {
    WORDS[HOST].of("Adr"): CALLED,
    WORDS[AWAY].of("Motif"): frozenset({SITTING, AWAY}),
    WORDS[AWAY].of("Note"): frozenset({SITTING, AWAY}),
    WORDS[TRAVELLER].of("Loin"): frozenset({SITTING, TRAVELLER}),
    WORDS[TOLD].of("Texte"): frozenset({SITTING, TOLD}),
    WORDS[TOLD].of("Dit"): frozenset({SITTING, TOLD}),
    WORDS[CLAIMED].of("Voeu"): CALLED,
}
"""What somebody has written, and who may read it: where a meeting is, why one stays away, what is asked for."""
NAMED: dict[str, frozenset[str]] = {
    **dict.fromkeys((*BUREAU, FORMER, HOST), CALLED),
    GIVER: frozenset({HOLDER}),
    HOLDER: frozenset({GIVER}),
}
"""Who may read a name besides its bearer and the bureau: the bureau's and the host's everybody convened, a giver's the
holder, a holder's the giver."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return played_out(tmp_path_factory.mktemp("meetings"))


def published(played: Played) -> list[str]:
    """What the secretary was given for outside: the group's text and the web page."""
    return [each.text for each in played.said if "categories:" in each.text and "---\ntitle:" in each.text]


@pytest.mark.parametrize("word", WRITTEN, ids=str)
def test_what_somebody_has_written_is_read_by_whom_it_is_for(played: Played, word: str) -> None:
    assert [said for said in played.said if word in said.text]
    assert leaks(played, word, WRITTEN[word]) == []


@pytest.mark.parametrize("number", NUMBERS)
def test_a_name_is_read_by_its_bearer_the_bureau_and_whom_it_concerns(played: Played, number: str) -> None:
    """Minutes name everybody convened to everybody convened, and are held apart here."""
    allowed = NAMED.get(number, frozenset()) | {SITTING, number}
    others = replace(played, said=[each for each in played.said if MINUTES not in each.text])

    for name in (WORDS[number].first_name, WORDS[number].last_name):
        assert leaks(others, name, allowed) == []
        assert leaks(played, name, CALLED | {SITTING, number}) == []


@pytest.mark.parametrize("number", NUMBERS)
def test_a_telephone_or_an_address_is_shown_to_the_bureau_at_most(played: Played, number: str) -> None:
    words = WORDS[number]

    for one in (words.phone, words.phone.removeprefix("+33"), words.email):
        assert leaks(played, one, frozenset({SITTING, number})) == []


@pytest.mark.parametrize("number", NUMBERS)
def test_what_somebody_owes_is_told_to_nobody_else_for_a_meeting(played: Played, number: str) -> None:
    for written in cents_of(number):
        assert leaks(played, written, frozenset({SITTING, number})) == []


def test_who_has_signed_is_read_by_the_bureau_alone_once_enough_have(played: Played) -> None:
    named = [each for each in played.said if "Signatures :" in each.text]
    enough = min(each.place for each in played.said if "Les signatures sont réunies" in each.text)

    assert {each.chat for each in named} == {WORDS[number].chat for number in BUREAU}
    assert min(each.place for each in named) >= enough
    assert all(WORDS[number].last_name in each.text for each in named for number in (CLAIMED, SIGNED))


def test_what_goes_outside_names_nobody_and_leads_to_nobody(played: Played) -> None:
    outside = published(played)

    assert outside
    assert not [number for number in NUMBERS for text in outside if number[1:] + "x" in text or number in text]
    assert "Un prix est remis" in outside[-1]


@pytest.mark.parametrize(("number", "name"), [(TRAVELLER, "Loin"), (TOLD, "Dit")])
def test_why_one_was_away_stands_in_the_own_file_until_it_has_served(played: Played, number: str, name: str) -> None:
    files = [each.text for each in played.said if f'"about": "{number}"' in each.text]

    assert WORDS[number].of(name) in files[0]
    assert WORDS[number].of(name) not in files[-1]


@pytest.mark.parametrize("number", BUREAU)
def test_the_own_file_of_who_holds_an_office_holds_no_words_of_others(played: Played, number: str) -> None:
    """But what every member reads of a meeting: who calls it, and at whose home it is."""
    files = [each.text for each in played.said if each.chat == WORDS[number].chat and '"about": "' in each.text]
    others = {
        word
        for one in WORDS.values()
        if one.number != number
        for word in (one.phone, one.email, *([] if NAMED.get(one.number, frozenset()) >= CALLED else [one.last_name]))
    }
    reasons = {word for word, readers in WRITTEN.items() if not readers >= CALLED}

    assert files
    assert [word for word in sorted(others | reasons) for text in files if word in text] == []


def test_in_a_group_and_to_a_stranger_nothing_personal_is_said(played: Played) -> None:
    for chat in (GROUP, STRANGER):
        said = [each.text for each in played.said if each.chat == chat]

        assert said
        assert not [number for number in NUMBERS for text in said if number[1:] + "x" in text or number in text]
    assert len({each.text for each in played.said if each.chat == GROUP}) == 1


def test_logs_name_nobody_and_hold_no_word_that_was_written(played: Played) -> None:
    words = {word.casefold() for word in WRITTEN}
    for each in WORDS.values():
        words |= {each.first_name.casefold(), each.last_name.casefold(), each.phone, each.email.casefold()}

    logged = played.logged.casefold()

    assert logged
    assert [word for word in sorted(words) if word in logged] == []


def test_a_script_reads_codes_and_numbers_alone(played: Played) -> None:
    words = {word for each in WORDS.values() for word in (each.first_name, each.last_name, each.phone, each.email)}

    assert [result for _, result in played.results if any(word in result for word in words | WRITTEN.keys())] == []


def test_a_letter_about_absences_is_read_by_who_gets_it_and_the_bureau(played: Played) -> None:
    name = WORDS[ABSENT].last_name
    warned = {each.chat for each in played.said if name in each.text and "AVERTISSEMENT" in each.text.upper()}

    assert WORDS[BUREAU[1]].chat in warned
    assert warned <= {WORDS[number].chat for number in (*BUREAU, ABSENT)}
