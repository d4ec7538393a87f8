from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.domain.errors import FileRefusedError
from assistant.domain.messages import SentFile
from assistant.domain.statements import BankStatement
from assistant.files import sandbox
from assistant.files.limits import MAX_BYTES, MAX_ROWS
from assistant.files.statements import read_sent_statement, read_statement
from assistant.files.statements.parsing import parse, parse_plain
from tests.files.statements.banks import camt, closing, detail, entry, ofx, sheet, transaction

DATA = Path(__file__).parents[2] / "data"
SAMPLES = [DATA / "statement-2026-11.camt053.xml", DATA / "statement-2026-11.ofx"]
OPEN = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HEADER = b"Date;Libelle;Montant\n"


def _typed(doctype: str, body: bytes | None = None) -> bytes:
    """A statement behind that document type."""
    return (body or camt(entry())).replace(b"\n<Document", f"\n<!DOCTYPE Document {doctype}>\n<Document".encode(), 1)


def _deep(depth: int) -> bytes:
    """A sound statement in which an element lies that deep."""
    inner = depth - 3
    return camt(balance=closing(), version="053.001.02").replace(
        b"</Stmt>", b"<a>" * inner + b"</a>" * inner + b"</Stmt>"
    )


REFUSED: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b" \n\t\r\n ",
    "a mark and nothing": b"\xef\xbb\xbf",
    "a null": b"\0",
    "all bytes": bytes(range(256)),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a PDF": b"%PDF-1.7\n",
    "a workbook": b"PK\x03\x04" + bytes(100),
    "an old workbook": b"\xd0\xcf\x11\xe0" + bytes(100),
    "an archive": b"\x1f\x8b" + bytes(100),
    "a page": b"<!doctype html><html><body>Bonjour</body></html>",
    "another document": b"<a/>",
    "words": b"Bonjour, voici le releve.",
    "too long": camt(entry()) + b" " * MAX_BYTES,
    "laughs": _typed(f'[<!ENTITY l0 "lol">{LAUGHS}]', camt(entry(payer="<Dbtr><Nm>&l9;</Nm></Dbtr>"))),
    "blow-up": _typed(f'[<!ENTITY x "{"x" * 100_000}">]', camt(entry(remittance=f"<Ustrd>{'&x;' * 1000}</Ustrd>"))),
    "a file of ours": _typed('[<!ENTITY x SYSTEM "file:///etc/passwd">]', camt(entry(remittance="<Ustrd>&x;</Ustrd>"))),
    "a page of others": _typed('SYSTEM "http://127.0.0.1:9/x.dtd"'),
    "a parameter entity": _typed('[<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]'),
    "an empty type": _typed(""),
    "an entity undeclared": camt(entry(remittance="<Ustrd>&nope;</Ustrd>")),
    "too deep by one": _deep(65),
    "very deep": OPEN + b"<a>" * 200_000,
    "very deep in an entry": OPEN + b"<Ntry>" + b"<NtryDtls>" * 100_000,
    "very wide": (OPEN + b"<a/>" * (MAX_BYTES // 4))[:MAX_BYTES],
    "wide in an entry": (OPEN + b"<Ntry>" + b"<TxDtls/>" * (MAX_BYTES // 9))[:MAX_BYTES],
    "many attributes": (OPEN + b"<a " + b"".join(b'a%d="" ' % n for n in range(150_000)) + b"/>")[:MAX_BYTES],
    "an attribute twice": camt(entry()).replace(b'Ccy="EUR"', b'Ccy="EUR" Ccy="EUR"'),
    "a long attribute": OPEN + b'<Ntry a="' + b"x" * (MAX_BYTES - 1000) + b'"/>',
    "a long name": OPEN + b"<" + b"x" * (MAX_BYTES - 1000) + b"/>",
    "cut short": camt(entry())[:-20],
    "cut in a tag": camt(entry())[:200],
    "two documents": camt(entry()) * 2,
    "crossed tags": camt(entry()).replace(b"</Amt>", b"</Sts>", 1),
    "a null in XML": camt(entry(payer="<Dbtr><Nm>A\0B</Nm></Dbtr>")),
    "a control in XML": camt(entry(payer="<Dbtr><Nm>A\x08B</Nm></Dbtr>")),
    "not the encoding it says": camt(entry()).replace(b"LEBAN", b"LEB\xe9N"),
    "an encoding of its own": camt(entry()).replace(b"UTF-8", b"utf-7"),
    "an encoding that is none": camt(entry()).replace(b"UTF-8", b"hex"),
    "an encoding unheard of": camt(entry()).replace(b"UTF-8", b"x" * 1000),
    "half a sixteen": b"\xff\xfe<\0D",
    "sixteen without a mark": camt(entry()).decode().encode("utf-16-le"),
    "too many entries": camt(*[f"<Ntry>{n}</Ntry>" for n in range(MAX_ROWS + 1)]),
    "no amount": camt(entry("")),
    "an endless amount": camt(entry("9" * 100_000)),
    "an endless fraction": camt(entry("1." + "0" * 100_000)),
    "a huge amount": camt(entry("999999999999.99")),
    "other digits": camt(entry("\u0661\u0662.00")),
    "other money": camt(entry(currency="XOF")),
    "parts without amounts": camt(entry("10.00", details="<TxDtls/>" * 1000)),
    "parts that do not add up": camt(entry("10.00", details=detail("4.00") + detail("5.00"))),
    "a day of no year": camt(entry(on="0000-00-00")),
    "OFX and nothing": b"<OFX>",
    "OFX unclosed": ofx(transaction())[:-6],
    "OFX closed twice": ofx(transaction()) + b"</OFX>",
    "OFX too deep": b"<OFX>" + b"<A>" * 65 + b"</OFX>",
    "OFX very deep": (b"<OFX>" + b"<A>" * MAX_BYTES)[:MAX_BYTES],
    "OFX very wide": (b"<OFX><STMTRS><STMTTRN>" + b"".join(b"<A%d>b" % n for n in range(250_000)))[:MAX_BYTES],
    "OFX with a type": ofx(transaction()).replace(b"<OFX>", b"<OFX><!DOCTYPE a>"),
    "OFX with an entity": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><OFX><!ENTITY a "b">&a;</OFX>',
    "OFX with a comment": ofx(transaction()).replace(b"<STMTRS>", b"<!-- <STMTRS> -->"),
    "OFX in a transaction": ofx("<STMTTRN>" * 60),
    "OFX with a null": ofx(transaction(memo="A\0B")),
    "OFX with a long name": b"<OFX><" + b"A" * 100_000 + b"></OFX>",
    "OFX with brackets": ofx(transaction(memo="<" * 100_000)),
    "OFX in no encoding": ofx(transaction(memo="?")).replace(b"?", b"\x81\x8d\xff"),
    "OFX of no bank": b"<OFX><SIGNONMSGSRSV1></SIGNONMSGSRSV1></OFX>",
    "OFX of a huge amount": ofx(transaction("99999999999999")),
    "CSV of quotes": b'"\n' * (MAX_BYTES // 2),
    "CSV of separators": HEADER + b";" * (MAX_BYTES - 100),
    "CSV of a long cell": HEADER + b'01/01/2026;"' + b"a\n" * 500_000 + b'";1',
    "CSV never closed": HEADER + b'01/01/2026;"a;1\n' * 1000,
    "CSV of too many rows": HEADER + b"01/01/2026;a;1\n" * (MAX_ROWS + 1),
    "CSV of bad rows": HEADER + b"x;a;1\n" * MAX_ROWS,
    "CSV of other digits": sheet(["\u0660\u0661/01/2026;;X;;10,00"]),
    "CSV of formulas": HEADER + b'=cmd|"/c calc"!A1;=1+1;=1\n',
    "CSV of two readings": HEADER + b"01/01/2026;X;1.000\n",
    "CSV in sixteen": "Date;Libellé;Montant\n01/01/2026;X;1".encode("utf-16"),
    "CSV with a null": HEADER + b"01/01/2026;X\0;1\n",
    "CSV without its columns": b"01/01/2026;X;1\n" * 100,
    "CSV of a huge amount": HEADER + b"01/01/2026;X;999999999999,99\n",
}
TAKEN: dict[str, bytes] = {
    "as deep as may be": _deep(64),
    "blanks around": b"\n \n" + camt(entry()).partition(b"?>")[2],
    "a mark before": b"\xef\xbb\xbf" + camt(entry()),
    "written from right to left": camt(entry(payer="<Dbtr><Nm>ALBERT\u202e LEBAN</Nm></Dbtr>")),
    "a very long text": camt(entry(remittance=f"<Ustrd>{'M017 ' * 100_000}</Ustrd>")),
    "markup as text": camt(entry(remittance="<Ustrd><![CDATA[</Ntry><Ntry>]]></Ustrd>")),
    "a comment": camt(entry()).replace(b"<Stmt>", b"<Stmt><!-- <Ntry> -->"),
    "an instruction": camt(entry()).replace(b"<Stmt>", b"<Stmt><?php system('x') ?>"),
    "an entry elsewhere": camt(entry()).replace(b"</Stmt>", b"<X><Ntry>1</Ntry></X></Stmt>"),
    "as many entries as may be": camt(entry(), *["<Ntry><Sts>PDNG</Sts></Ntry>"] * MAX_ROWS),
    "OFX markup as text": ofx(transaction(memo="&lt;STMTTRN&gt;&#0;&#x202e;")),
    "CSV formulas as text": HEADER + b"01/01/2026;=HYPERLINK(1);1\n",
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_a_hostile_file_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(FileRefusedError) as refused:
        parse(content)

    assert all(0 < len(problem) < 400 and problem.isprintable() for problem in refused.value.problems)


@pytest.mark.parametrize("content", TAKEN.values(), ids=TAKEN)
def test_what_only_looks_hostile_is_read(content: bytes) -> None:
    assert isinstance(parse(content), BankStatement)


def test_there_are_at_least_sixty_hostile_files() -> None:
    assert len(REFUSED) >= 60


def test_what_is_shown_of_a_hostile_name_holds_nothing_unseen() -> None:
    (line,) = parse(TAKEN["written from right to left"]).lines
    (long,) = parse(TAKEN["a very long text"]).lines

    assert line.payer == "ALBERT LEBAN"
    assert len(long.text) == 500


@pytest.mark.parametrize("name", ["very wide", "wide in an entry", "OFX very wide", "CSV of bad rows", "laughs"])
def test_no_hostile_file_takes_much_memory(name: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(FileRefusedError):
            parse(REFUSED[name])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 256 * 1024 * 1024


@pytest.mark.parametrize("name", ["very deep", "very wide", "many attributes", "OFX very wide", "CSV of quotes"])
def test_the_largest_ones_are_refused_by_the_parser_and_not_by_its_limits(name: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        sandbox.run(parse_plain, REFUSED[name])

    assert "cannot be read safely" not in str(refused.value)


def _changed(chance: random.Random, sound: bytes) -> bytes:
    """The file with some bytes changed, cut, doubled, put in or turned round."""
    content = sound
    for _ in range(chance.choice([1, 1, 2, 6])):
        first = chance.randrange(len(content))
        last = first + chance.randint(1, 40)
        piece = content[first:last]
        pieces = [bytes([chance.randrange(256)]) + piece[1:], b"", piece * 2, chance.randbytes(4) + piece, piece[::-1]]
        content = content[:first] + chance.choice(pieces) + content[last:]
    return content


def _changes(sound: bytes, times: int) -> Iterator[BankStatement | None]:
    """What becomes of each changed file; anything but a statement or a refusal ends the test."""
    chance = random.Random(2026)  # noqa: S311 - a test that can be repeated
    for _ in range(times):
        try:
            yield parse(_changed(chance, sound))
        except FileRefusedError:
            yield None


CSV = sheet(["02/11/2026;;VIR DE X /MOTIF M017;;10,00", "03/11/2026;;Y;1 120,50;", '04/11/2026;;"Z\nM018";;20,00'])


@pytest.mark.parametrize("sound", [*(sample.read_bytes() for sample in SAMPLES), CSV], ids=["camt", "ofx", "csv"])
def test_a_statement_with_anything_changed_is_read_or_refused(sound: bytes) -> None:
    outcomes = list(_changes(sound, 700))

    assert any(outcome is None for outcome in outcomes)
    assert any(outcome is not None for outcome in outcomes)


@pytest.mark.parametrize("sample", SAMPLES, ids=["camt", "ofx"])
def test_a_statement_is_read_by_what_it_holds_whatever_its_name(sample: Path) -> None:
    statement = read_statement("releve.csv", sample.read_bytes())

    assert statement == parse(sample.read_bytes())
    assert len(statement.lines) == 27


def test_both_samples_say_the_same() -> None:
    camt053, ofx102 = (parse(sample.read_bytes()) for sample in SAMPLES)

    assert camt053 == ofx102


def _sent(path: Path) -> SentFile:
    return SentFile(path.name, "application/octet-stream", 0, str(path))


def test_a_sent_file_is_read_from_where_the_channel_kept_it() -> None:
    assert read_sent_statement(_sent(SAMPLES[1])) == parse(SAMPLES[1].read_bytes())


@pytest.mark.parametrize(("more", "sentence"), [(0, "is empty"), (MAX_BYTES + 1, "which is all that is read")])
def test_a_sent_file_of_no_length_or_too_much_is_refused(tmp_path: Path, more: int, sentence: str) -> None:
    sent = tmp_path / "releve.ofx"
    sent.write_bytes(bytes(more))

    with pytest.raises(FileRefusedError, match=sentence):
        read_sent_statement(_sent(sent))


def test_a_sent_file_that_is_gone_is_asked_for_again(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match=r"releve\.ofx could not be read; send it again"):
        read_sent_statement(_sent(tmp_path / "releve.ofx"))
