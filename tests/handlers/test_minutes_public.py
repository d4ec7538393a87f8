"""Outside of the association the minutes name nobody: what the secretary is shown, says otherwise, and puts up."""

from __future__ import annotations

import pytest

from tests.handlers.minuted import READ, approve, begin, files, hold
from tests.handlers.talk import Talk, member, plain


@pytest.fixture
async def held(talk: Talk) -> Talk:
    """The first meeting is over."""
    await hold(talk)
    return talk


@pytest.fixture
async def approved(held: Talk) -> Talk:
    """Its minutes are approved, with nothing written in them."""
    await approve(held)
    return held


async def test_the_group_gets_a_text_and_the_site_a_page_without_a_name(approved: Talk) -> None:
    outcome = await approved.say("sylvie", "/pv 1 publier")

    assert outcome.result == {"minutes": "1", "state": "approved"}
    assert approved.heard("sylvie") == (
        "Pour le groupe, sans aucun nom ; la page pour le site est jointe. Relisez les deux avant.\n\n"
        "Compte rendu de la réunion mensuelle du 14 février 2026\n"
        "4 personnes présentes, 1 absente.\n"
        "Quorum atteint à l’ouverture : 4 voix, pour un minimum de 3 (art. 17).\n"
        "• « La fête a lieu le 4 juillet » : adoptée, 3 pour, 1 contre, 0 abstention\n"
        "Approuvé par les membres présents à la réunion mensuelle du 14 mars 2026 : 4 pour, 0 contre, 0 abstention "
        "(art. 19)."
    )
    (page,) = files(approved, "sylvie")
    assert page.name == "compte-rendu-2026-02-14.md"
    written = page.content.decode()
    assert written.startswith(
        '---\ntitle: "Compte rendu de la réunion mensuelle du 14 février 2026"\ndate: 2026-02-14\n'
    )
    assert [word for word in ("Ibara", "Hilaire", "Lilas", "M0") if word in written] == []


async def test_a_name_keeps_it_back_and_is_said_otherwise_from_a_button(held: Talk) -> None:
    await held.say("sylvie", "/pv 1 edit 1 Lu par Rosine Ibara.")
    await begin(held, 2, READ)
    await held.say("sylvie", "/pv 1 approve all")

    outcome = await held.say("sylvie", "/pv 1 publish")
    found = held.heard("sylvie")
    await held.press("sylvie", "Dire autrement\u00a0: 1. Bilan financier")
    asked = held.heard("sylvie")
    await held.say("sylvie", "Lu par la trésorerie.")
    await held.press("sylvie", "Pour le groupe et le site")

    assert outcome.result == {"refused": "NAMES_SOMEBODY", "articles": ["NDZ art. 5", "NDZ art. 32"]}
    assert found == (
        "Rien ne peut encore sortir : hors de l’association, personne n’est nommé et rien ne mène à personne (art. 5, "
        "art. 32). J’ai trouvé :\n• 1. Bilan financier : un nom, « Rosine Ibara »"
    )
    assert asked == (
        "1. Bilan financier. Les membres lisent :\n\nLu par Rosine Ibara.\n\n"
        "Comment le dire au-dehors, sans nommer personne ?"
    )
    assert "Lu par la trésorerie." in files(held, "sylvie")[0].content.decode()
    kept = await held.database.run(lambda work: work.minutes.of_meeting(1))
    assert kept is not None
    assert kept.words == {"0": "Lu par Rosine Ibara."}


async def test_what_was_reworded_can_be_left_out_or_taken_back(held: Talk) -> None:
    await held.say("sylvie", "/pv 1 edit 1 Lu par Rosine Ibara.")
    await begin(held, 2, READ)
    await held.say("sylvie", "/pv 1 approve all")
    await held.say("sylvie", "/pv 1 reword 1")
    await held.press("sylvie", "L’omettre")
    await held.say("sylvie", "/pv 1 reword 1")
    shown = held.heard("sylvie")

    await held.press("sylvie", "Comme pour les membres")
    outcome = await held.say("sylvie", "/pv 1 publish")

    assert "Au-dehors, ce texte est omis." in shown
    assert outcome.result is not None
    assert outcome.result["refused"] == "NAMES_SOMEBODY"


async def test_a_title_and_a_resolution_are_reworded_too(approved: Talk) -> None:
    await approved.say("sylvie", "/pv 1 reword title:2 Une fête")
    await approved.say("sylvie", "/pv 1 reword resolution:1 Une date est fixée")

    await approved.say("sylvie", "/pv 1 publish")

    written = files(approved, "sylvie")[0].content.decode()
    assert "## Une fête" in written
    assert "- « Une date est fixée » : adoptée, 3 pour" in plain(written)


async def test_a_common_word_is_cleared_from_a_button(held: Talk) -> None:
    await held.register(member("M051", "Paul", last_name="Petit"), balance=0)
    await held.say("sylvie", "/pv 1 edit 2 Un petit buffet.")
    await begin(held, 2, READ)
    await held.say("sylvie", "/pv 1 approve all")
    await held.say("sylvie", "/pv 1 publish")

    await held.press("sylvie", "«\u00a0petit\u00a0» ne désigne personne")
    noted = held.heard("sylvie")
    outcome = await held.press("sylvie", "Pour le groupe et le site")

    assert noted == "Noté : « petit » ne désigne personne dans ce compte rendu."
    assert outcome.result == {"minutes": "1", "state": "approved"}
