"""Every action by every role in every status: what the table does not give is refused, with an article."""

from __future__ import annotations

from itertools import product

import pytest

from assistant.domain.actors import OPERATOR, SCHEDULER, STRANGER, Actor, ActorKind
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import Role, Status
from assistant.ports import Database, UnitOfWork
from assistant.services.permissions import Action, holders, may, own_number, require
from tests.services.people import person

TREASURERS = {Role.TREASURER, Role.DEPUTY_TREASURER}
BUREAU = TREASURERS | {Role.PRESIDENT, Role.VICE_PRESIDENT, Role.SECRETARY, Role.DEPUTY_SECRETARY}
RESERVED = {
    Action.SEE_ARREARS: BUREAU,
    Action.SEE_REGISTER: BUREAU,
    Action.ADMIT: BUREAU,
    Action.INVITE: BUREAU,
    Action.SEND_AGAIN: BUREAU,
    Action.PAUSE_REMINDERS: BUREAU,
    Action.WARN: BUREAU,
    Action.IMPORT: TREASURERS,
    Action.SET_BANK_DATE: TREASURERS,
    Action.DECIDE_PAYMENTS: TREASURERS,
    Action.RECONCILE: TREASURERS,
    Action.SEE_CASH: BUREAU,
    Action.ENTER: TREASURERS,
    Action.UNDO_ENTRY: TREASURERS | {Role.PRESIDENT},
    Action.VOTE_ORDER: BUREAU,
    Action.PAY_TRANSFER: TREASURERS,
    Action.PAY_CHEQUE: {Role.PRESIDENT},
    Action.DECIDE_CLAIMS: BUREAU,
    Action.SEE_FUND: BUREAU | {Role.CONTROL},
    Action.ANSWER_HELP: {Role.SOCIAL},
    Action.CONVENE: BUREAU,
    Action.BROADCAST: BUREAU,
    Action.DRAFT_BROADCAST: BUREAU | {Role.COMMUNICATION},
    Action.HOLD_MEETING: BUREAU,
    Action.WRITE_MINUTES: BUREAU,
    Action.JUDGE_ABSENCES: BUREAU,
}
OF_ACTIVE_MEMBERS = frozenset({Action.CLAIM_EXPENSE, Action.REQUEST_ASSEMBLY})
ROLES: list[Role | None] = [None, *Role]
MATRIX = list(product(RESERVED, ROLES, Status))


def holder(role: Role | None, status: Status = Status.ACTIVE) -> Actor:
    """A member in that role, or in none."""
    return Actor(ActorKind.MEMBER, person("M012", "Awa", *([role] if role else []), status=status))


def allowed(action: Action, role: Role | None, status: Status) -> bool:
    return status is Status.ACTIVE and role in RESERVED[action]


def test_every_action_is_reserved_here_or_is_everybody_s_with_their_own_file() -> None:
    assert set(Action) == {*RESERVED, Action.USE_OWN_FILE, *OF_ACTIVE_MEMBERS}
    assert {action: holders(action) for action in RESERVED} == RESERVED


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("role", ROLES)
def test_an_expense_is_proposed_by_any_active_member(role: Role | None, status: Status) -> None:
    for action in OF_ACTIVE_MEMBERS:
        assert may(holder(role, status), action) is (status is Status.ACTIVE)


def refusals(work: UnitOfWork) -> dict[tuple[Action, Role | None, Status], tuple[Reason | None, int]]:
    """The cases of the matrix that are refused: why, and with how many articles."""
    found = {}
    for action, role, status in MATRIX:
        try:
            require(work, holder(role, status), action)
        except RefusedError as refused:
            found[action, role, status] = (refused.decision.reason, len(refused.decision.articles))
    return found


async def test_an_action_is_for_the_active_holders_of_its_roles_and_refused_to_all_others_with_an_article(
    database: Database,
) -> None:
    refused = await database.run(refusals)

    assert set(refused) == {case for case in MATRIX if not allowed(*case)}
    assert set(refused.values()) == {(Reason.NOT_AUTHORISED, 1), (Reason.NOT_TREASURER, 1)}
    assert {case[0] for case, found in refused.items() if found[0] is Reason.NOT_TREASURER} == {Action.DECIDE_PAYMENTS}


def test_what_is_offered_is_what_is_not_refused() -> None:
    offered = [case for case in MATRIX if may(holder(*case[1:]), case[0])]

    assert offered == [case for case in MATRIX if allowed(*case)]


@pytest.mark.parametrize("action", Action)
async def test_a_stranger_may_do_nothing_and_is_told_no_article(database: Database, action: Action) -> None:
    with pytest.raises(RefusedError) as refused:
        await database.run(lambda work: require(work, STRANGER, action))

    assert (refused.value.decision.reason, refused.value.decision.articles) == (Reason.NOT_A_MEMBER, ())


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("actor", [OPERATOR, SCHEDULER], ids=lambda actor: actor.name)
def test_the_operator_and_the_scheduler_may_do_all(actor: Actor, action: Action) -> None:
    assert may(actor, action)


@pytest.mark.parametrize("status", Status)
def test_everybody_on_the_register_keeps_their_own_file(status: Status) -> None:
    assert may(holder(None, status), Action.USE_OWN_FILE)
    assert own_number(holder(None, status)) == "M012"


@pytest.mark.parametrize("actor", [STRANGER, OPERATOR, SCHEDULER], ids=lambda actor: actor.name)
def test_who_is_no_member_has_no_file_of_their_own(actor: Actor) -> None:
    with pytest.raises(RefusedError, match="NOT_A_MEMBER"):
        own_number(actor)


def test_several_roles_add_up() -> None:
    awa = Actor(ActorKind.MEMBER, person("M012", "Awa", Role.SECRETARY, Role.TREASURER))

    assert [action for action in Action if not may(awa, action)] == [Action.PAY_CHEQUE, Action.ANSWER_HELP]


@pytest.mark.parametrize(
    ("action", "article"),
    [
        (Action.SEE_ARREARS, "NDZ art. 5"),
        (Action.SEE_REGISTER, "NDZ art. 32"),
        (Action.ADMIT, "NDZ art. 3"),
        (Action.INVITE, "NDZ art. 5"),
        (Action.SEND_AGAIN, "NDZ art. 5"),
        (Action.PAUSE_REMINDERS, "NDZ art. 5"),
        (Action.WARN, "NDZ art. 30"),
        (Action.IMPORT, "NDZ art. 22"),
        (Action.SET_BANK_DATE, "NDZ art. 22"),
        (Action.SEE_CASH, "NDZ art. 22"),
        (Action.ENTER, "NDZ art. 22"),
        (Action.UNDO_ENTRY, "NDZ art. 22"),
    ],
)
async def test_a_refusal_names_the_article_that_reserves_the_action(
    database: Database, action: Action, article: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        await database.run(lambda work: require(work, holder(Role.CULTURE), action))

    assert refused.value.decision.articles == (article,)
