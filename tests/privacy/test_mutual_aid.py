"""Who may read what of mutual aid: whoever is not named here for a word must never be sent it."""

from __future__ import annotations

import pytest

from tests.privacy.people import (
    ASKING,
    BROTHER,
    BUREAU,
    CONTROL,
    DEAD,
    FORMER,
    LOST,
    MOTHER,
    NEIGHBOUR,
    NUMBERS,
    REFUSED,
    RESIGNED,
    SOCIAL,
    SON,
    STRANGER,
    WIDOW,
    WORDS,
    cents_of,
)
from tests.privacy.play import GROUP, Played, Said, played_out

SITTING = "who sits in the bureau when it leaves"
EVERYBODY = frozenset(NUMBERS)
CLAIMANTS = (SON, BROTHER, WIDOW, MOTHER, DEAD, LOST)
WRITTEN: dict[str, frozenset[str]] = {
    WORDS[SON].of("Rel"): frozenset({SITTING, SON, BROTHER}),
    WORDS[MOTHER].of("Rel"): frozenset({SITTING, MOTHER}),
    WORDS[MOTHER].of("doc"): frozenset({MOTHER}),
    WORDS[BROTHER].of("Motif"): frozenset({SITTING, BROTHER}),
    WORDS[LOST].of("Texte"): EVERYBODY - {RESIGNED},
    WORDS[LOST].of("Annule"): EVERYBODY - {RESIGNED},
    WORDS[SON].of("Vir"): frozenset({SITTING, SON}),
    WORDS[ASKING].of("Mots"): frozenset({ASKING, SOCIAL}),
    WORDS[REFUSED].of("Mots"): frozenset({REFUSED, SOCIAL}),
    WORDS[ASKING].of("Propos"): frozenset({SITTING, ASKING, SOCIAL}),
    WORDS[REFUSED].of("Excuse"): frozenset({REFUSED, SOCIAL}),
    WORDS[ASKING].of("Vir"): frozenset({SITTING, ASKING}),
}
"""What somebody has written, and who may read it: names of relatives, reasons, requests, references."""
NAMED: dict[str, frozenset[str]] = {
    **dict.fromkeys((*BUREAU, FORMER, LOST), EVERYBODY),
    DEAD: frozenset({NEIGHBOUR, WIDOW, CONTROL}),
    ASKING: frozenset({SOCIAL}),
    REFUSED: frozenset({SOCIAL}),
    SON: frozenset({CONTROL}),
    MOTHER: frozenset({CONTROL}),
    SOCIAL: frozenset({ASKING, REFUSED}),
}
"""Who may read a name besides its bearer and the bureau: who declared it, who is asked, who looks over the fund; of the
bureau, and of whom the family has agreed to it, everybody."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return played_out(tmp_path_factory.mktemp("privacy"))


def leaks(played: Played, canary: str, allowed: frozenset[str]) -> list[str]:
    """Messages that hold it and are for somebody else, cut short."""
    found = (said for said in played.said if canary.casefold() in said.text.casefold())
    return [f"{said.place} to {said.chat}: {said.text[:300]}" for said in found if not _is_for(said, played, allowed)]


def _is_for(said: Said, played: Played, allowed: frozenset[str]) -> bool:
    sitting = {*BUREAU, FORMER} if said.place < played.role_lost_at else set(BUREAU)
    readers = allowed | sitting if SITTING in allowed else allowed
    return any(said.chat == WORDS[number].chat for number in readers - {SITTING})


@pytest.mark.parametrize("word", WRITTEN, ids=str)
def test_what_somebody_has_written_is_read_by_whom_it_is_for(played: Played, word: str) -> None:
    assert leaks(played, word, WRITTEN[word]) == []


@pytest.mark.parametrize("number", NUMBERS)
def test_a_name_is_read_by_its_bearer_the_bureau_and_whom_it_concerns(played: Played, number: str) -> None:
    allowed = NAMED.get(number, frozenset()) | {SITTING, number}

    for name in (WORDS[number].first_name, WORDS[number].last_name):
        assert leaks(played, name, allowed) == []


@pytest.mark.parametrize("number", NUMBERS)
def test_a_telephone_or_an_address_is_shown_to_nobody_else(played: Played, number: str) -> None:
    words = WORDS[number]

    for one in (words.phone, words.phone.removeprefix("+33"), words.email):
        assert leaks(played, one, frozenset({number})) == []


@pytest.mark.parametrize("number", CLAIMANTS)
def test_what_somebody_owes_is_read_by_the_bureau_alone(played: Played, number: str) -> None:
    for written in cents_of(number):
        assert leaks(played, written, frozenset({SITTING, number})) == []


def test_in_a_group_nothing_personal_is_said(played: Played) -> None:
    said = [each.text for each in played.said if each.chat == GROUP]

    assert said
    assert len(set(said)) == 1
    assert not [number for number in NUMBERS for text in said if number[1:] + "x" in text or number in text]


def test_nothing_personal_is_given_to_whom_nobody_knows(played: Played) -> None:
    said = [each.text for each in played.said if each.chat == STRANGER]

    assert said
    assert not [text for text in said for number in NUMBERS if number[1:] + "x" in text or number in text]


def test_logs_name_nobody_and_hold_no_word_that_was_written(played: Played) -> None:
    words = {word.casefold() for word in WRITTEN}
    for each in WORDS.values():
        words |= {each.first_name.casefold(), each.last_name.casefold(), each.phone, each.email.casefold()}

    logged = played.logged.casefold()

    assert logged
    assert [word for word in sorted(words) if word in logged] == []


def test_a_script_reads_of_a_refusal_its_code_alone(played: Played) -> None:
    words = {word for each in WORDS.values() for word in (each.first_name, each.last_name, each.phone, each.email)}

    assert [result for _, result in played.results if any(word in result for word in words | WRITTEN.keys())] == []
