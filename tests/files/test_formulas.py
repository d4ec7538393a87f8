from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.files.formulas import acts_as_formula, defused, restored
from assistant.files.writing import Table, to_csv
from assistant.words import visible

SIGNS = "=+-@＝＋－＠﹢﹣﹦﹫"
HOSTILE = st.text(st.sampled_from("=+-@'\" ;,|\t\r\n\u00a0\u200d\u200bA1(\\＝"), max_size=12) | st.text(max_size=12)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+33639980137", "'+33639980137"),
        ("-Sud", "'-Sud"),
        ("@SUM(1+1)", "'@SUM(1+1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ("  =1", "'  =1"),
        ('"=1', "'\"=1"),
        ("'=1", "''=1"),
        ("\ufeff=1", "'=1"),
        ("＝1", "'＝1"),
        ("Awa,=1+1,b", "Awa,'=1+1,b"),
        ("Awa\n=1+1", "Awa =1+1"),
        ("Jean-Paul", "Jean-Paul"),
        ("M012", "M012"),
        ("", ""),
    ],
)
def test_what_could_act_as_a_formula_has_an_apostrophe_before_it(text: str, written: str) -> None:
    assert defused(text) == written


@given(HOSTILE)
def test_what_was_defused_is_read_back_as_it_was(text: str) -> None:
    assert restored(defused(text)) == visible(text)


@given(HOSTILE, HOSTILE, st.sampled_from(";,\t|"))
def test_no_cell_begins_like_a_formula_whatever_parts_the_cells(one: str, two: str, separator: str) -> None:
    written = to_csv(Table(["a", "b"], [[one, two], [two, one]])).decode("utf-8-sig")

    cells = [cell for row in csv.reader(io.StringIO(written, newline=""), delimiter=separator) for cell in row]

    assert not [cell for cell in cells if cell.strip(' "`\u00a0\u200c\u200d')[:1] in tuple(SIGNS)]


@pytest.mark.parametrize(("text", "acts"), [("=1", True), (' "+1', True), ("a,=1", False), ("Awa", False), ("", False)])
def test_a_cell_acts_as_a_formula_by_its_beginning(text: str, acts: bool) -> None:
    assert acts_as_formula(text) is acts
