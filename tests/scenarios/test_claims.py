"""What the runner cannot take of a claim to mutual aid, said by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.aid import Document, EventKind, Tie
from assistant.domain.bylaws import Bylaws
from assistant.scenarios import Fresh
from assistant.scenarios.events import kind_of, papers
from tests.scenarios.test_running import failure

OPENING = "member: {opening: {as_of: 2026-03-01, balance_cents: 0}}"
PAYOUT = "payout: {kind: birth, cents: 15000"
ALLOWED = "then: {allowed: true}"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (
            f"given: {{{OPENING}}}, when: {{action: assess_event, kind: birth, event_on: 2026-02-28}}, {ALLOWED}",
            "the books start on 2026-03-01; ask for that day or a later one",
        ),
        (
            f"given: {{deaths: [{{event_on: 2026-02-28}}]}}, when: {{action: assess_death, kind: birth}}, {ALLOWED}",
            "given.deaths holds none that concerns: member",
        ),
        (
            (
                "given: {members: 1}, when: {action: two_levies, first: {bereaved: A, kind: death_child},"
                " second: {bereaved: B, kind: death_child}}, then: {A_owes_cents: 0}"
            ),
            "given.members is 1; expected at least 2",
        ),
        (
            f"when: {{action: declare_event, kind: birth, by: neighbour}}, {ALLOWED}",
            (
                "when.by is 'neighbour'; expected one of member_concerned, other_member, bureau, bureau_member,"
                " treasurer, deputy_treasurer, president, vice_president, secretary, deputy_secretary,"
                " suspended_member, former_member, candidate, stranger, outsider, non_member, relative"
            ),
        ),
        (
            f"given: {{{PAYOUT}}}}}, when: {{action: execute_payout, by: neighbour}}, {ALLOWED}",
            (
                "when.by is 'neighbour'; expected one of treasurer, deputy_treasurer, president, vice_president,"
                " secretary, deputy_secretary, secretary_general, bureau_member, member, other_member, payer"
            ),
        ),
        (
            (
                f"given: {{{PAYOUT}, beneficiary: neighbour}}, bureau_in_office: 1}},"
                f" when: {{action: execute_payout, by: treasurer}}, {ALLOWED}"
            ),
            "given.payout.beneficiary is 'neighbour'; expected one of treasurer, member, other_member, payer",
        ),
    ],
)
async def test_what_cannot_be_played_fails_the_case_by_name(
    tmp_path: Path, fresh: Fresh, ndzouana: Bylaws, case: str, said: str
) -> None:
    assert await failure(tmp_path, fresh, ndzouana, f"{{id: c, {case}}}") == said


@pytest.mark.parametrize(
    ("word", "tie"),
    [
        ("death_half_sister", Tie.HALF_SIBLING),
        ("death_adoptive_mother", Tie.ADOPTION),
        ("adoption", Tie.ADOPTION),
        ("pacs", Tie.PARTNER),
        ("death_unmarried_partner", Tie.PARTNER),
        ("stillbirth", Tie.STILLBORN),
        ("death_stillborn_child", Tie.STILLBORN),
        ("death_mother_in_law", Tie.IN_LAW),
        ("death_grandchild", Tie.GRANDPARENT),
        ("death_uncle", Tie.UNLISTED),
        ("house_move", Tie.UNLISTED),
    ],
)
def test_a_kind_that_no_annex_can_list_is_known_by_its_tie(word: str, tie: Tie) -> None:
    assert kind_of(word) == (EventKind.OTHER, tie)


def test_listed_kinds_and_papers_are_known_by_their_words() -> None:
    assert kind_of("death_sister") == (EventKind.DEATH_SISTER, Tie.UNLISTED)
    assert papers(["wedding_invitation", "photo"]) == {Document.INVITATION}
    assert papers(["birth_certificate", "death_certificate"]) == {Document.BIRTH_CERTIFICATE}
