from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.errors import FileRefusedError
from assistant.domain.messages import SentFile
from assistant.files.proofs import MAX_BYTES, NAME_LENGTH, read_proof

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
PNG = b"\x89PNG\r\n\x1a\n\x00"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 "
PDF = b"%PDF-1.7\n"
REFUSED = "no photo"


def sent(folder: Path, content: bytes, name: str = "preuve.jpg", media_type: str = "image/jpeg") -> SentFile:
    path = folder / "download"
    path.write_bytes(content)
    return SentFile(name, media_type, len(content), str(path))


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(JPEG, "image/jpeg"), (PNG, "image/png"), (WEBP, "image/webp"), (PDF, "application/pdf")],
)
def test_a_proof_is_taken_for_what_it_is_whatever_it_is_called(tmp_path: Path, content: bytes, media_type: str) -> None:
    proof = read_proof(sent(tmp_path, content, "virus.exe", "text/html"))

    assert (proof.name, proof.media_type, proof.content) == ("virus.exe", media_type, content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8",
        b"<html><script>1</script>",
        b"PK\x03\x04 a workbook",
        b"MZ a program",
        b"GIF89a",
        b" " + PDF,
        b"????????WEBP",
        b"RIFF\x24\x00\x00\x00WAVE",
    ],
)
def test_what_is_no_photo_and_no_pdf_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FileRefusedError, match=REFUSED):
        read_proof(sent(tmp_path, content, "preuve.pdf", "application/pdf"))


@given(st.binary(max_size=40))
def test_no_content_breaks_the_reading(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = sent(tmp_path_factory.mktemp("proofs"), content)

    try:
        taken = read_proof(file).content
    except FileRefusedError:
        taken = content

    assert taken == content


@pytest.mark.parametrize(("size", "taken"), [(MAX_BYTES, True), (MAX_BYTES + 1, False)])
def test_ten_megabytes_are_taken_and_a_byte_more_is_refused(tmp_path: Path, size: int, taken: bool) -> None:
    file = sent(tmp_path, JPEG.ljust(size, b"\0"))

    if taken:
        assert len(read_proof(file).content) == MAX_BYTES
    else:
        with pytest.raises(FileRefusedError, match="over 10 MB"):
            read_proof(file)


def test_a_size_that_was_announced_too_small_does_not_help(tmp_path: Path) -> None:
    path = tmp_path / "download"
    path.write_bytes(JPEG.ljust(MAX_BYTES + 1, b"\0"))

    with pytest.raises(FileRefusedError, match="over 10 MB"):
        read_proof(SentFile("preuve.jpg", "image/jpeg", 10, str(path)))


@pytest.mark.parametrize("missing", ["gone", ""])
def test_a_file_that_is_gone_is_refused(tmp_path: Path, missing: str) -> None:
    with pytest.raises(FileRefusedError, match="send it again"):
        read_proof(SentFile("preuve.jpg", "image/jpeg", 10, str(tmp_path / missing)))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\awa\\reçu.jpg", "reçu.jpg"),
        ("a/b\\c.pdf", "c.pdf"),
        ("fac\x00ture\x1b[31m\r\n.pdf", "fac ture [31m  .pdf"),
        ("\u202egpj.exe", "gpj.exe"),
        ("/", "file"),
        ("", "file"),
        ("é" * 300 + ".jpg", "é" * (NAME_LENGTH - 4) + ".jpg"),
    ],
)
def test_a_name_is_kept_without_path_and_control_characters(tmp_path: Path, name: str, kept: str) -> None:
    assert read_proof(sent(tmp_path, JPEG, name)).name == kept


@given(st.text(st.characters()))
def test_whatever_a_file_is_called_its_name_is_short_and_on_one_line(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    kept = read_proof(sent(tmp_path_factory.mktemp("proofs"), JPEG, name)).name

    assert kept
    assert len(kept) <= NAME_LENGTH
    assert not any(ord(c) < 32 or c in "/\\\x7f\u2028\u2029\u202e" for c in kept)
    assert kept.encode()


def test_a_proof_shows_nothing_of_its_content_in_a_log(tmp_path: Path) -> None:
    assert "JFIF" not in repr(read_proof(sent(tmp_path, JPEG)))
