"""What may be read by others than the members names nobody, says what nobody owes, and leads to nobody's door."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.rules.publishing import Found, FoundKind, names_somebody
from tests.rules.people import member

AWA = replace(member(), number="M012", first_name="Awa", last_name="Ngoma")
JEAN = replace(member(), number="M013", first_name="Jean-Pierre", last_name="M’Boussi Okemba")
ELISE = replace(member(), number="M014", first_name="Élise", last_name="Bâ")
MEMBERS = (AWA, JEAN, ELISE)


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind.value, each.words) for each in names_somebody(text, MEMBERS)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Merci à Awa Ngoma pour l’accueil.", "Awa Ngoma"),
        ("Merci à NGOMA Awa.", "NGOMA Awa"),
        ("Merci à awa  ngoma.", "awa  ngoma"),
        ("Merci à Awa\nNgoma.", "Awa Ngoma"),
        ("Chez madame Ngoma, à 15 h.", "madame Ngoma"),
        ("Chez les Ngoma, à 15 h.", "Ngoma"),
        ("Merci à jean pierre m'boussi okemba.", "jean pierre m'boussi okemba"),
        ("Merci aux M'BOUSSI-OKEMBA.", "M'BOUSSI-OKEMBA"),
        ("Merci à Elise BA.", "Elise BA"),
        ("Merci à E\u0301lise Ba\u0302.", "Élise Bâ"),
        ("Merci à N\u200bgoma.", "Ngoma"),
        ("Merci à Mme Bâ.", "Mme Bâ"),
        ("Merci à M. BA.", "M. BA"),
        ("Voir https://exemple.fr/membres/awa-ngoma.html", "awa-ngoma"),
        ("Voir https://exemple.fr/membres/awa%20ngoma", "awa ngoma"),
        ("Voir https://exemple.fr/AwaNgoma", "AwaNgoma"),
        ("Le vote de M012 manque.", "M012"),
        ("Le vote de m012 manque.", "m012"),
    ],
)
def test_a_member_is_found_by_either_order_of_the_name_accents_and_case_aside(text: str, words: str) -> None:
    assert found(text) == [("name", words)]


@pytest.mark.parametrize(
    "text",
    [
        "La réunion a lieu mardi 10 mars 2026 à 14 h 30.",
        "Un grand bas de page, un bain.",
        "Awa est un prénom.",
        "Ngomaville est une ville.",
        "Les bénéfices de la fête : 1 250,00 €.",
        "Quorum : 37 voix, 21 présentes, 12 représentées.",
        "L’article 16 du règlement, version 2025.1.",
        "",
    ],
)
def test_what_names_nobody_passes(text: str) -> None:
    assert found(text) == []


def test_a_short_last_name_is_found_beside_its_first_name_alone() -> None:
    assert found("Ba, bas, bats.") == []
    assert found("Élise Ba") == [("name", "Élise Ba")]


@pytest.mark.parametrize(
    "phone",
    [
        "06 39 98 01 37",
        "0639980137",
        "06.39.98.01.37",
        "06-39-98-01-37",
        "+33639980137",
        "+33 6 39 98 01 37",
        "+33 (0)6 39 98 01 37",
        "0033 6 39 98 01 37",
        "+242 06 612 34 56",
        "06\u00a039\u202f98\u00a001\u00a037",
    ],
)
def test_a_telephone_number_is_found_however_it_is_written(phone: str) -> None:
    kinds = {each.kind for each in names_somebody(f"Appelez le {phone}.", ())}

    assert kinds == {FoundKind.PHONE}


@pytest.mark.parametrize("number", ["2026", "1 000 000", "10/03/2026", "2026-03-10", "45,00", "07 12 25"])
def test_other_numbers_are_no_telephone(number: str) -> None:
    assert names_somebody(f"Il y en a {number} ici.", ()) == []


def test_an_e_mail_address_is_found() -> None:
    assert names_somebody("Écrivez à awa.n+ag@exemple.fr !", ()) == [Found(FoundKind.EMAIL, "awa.n+ag@exemple.fr")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rendez-vous au 12 rue des Lilas, à 15 h.", "12 rue des Lilas"),
        ("Au 3 bis, avenue de la République.", "3 bis, avenue de la République"),
        ("At 12 Garden Street, at three.", "12 Garden Street"),
    ],
)
def test_the_way_to_somebody_s_door_is_found(text: str, words: str) -> None:
    assert names_somebody(text, ()) == [Found(FoundKind.ADDRESS, words)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Un membre doit 80,00 € à ce jour.", "80,00 €"),
        ("One member owes €80.00 today.", "€80.00"),
        ("Arriérés : 1 250 euros.", "1 250 euros"),
        ("Un retard de 60 EUR.", "60 EUR"),
    ],
)
def test_an_amount_beside_a_word_of_debt_is_found(text: str, amount: str) -> None:
    assert found(text) == [("owed", amount)]


def test_an_amount_beside_a_name_is_found_and_one_in_another_sentence_is_not() -> None:
    assert found("Awa Ngoma : 35,00 €.") == [("name", "Awa Ngoma"), ("owed", "35,00 €")]
    assert found("Merci à Awa Ngoma. La fête a rapporté 35,00 €.") == [("name", "Awa Ngoma")]


def test_what_stands_there_twice_is_told_once_and_all_that_is_wrong_is_told() -> None:
    text = "Awa Ngoma (06 39 98 01 37) et Awa Ngoma, awa@exemple.fr"

    assert found(text) == [("name", "Awa Ngoma"), ("phone", "06 39 98 01 37"), ("email", "awa@exemple.fr")]


def test_a_cleared_word_names_nobody_alone_and_still_does_beside_the_first_name() -> None:
    petit = replace(member(), number="M015", first_name="Paul", last_name="Petit")

    assert names_somebody("Un petit buffet : 35,00 €.", [petit]) == [
        Found(FoundKind.NAME, "petit"),
        Found(FoundKind.OWED, "35,00 €"),
    ]
    assert names_somebody("Un petit buffet : 35,00 €.", [petit], {"petit"}) == []
    assert names_somebody("Merci à Paul Petit et à M. Petit.", [petit], {"petit"}) == [
        Found(FoundKind.NAME, "Paul Petit"),
        Found(FoundKind.NAME, "M. Petit"),
    ]
