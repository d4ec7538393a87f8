"""The paper that the annex asks for: sent at once or later, kept under seal, waited for, refused where it is none."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.bylaws import amend
from assistant.clocks import StandingClock
from assistant.domain.bylaws import Bylaws
from assistant.domain.claims import ClaimState
from assistant.files.proofs import MAX_BYTES
from assistant.ports import Database
from assistant.services.tick import tick
from tests.conftest import PARIS
from tests.handlers.declaring import PAPER, declare, gather, kept, send_paper, tell, vote
from tests.handlers.talk import Talk, plain

SHIPPED = bylaws.load("ndzouana")


@pytest.fixture
def in_force() -> Bylaws:
    return SHIPPED


@pytest.fixture
async def database(tmp_path: Path, clock: StandingClock, in_force: Bylaws) -> AsyncIterator[Database]:
    opened = storage.throwaway(
        tmp_path / "sealed.db", bylaws=in_force, clock=clock, timezone=PARIS, secret_key="secret"
    )
    yield opened
    await opened.close()


async def _born(talk: Talk, *said: str) -> None:
    await tell(talk, "awa", "/evenement birth", "02/03/2026", "Léa", "1", *said)


async def test_a_birth_is_declared_with_its_certificate(talk: Talk, tmp_path: Path) -> None:
    await gather(talk)
    await _born(talk)
    asked = talk.heard("awa")
    await send_paper(talk, "awa", tmp_path)
    echo = talk.heard("awa")

    outcome = await talk.say("awa", "oui")

    assert asked == (
        "Envoyez l’acte de naissance, en photo ou en PDF. Seul le bureau verra ce document, effacé dès sa décision. Si "
        "vous ne l’avez pas encore, passez : votre déclaration attendra."
    )
    assert "Votre document est joint.\nLe règlement prévoit 150,00 €" in echo
    assert outcome.result == {"claim": "1", "payout": 15000, "levy": 0}
    assert PAPER not in (tmp_path / "sealed.db").read_bytes()
    (document,) = await talk.database.run(lambda work: work.documents.about("claim:1"))
    assert document.erased_at is None


async def test_without_it_the_claim_waits_says_so_and_takes_it_later(talk: Talk, tmp_path: Path) -> None:
    await gather(talk)
    await _born(talk, "skip")
    waiting = await talk.say("awa", "oui")
    said, keys = talk.heard("awa"), talk.keys("awa")

    talk.later(days=40)
    await talk.press("awa", "Envoyer l’acte")
    outcome = await send_paper(talk, "awa", tmp_path)

    assert waiting.result == {
        "claim": "1",
        "payout": 0,
        "levy": 0,
        "refused": "MISSING_DOCUMENT",
        "articles": ["NDZ annexe", "NDZ art. 14"],
    }
    assert said == (
        "Toutes nos félicitations, et bienvenue à l’enfant.\n"
        "Le règlement prévoit 150,00 € pour la naissance de votre enfant, dès que nous aurons l’acte de naissance "
        "(annexe, art. 14). Envoyez ce document quand vous l’aurez, sans limite de temps ; le bureau se prononcera "
        "ensuite.\nSi l’annonce aux membres vous convient, dites-le : rien ne sera dit sans vous."
    )
    assert keys == ["Envoyer l’acte", "Annoncer", "Ne pas annoncer", "Retirer"]
    assert outcome.result == {"claim": "1", "payout": 15000, "levy": 0}
    assert talk.heard("awa").startswith("Merci, c’est noté. Le règlement prévoit 150,00 €")


@pytest.mark.parametrize("in_force", [amend(SHIPPED, {"document_deadline_days": 30})])
async def test_where_the_bylaws_set_a_last_day_for_it_that_day_is_told(talk: Talk) -> None:
    await gather(talk)

    await _born(talk, "skip", "oui")

    assert "Envoyez ce document au plus tard le 1er avril 2026" in talk.heard("awa")


async def test_what_is_awaited_is_offered_first_when_one_declares(talk: Talk, tmp_path: Path) -> None:
    await gather(talk)
    await _born(talk, "skip", "oui")

    await talk.say("awa", "/evenement")
    offered = [plain(key) for key in talk.keys("awa")]
    await talk.press("awa", "Ce qui manque encore (la naissance de votre enfant)")
    outcome = await send_paper(talk, "awa", tmp_path)

    assert offered[:3] == [
        "Ce qui manque encore (la naissance de votre enfant)",
        "Ce que j’ai déclaré",
        "Décès de mon père",
    ]
    assert outcome.result == {"claim": "1", "payout": 15000, "levy": 0}


async def test_where_several_wait_the_right_one_is_asked_for(talk: Talk, tmp_path: Path) -> None:
    await gather(talk)
    await _born(talk, "skip", "oui")
    await tell(talk, "awa", "/evenement marriage", "03/03/2026", "skip", "oui")

    await talk.say("awa", "/evenement document")
    offered = [plain(key) for key in talk.keys("awa")][:2]
    await talk.say("awa", "2")
    asked = talk.heard("awa")
    outcome = await send_paper(talk, "awa", tmp_path)

    assert offered == ["la naissance de votre enfant, le 2 mars 2026", "votre mariage, le 3 mars 2026"]
    assert asked.startswith("Envoyez la carte d’invitation, en photo ou en PDF.")
    assert outcome.result == {"claim": "2", "payout": 50000, "levy": 0}


async def test_the_paper_itself_cannot_be_skipped_once_it_is_sent_later(talk: Talk) -> None:
    await gather(talk)
    await _born(talk, "skip", "oui")
    await talk.say("awa", "/evenement document 1")

    outcome = await talk.say("awa", "skip")

    assert outcome.result == {"refused": "FILE_NEEDED"}
    assert talk.to("awa").question == "document"


@pytest.mark.parametrize("content", [b"", b"<html>", b"MZ", b"\xff\xd8\xff".ljust(MAX_BYTES + 1, b"\0")])
async def test_a_file_that_is_no_photo_and_no_pdf_is_told_and_asked_for_again(
    talk: Talk, tmp_path: Path, content: bytes
) -> None:
    await gather(talk)
    await _born(talk)

    outcome = await send_paper(talk, "awa", tmp_path, content)

    assert outcome.result == {"refused": "FILE_REFUSED"}
    assert talk.to("awa").question == "document"
    assert await talk.database.run(lambda work: work.documents.of_member("M012")) == []


@pytest.mark.parametrize("kind", ["birth", "marriage"])
async def test_who_would_not_be_paid_anyway_is_asked_for_no_paper(talk: Talk, kind: str) -> None:
    await gather(talk, balance=-8000)

    await tell(talk, "awa", f"/evenement {kind}", "02/03/2026", *(["Léa", "1"] if kind == "birth" else []))

    assert talk.to("awa").question == "confirm"


@pytest.mark.parametrize("words", ["document 1", "document 99", "document"])
async def test_where_nothing_is_awaited_it_is_said(talk: Talk, words: str) -> None:
    await gather(talk)
    await declare(talk)

    outcome = await talk.say("awa", f"/evenement {words}")

    assert outcome.result == {"claim": None}
    assert talk.heard("awa") == "Rien n’est attendu de votre part."


async def test_nobody_hands_in_for_somebody_else(talk: Talk) -> None:
    await gather(talk)
    await _born(talk, "skip", "oui")

    outcome = await talk.say("rufin", "/evenement document 1")

    assert outcome.result == {"claim": None}


async def test_the_paper_is_erased_with_the_decision(talk: Talk, tmp_path: Path) -> None:
    await gather(talk)
    await _born(talk)
    await send_paper(talk, "awa", tmp_path)
    await talk.say("awa", "oui")

    await vote(talk)
    await talk.database.run(tick)

    (document,) = await talk.database.run(lambda work: work.documents.about("claim:1"))
    assert (await kept(talk)).state is ClaimState.APPROVED
    assert document.erased_at is not None
