"""What the text leaves to the bureau, and which papers are asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.aid import OPEN_TIES, Document, EventKind, Tie
from assistant.domain.bylaws import Dated, Figure
from assistant.rules.aid import choices, covered, paper
from tests.rules.people import BYLAWS, day

DAY = day("2025-05-10")


@pytest.mark.parametrize("tie", sorted(OPEN_TIES))
def test_each_tie_that_the_text_leaves_open_may_be_taken_for_kinds_that_the_annex_lists(tie: Tie) -> None:
    kinds = choices(EventKind.OTHER, tie)

    assert kinds
    assert all(covered(kind, BYLAWS) for kind in kinds)


@pytest.mark.parametrize("tie", sorted(set(Tie) - OPEN_TIES))
def test_what_the_annex_leaves_out_is_nothing_else(tie: Tie) -> None:
    assert choices(EventKind.OTHER, tie) == ()


def test_a_kind_that_the_annex_lists_is_not_open() -> None:
    assert choices(EventKind.DEATH_BROTHER, Tie.HALF_SIBLING) == ()


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (EventKind.DEATH_FATHER, None),
        (EventKind.MARRIAGE, Document.INVITATION),
        (EventKind.BIRTH, Document.BIRTH_CERTIFICATE),
        (EventKind.BAPTISM, Document.INVITATION),
        (EventKind.OTHER, None),
    ],
)
def test_the_annex_says_which_paper_is_asked_for(kind: EventKind, asked: Document | None) -> None:
    assert paper(kind, BYLAWS, DAY) is asked


def test_a_ceremony_is_shown_by_its_invitation_though_no_paper_is_asked_for() -> None:
    none = Dated((Figure(day("2023-06-10"), "none", "annexe"),))
    aid = replace(BYLAWS.aid, documents={**BYLAWS.aid.documents, "baptism": none, "marriage": none})
    bylaws = replace(BYLAWS, aid=aid)

    assert paper(EventKind.BAPTISM, bylaws, DAY) is Document.INVITATION
    assert paper(EventKind.MARRIAGE, bylaws, DAY) is None
