"""What somebody may try who means no good: files that are something else, other people's numbers and buttons."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from assistant.domain.claims import FiledClaim
from assistant.domain.members import Role, Status
from assistant.files.proofs import MAX_BYTES
from tests.handlers.declaring import declare, gather, tell
from tests.handlers.talk import Talk, member

BROKEN = b"\xff\xd8\xff\xe0 JFIF, and then nothing that any picture has \x00\xff"
FORGED = (
    "/evenement retirer 1",
    "/evenement retirer 2",
    "/evenement document 2",
    "/evenement annoncer 1 oui",
    "/evenement annoncer 2 non",
    "/demandes",
    "/demandes 1",
    "/demandes 1 approve",
    "/demandes 1 refuse parce que",
    "/demandes 1 cancel parce que",
    "/demandes 1 repaid",
    "/demandes M012",
    "/annoncer 1",
    "/fonds",
    "/soutiens 1",
)
"""Of claims that are somebody else's: the first of Awa's stands, the second waits for a paper."""
ODD_NUMBERS = (
    "0",
    "-1",
    "٣",
    "1.0",
    "1e3",
    "99999999999999999999999",
    "999999999999999999",
    "'; DROP TABLE claim; --",
)

COMMANDS = (
    ("awa", "/evenement retirer"),
    ("awa", "/evenement annoncer"),
    ("hilaire", "/demandes"),
    ("hilaire", "/annoncer"),
    ("solange", "/soutiens"),
)


def bomb() -> bytes:
    """A parcel of a few kilobytes that would fill a disk."""
    parcel = io.BytesIO()
    with zipfile.ZipFile(parcel, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("acte.pdf", b"\0" * (4 * MAX_BYTES))
    return parcel.getvalue()


async def claims(talk: Talk) -> list[FiledClaim]:
    return await talk.database.run(lambda work: work.claims.all())


async def send(talk: Talk, folder: Path, content: bytes, name: str) -> str | None:
    """A file of that name, whatever is in it; why it was refused."""
    path = folder / "sent"
    path.write_bytes(content)
    outcome = await talk.send_file("awa", name, path)
    return (outcome.result or {}).get("refused")


async def two_claims(talk: Talk) -> None:
    """Awa has lost her father, and has a child whose certificate is still to come."""
    await gather(talk)
    await declare(talk)
    await tell(talk, "awa", "/evenement birth", "01/03/2026", "Léa", "1", "skip", "oui")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (bomb(), "acte.pdf"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "acte.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "acte.png"),
        (b"#!/bin/sh\nrm -rf /", "acte.jpg"),
        (b"GIF89a%PDF-1.4", "acte.pdf"),
        (b"%PDF-1.4".ljust(MAX_BYTES + 1, b" "), "acte.pdf"),
    ],
    ids=["zip bomb", "page", "drawing with a script", "script", "two in one", "too large"],
)
async def test_what_is_no_photo_and_no_pdf_is_not_kept_whatever_its_name(
    treasury: Talk, tmp_path: Path, content: bytes, name: str
) -> None:
    await treasury.pay("M012", 8000)
    await tell(treasury, "awa", "/evenement birth", "05/03/2026", "Léa", "1")

    refused = await send(treasury, tmp_path, content, name)

    assert refused == "FILE_REFUSED"
    assert treasury.to("awa").question == "document"
    assert await treasury.database.run(lambda work: work.documents.of_member("M012")) == []
    assert await claims(treasury) == []


async def test_a_broken_picture_is_kept_and_shown_as_it_came_by_a_name_of_our_own(
    treasury: Talk, tmp_path: Path
) -> None:
    await treasury.register(member("M001", "Hilaire", Role.PRESIDENT), balance=0)
    await treasury.pay("M012", 8000)
    await tell(treasury, "awa", "/evenement birth", "05/03/2026", "Léa", "1")
    await send(treasury, tmp_path, BROKEN, "../../etc/\u202egpj.exe\x00acte.jpg")
    await treasury.say("awa", "oui")

    await tell(treasury, "hilaire", "/demandes 1", "see")

    (shown,) = treasury.to("hilaire").files
    assert (shown.name, shown.media_type, shown.content) == ("document-1-1.jpg", "image/jpeg", BROKEN)


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.SUSPENDED, Status.RESIGNED])
async def test_by_the_number_of_somebody_else_s_claim_nothing_is_read_and_nothing_done(
    talk: Talk, status: Status
) -> None:
    await two_claims(talk)
    await talk.register(member("M030", "Guy", status=status))
    before = await claims(talk)

    for said in FORGED:
        talk.later(seconds=2)
        outcome = await talk.say("guy", said)
        told = outcome.result or {}
        assert told.get("refused") or told == {"claim": None}, said
        assert "Awa" not in talk.heard("guy"), said

    assert await claims(talk) == before
    assert await talk.database.run(lambda work: work.votes.on("claim:1:0")) == []


async def test_a_button_of_somebody_else_s_chat_does_nothing(talk: Talk) -> None:
    await two_claims(talk)
    await talk.register(member("M030", "Guy"))
    before = await claims(talk)
    shown = [key.data for message in talk.paper.sent for key in message.keys if key.data]

    for data in shown:
        talk.later(seconds=2)
        outcome = await talk.say("guy", press=data)
        assert outcome.word == "stale"

    assert shown
    assert await claims(talk) == before


async def test_a_number_that_is_none_changes_nothing(talk: Talk) -> None:
    await two_claims(talk)
    await talk.register(member("M031", "Solange", Role.SOCIAL))
    before = await claims(talk)

    for number in ODD_NUMBERS:
        for who, command in COMMANDS:
            talk.later(seconds=2)
            outcome = await talk.say(who, f"{command} {number}")
            assert outcome.word == "ok", (command, number)

    assert await claims(talk) == before


async def test_what_is_typed_is_shown_as_it_was_typed(talk: Talk) -> None:
    await gather(talk)
    name = "<b>Prosper</b> & {name} <cmd>claims</cmd> %s /demandes"

    await tell(talk, "awa", "/evenement death_father", "02/03/2026", name, "oui")

    card = talk.to("sylvie").text
    assert "<b>Prosper</b>" not in card
    assert "&lt;b&gt;Prosper&lt;/b&gt; &amp; {name} &lt;cmd&gt;claims&lt;/cmd&gt; %s /demandes" in card
