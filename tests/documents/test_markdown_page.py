"""A page for a web site: YAML front matter, then what was written, as it was written."""

from __future__ import annotations

import pytest
import yaml

from assistant.documents.markdown_page import markdown_page
from assistant.domain.meeting_papers import MarkdownPage
from assistant.i18n import language

PAGE: MarkdownPage = {
    "title": "Compte rendu de la réunion mensuelle du 11 avril 2026",
    "date": "2026-04-11",
    "categories": ["Réunions"],
    "paragraphs": ["21 personnes présentes."],
    "sections": [
        {"heading": "Bilan", "paragraphs": ["Lu par la trésorerie.", "Débattu."], "points": ["Adopté", "Rejeté"]},
        {"heading": "Divers", "paragraphs": [], "points": []},
    ],
    "closing": ["Levée à 18 h."],
}


def written(page: MarkdownPage = PAGE) -> str:
    return markdown_page(language("fr"), page).decode()


def body(text: str) -> str:
    """What the words of a paragraph become."""
    return written({**PAGE, "paragraphs": [text], "sections": [], "closing": []}).split("---\n")[2].strip()


def test_the_front_matter_names_the_title_the_day_and_the_categories() -> None:
    _, front, _ = written().split("---\n")

    assert [*yaml.safe_load(front)] == ["title", "date", "categories"]
    assert yaml.safe_load(front)["title"] == PAGE["title"]
    assert yaml.safe_load(front)["date"].isoformat() == "2026-04-11"
    assert yaml.safe_load(front)["categories"] == ["Réunions"]


@pytest.mark.parametrize("title", ['Un "titre" : \\ oui', "--- \n---\nauthor: x", "[a]", "#", "'", "é\u200b", "yes"])
def test_no_title_breaks_out_of_the_front_matter(title: str) -> None:
    front = written({**PAGE, "title": title}).split("\n---\n")[0].removeprefix("---\n")

    read = yaml.safe_load(front)
    assert set(read) == {"title", "date", "categories"}
    assert read["title"] == " ".join(title.replace("\u200b", "").split("\n"))


def test_sections_paragraphs_and_points_stand_in_order() -> None:
    assert written().split("---\n")[2] == (
        "\n21 personnes présentes.\n\n## Bilan\n\nLu par la trésorerie.\n\nDébattu.\n\n- Adopté\n- Rejeté\n\n"
        "## Divers\n\n* * *\n\nLevée à 18 h.\n"
    )


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("A & B", "A &amp; B"),
        ("{{ site.secret }} {% include x %}", "&#123;&#123; site.secret &#125;&#125; &#123;% include x %&#125;"),
        ("*gras* _ici_ `code` [a](b) a|b ~~non~~", r"\*gras\* \_ici\_ \`code\` \[a\](b) a\|b \~\~non\~\~"),
        ("# Titre", r"\# Titre"),
        ("- un", r"\- un"),
        ("+ un", r"\+ un"),
        ("> cité", "&gt; cité"),
        ("=== ", r"\==="),
        ("1. un", r"1\. un"),
        ("12) un", r"12\) un"),
        ("14 h 30, 12.5 - 3", "14 h 30, 12.5 - 3"),
        ("Une\u202espirale", "Unespirale"),
    ],
)
def test_what_people_wrote_is_no_markup(words: str, marked: str) -> None:
    assert body(words) == marked
