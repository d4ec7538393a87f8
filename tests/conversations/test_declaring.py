"""A birth, from its declaration without a paper to the bureau's cards once the paper has come."""

from __future__ import annotations

import pytest

from assistant.domain.claims import ClaimState, FiledClaim
from tests.conversations.stage import Phone, Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")

PAPER = b"%PDF-1.7 acte de naissance"
WANTED = "Envoyez l’acte de naissance, en photo ou en PDF. Seul le bureau verra ce document, effacé dès sa décision."
LATER = f"{WANTED} Si vous ne l’avez pas encore, passez : votre déclaration attendra."
TAKEN = (
    "Toutes nos félicitations, et bienvenue à l’enfant.\n"
    "Le règlement prévoit 150,00 € pour la naissance de votre enfant, dès que nous aurons l’acte de naissance (annexe, "
    "art. 14). Envoyez ce document quand vous l’aurez, sans limite de temps ; le bureau se prononcera ensuite.\n"
    "Si l’annonce aux membres vous convient, dites-le : rien ne sera dit sans vous."
)
COMPLETE = (
    "Merci, c’est noté. Le règlement prévoit 150,00 € pour la naissance de votre enfant (art. 14). Le bureau doit "
    "maintenant donner son accord (art. 25) ; vous lirez sa réponse ici.\n"
    "Si l’annonce aux membres vous convient, dites-le : rien ne sera dit sans vous."
)


async def claim_of(stage: Stage) -> FiledClaim:
    """The first claim, as it is kept."""
    kept = await stage.books.run(lambda work: work.claims.get(1))
    assert kept is not None
    return kept


async def papers_of(stage: Stage) -> int:
    """How many documents are kept about it."""
    return len(await stage.books.run(lambda work: work.documents.about("claim:1")))


async def declare(awa: Phone) -> None:
    """Without the paper."""
    await awa.say("/evenement naissance hier")
    await awa.say("Léa")
    await awa.say("1")
    await awa.press("Passer")
    await awa.press("Confirmer")


async def test_a_birth_is_declared_step_by_step_and_waits_for_its_paper(stage: Stage) -> None:
    awa, sylvie = await stage.phone("awa"), await stage.phone("sylvie")

    (kind,) = await awa.say("/evenement")
    (day,) = await awa.press("Naissance de mon enfant")
    (name,) = await awa.press("Hier")
    (children,) = await awa.say("Léa")
    (paper,) = await awa.say("1")
    (echo,) = await awa.press("Passer")
    (taken,) = await awa.press("Confirmer")

    assert len(kind.labels) == 13
    assert day.text == "Quel jour la naissance a-t-elle eu lieu ?"
    assert name.text == "Quel est son nom ? Seul le bureau le lira. Vous pouvez passer."
    assert children.labels == ("1", "2", "3", "Retour", "Annuler")
    assert (paper.text, paper.labels) == (LATER, ("Passer", "Retour", "Annuler"))
    assert echo.text == (
        "Vous déclarez la naissance de votre enfant (« Léa »), le 4 mars 2026.\n"
        "Le règlement prévoit 150,00 € pour la naissance de votre enfant, dès que nous aurons l’acte de naissance "
        "(annexe, art. 14).\nEst-ce bien cela ?"
    )
    assert (taken.text, taken.labels) == (TAKEN, ("Envoyer l’acte", "Annoncer", "Ne pas annoncer", "Retirer"))
    assert (await claim_of(stage)).state is ClaimState.DECLARED
    assert await papers_of(stage) == 0
    assert await sylvie.heard() == []


async def test_the_paper_comes_later_by_its_button_and_the_bureau_is_asked(stage: Stage) -> None:
    awa, sylvie, paul = [await stage.phone(name) for name in ("awa", "sylvie", "paul")]
    await declare(awa)

    (asked,) = await awa.press("Envoyer l’acte")
    (complete,) = await awa.send_file("acte.pdf", PAPER)
    (french,), (english,) = await sylvie.heard(), await paul.heard()

    assert asked.text == WANTED
    assert complete.text == COMPLETE
    assert await papers_of(stage) == 1
    assert french.text.splitlines()[0] == "Naissance (« Léa ») : Awa Ibara (M012), le 4 mars 2026."
    assert english.text.splitlines()[0] == "Birth (“Léa”): Awa Ibara (M012), 4 March 2026."
    assert (french.labels, english.labels) == (("Approuver", "Refuser", "Plus"), ("Approve", "Refuse", "More"))
    assert (french.papers, english.papers) == ((), ())


async def test_whoever_writes_of_a_death_reads_condolences_and_a_way_to_declare_it(stage: Stage) -> None:
    awa = await stage.phone("awa")

    (sorry,) = await awa.say("mon pere est decede hier")
    (day,) = await awa.press("Le déclarer")

    assert sorry.text == "Toutes nos condoléances. Voulez-vous en informer l’association ?"
    assert day.text.startswith("Quel jour")
