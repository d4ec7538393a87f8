from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bylaws import load
from assistant.bylaws.numbers import article_number
from assistant.bylaws.reglement import from_bylaws, parse

TEXT = """---
title: Règlement
---

# <span style="color: red">I. LES MEMBRES</span>

## <span style="color: red">Article 1 : Adhésion</span><a name="adhesion"></a>

Toute personne peut <b>adhérer</b>, voir l'[annexe](#montants).<!-- à relire -->
[Retour au sommaire](#top)

***

## Article 2 – Procuration

Chaque membre donne **une seule** procuration.

- par écrit ;
- avant la séance.

### a. Le porteur

Il est présent.

# II. ARGENT

Préambule qui n'est d'aucun article.

**Article 3 : Votes**

Les votes par procuration &amp; les bureaux comptent.

### Art. 4bis - Repas <script>alert("x")</script>

Cinq euros.

# ANNEXE

Révisée.

## Montants

| Cotisation | Montant |
| ---------- | ------: |
| Mensuelle<br></br> | 10 €<br>*(dix euros)*</br> |
| [Retour au sommaire](#top) | |
"""
TENANTS = parse(TEXT)


def test_every_heading_of_an_article_is_found_whatever_its_shape() -> None:
    assert [(article.number, article.title) for article in TENANTS.articles] == [
        ("1", "Adhésion"),
        ("2", "Procuration"),
        ("3", "Votes"),
        ("4 bis", "Repas"),
        ("annexe", "ANNEXE"),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "## Article 7 : Droits",
        "# Article 7: Droits",
        "#### ARTICLE 7 – Droits",
        "## Article 7 — Droits ##",
        "## **Article 7** - Droits",
        "**Article 7 : Droits**",
        "## Art. 7. Droits",
        "## Article n° 7 Droits",
        "##Article 7 : Droits :",
    ],
)
def test_dashes_colons_levels_and_bold_do_not_matter(heading: str) -> None:
    found = parse(f"{heading}\n\nVoter.\n").find("7")

    assert found is not None
    assert (found.title, found.text) == ("Droits", "Voter.")


def test_html_links_and_page_jumps_are_stripped() -> None:
    article = TENANTS.find("1")

    assert article is not None
    assert article.text == "Toute personne peut adhérer, voir l'annexe."


def test_no_script_survives() -> None:
    assert all("alert" not in article.title + article.text for article in TENANTS.articles)


def test_a_deeper_heading_belongs_to_its_article_and_a_chapter_does_not() -> None:
    article = TENANTS.find("2")

    assert article is not None
    assert article.text.endswith("a. Le porteur\n\nIl est présent.")
    assert all("Préambule" not in article.text for article in TENANTS.articles)


def test_the_annex_takes_all_that_follows_and_its_tables_become_lines() -> None:
    annex = TENANTS.find("Annexe")

    assert annex is not None
    assert annex.text == "Révisée.\n\nMontants\n\nCotisation – Montant\nMensuelle – 10 € (dix euros)"


def test_entities_are_read() -> None:
    article = TENANTS.find("3")

    assert article is not None
    assert "procuration & les bureaux" in article.text


@pytest.mark.parametrize("typed", ["procuration", "procurations", "Procurations", "PROCURÀTION", "la procuration"])
def test_words_find_articles_accents_case_and_plurals_aside(typed: str) -> None:
    assert [article.number for article in TENANTS.search(typed)] == ["2", "3"]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("vote procuration", ["3"]),
        ("combien de repas", ["4 bis"]),
        ("bureau", ["3"]),
        ("zzz", []),
        ("de la", []),
        ("", []),
    ],
)
def test_the_articles_that_hold_the_most_words_come(typed: str, numbers: list[str]) -> None:
    assert [article.number for article in TENANTS.search(typed)] == numbers


def test_the_first_of_two_articles_with_one_number_counts() -> None:
    found = parse("## Article 1 : Un\n\nA\n\n## Article 1 : Deux\n\nB\n").find("1")

    assert found is not None
    assert found.title == "Un"


def test_a_text_without_articles_has_none() -> None:
    empty = parse("# Bonjour\n\nRien.\n")

    assert empty.articles == ()
    assert empty.find("1") is None
    assert empty.search("rien") == []


@pytest.mark.parametrize("typed", ["proxy", "proxies", "Procurations"])
def test_without_a_text_the_titles_of_the_bylaws_are_searched_in_every_language(typed: str) -> None:
    found = from_bylaws(load("ndzouana"), "fr").search(typed)

    assert [(article.number, article.title) for article in found] == [("16", "Vote et procuration")]


def test_a_language_without_titles_gets_the_first() -> None:
    article = from_bylaws(load("ndzouana"), "pt").find("17")

    assert article is not None
    assert article.title == "Quorum des séances"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("16", "16"),
        ("Article 16", "16"),
        ("art.16", "16"),
        ("Article 1er", "1"),
        ("n°3", "3"),
        ("8 bis", "8 bis"),
        ("art 8bis", "8 bis"),
        ("annexes", "annexe"),
        ("Annexe 2", "annexe 2"),
        ("article", None),
        ("seize", None),
        ("16 euros", None),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, number: str | None) -> None:
    assert article_number(typed) == number


@given(st.text(alphabet="#*_[](<>)|!& aArticle1:\n-", max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    for article in parse(text).articles:
        assert article_number(article.number) == article.number
