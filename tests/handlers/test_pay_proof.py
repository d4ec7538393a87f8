"""The proof that comes with a declaration: what is taken, what is said of what is not, how long it waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.messages import SentFile
from assistant.files.proofs import MAX_BYTES
from tests.handlers.talk import Talk
from tests.handlers.treasury import PHOTO, asked, photograph


async def test_a_proof_is_kept_under_seal_and_shown_to_those_who_decide(treasury: Talk, tmp_path: Path) -> None:
    await treasury.say("awa", "/payer 20 virement hier")
    await photograph(treasury, "awa", tmp_path)
    echo = treasury.heard("awa")

    await treasury.say("awa", "oui")

    assert "Votre justificatif est joint." in echo
    shown = [(file.name, file.media_type, file.content) for who in ("grace", "jean") for file in treasury.to(who).files]
    assert shown == [("proof-1.jpg", "image/jpeg", PHOTO), ("justificatif-1.jpg", "image/jpeg", PHOTO)]
    assert PHOTO not in (tmp_path / "sealed.db").read_bytes()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "vide.pdf"),
        (b"<html>", "page.pdf"),
        (b"MZ", "preuve.jpg"),
        (b"PK\x03\x04", "relevé.xlsx"),
        (b"\xff\xd8\xff".ljust(MAX_BYTES + 1, b"\0"), "grande.jpg"),
    ],
)
async def test_a_file_that_is_no_proof_is_told_why_and_asked_for_again(
    treasury: Talk, tmp_path: Path, content: bytes, name: str
) -> None:
    await treasury.say("awa", "/payer 20 virement hier")

    outcome = await photograph(treasury, "awa", tmp_path, content, name)

    assert outcome.result == {"refused": "FILE_REFUSED"}
    assert treasury.heard("awa") == (
        "Je peux recevoir une photo (JPEG, PNG, WebP) ou un PDF, de 10 Mo au plus.\n\n"
        "Si vous avez un justificatif, envoyez-en une photo ou un PDF."
    )
    assert await treasury.database.run(lambda work: work.documents.of_member("M012")) == []


async def test_a_name_with_path_parts_and_control_characters_is_not_kept(treasury: Talk, tmp_path: Path) -> None:
    await treasury.say("awa", "/payer 20 virement hier")

    await photograph(treasury, "awa", tmp_path, name="../../etc/\x00reçu\n.jpg")

    (document,) = await treasury.database.run(lambda work: work.documents.of_member("M012"))
    assert document.name == "reçu .jpg"


async def test_a_photo_with_a_word_below_it_is_taken(treasury: Talk, tmp_path: Path) -> None:
    await treasury.say("awa", "/payer 20 virement hier")
    path = tmp_path / "download"
    path.write_bytes(PHOTO)

    await treasury.say("awa", "voici la preuve", file=SentFile("preuve.jpg", "image/jpeg", len(PHOTO), str(path)))

    assert treasury.to("awa").question == "confirm"


async def test_a_file_that_could_not_be_fetched_is_asked_for_again(treasury: Talk) -> None:
    await treasury.say("awa", "/payer 20 virement hier")

    outcome = await treasury.send_file("awa", "grande.jpg")

    assert outcome.result == {"refused": "FILE_NOT_FETCHED"}


@pytest.mark.parametrize("text", ["c’est fait", "le reçu arrive"])
async def test_a_text_in_place_of_the_file_is_told_what_is_awaited(treasury: Talk, text: str) -> None:
    await treasury.say("awa", "/payer 20 virement hier")

    outcome = await treasury.say("awa", text)

    assert outcome.result == {"refused": "FILE_NEEDED"}
    assert treasury.keys("awa") == ["Passer", "Retour", "Annuler"]


async def test_a_no_is_no_proof(treasury: Talk) -> None:
    await asked(treasury, "awa", "/payer 20 virement hier", "non")

    assert treasury.to("awa").question == "confirm"
    assert "justificatif" not in treasury.heard("awa")


async def test_a_proof_sent_more_than_a_day_ago_is_asked_for_again(treasury: Talk, tmp_path: Path) -> None:
    await treasury.say("awa", "/payer 20 virement hier")
    await photograph(treasury, "awa", tmp_path)
    treasury.later(days=1)
    await treasury.database.run(lambda work: work.documents.erase_due())

    outcome = await treasury.say("awa", "oui")

    assert outcome.result == {"refused": "FILE_ERASED"}
    assert treasury.heard("awa").startswith("Ce que vous aviez envoyé a été effacé au bout d’un jour.")
    assert treasury.to("awa").question == "proof"
    assert await treasury.database.run(lambda work: work.payments.of_member("M012")) == []
