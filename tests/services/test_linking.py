from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.members import Member, Role, Status
from assistant.domain.messages import Address, ChatAccount, Contact
from assistant.ports import Database, UnitOfWork
from assistant.services.linking import invite, link_by_code, link_by_contact
from tests.services.people import CHANNEL, person, register

PHONE = "+33639980137"
JEAN = person("M003", "Jean", Role.SECRETARY)
AWA = person("M012", "Awa", phone=PHONE)
GONE = person("M012", "Awa", status=Status.RESIGNED)
BRICE = person("M014", "Brice", phone="+33639980138")
HERS = ChatAccount(CHANNEL, "telephone", "telephone")
SECOND, AN_HOUR, A_WEEK = timedelta(seconds=1), timedelta(hours=1), timedelta(days=7)
ATTEMPTS = 5


@pytest.fixture
async def registered(database: Database) -> Database:
    def found(work: UnitOfWork) -> None:
        register(work, JEAN)
        register(work, AWA, BRICE, chat=False)
        work.accounts.save(HERS)

    await database.run(found)
    return database


async def code_for(database: Database, number: str = "M012") -> str:
    return await database.run(lambda work: invite(work, OPERATOR, number))


async def with_code(database: Database, code: str, phone: ChatAccount = HERS) -> Member | Decision:
    """The member now tied, or why not; the attempt is committed either way, as the assistant does."""

    def unit(work: UnitOfWork) -> Member | Decision:
        try:
            return link_by_code(work, phone, code)
        except RefusedError as refused:
            return refused.decision

    return await database.run(unit)


async def with_contact(database: Database, phone: str, *, own: bool = True) -> Member | Decision:
    def unit(work: UnitOfWork) -> Member | Decision:
        try:
            return link_by_contact(work, HERS, Contact(phone, own))
        except RefusedError as refused:
            return refused.decision

    return await database.run(unit)


def refused(reason: Reason) -> Decision:
    """No more than the reason: no article, no figure, nothing about anybody."""
    return Decision(allowed=False, reason=reason)


def reason(outcome: Member | Decision) -> Reason | None:
    return outcome.reason if isinstance(outcome, Decision) else None


async def tied(database: Database, name: str = "telephone") -> str | None:
    def read(work: UnitOfWork) -> str | None:
        found = work.accounts.get(CHANNEL, name)
        return found.member if found else None

    return await database.run(read)


async def told(database: Database, kind: str) -> list[tuple[str | None, str, dict[str, Any]]]:
    """Such notices: to whom, on which account, with what."""
    return await database.run(
        lambda work: [
            (row.member, row.to.account or "", dict(row.body)) for row in work.outbox.since(0) if row.kind == kind
        ]
    )


async def audited(database: Database, number: str) -> list[tuple[str, str]]:
    return await database.run(lambda work: [(row["actor"], row["action"]) for row in work.audit.about(number)])


# Codes


async def test_a_code_ties_the_account_to_its_member(registered: Database) -> None:
    assert await with_code(registered, await code_for(registered)) == AWA
    assert await tied(registered) == "M012"


async def test_spaces_around_a_code_do_no_harm(registered: Database) -> None:
    assert await with_code(registered, f"  {await code_for(registered)}\n") == AWA


async def test_a_code_lives_until_the_instant_it_expires(registered: Database, clock: StandingClock) -> None:
    code, made = await code_for(registered), clock.now()

    clock.instant = made + A_WEEK
    expired = await with_code(registered, code)
    clock.instant = made + A_WEEK - SECOND
    in_time = await with_code(registered, code)

    assert (expired, in_time) == (refused(Reason.INVITATION_INVALID), AWA)


async def test_a_wrong_an_expired_and_a_used_code_are_refused_alike(registered: Database, clock: StandingClock) -> None:
    used, old = await code_for(registered), await code_for(registered)
    await with_code(registered, used, replace(HERS, account="first"))
    clock.instant = clock.now() + A_WEEK

    answers = [await with_code(registered, code) for code in ("wrong", "", used, old)]

    assert answers == [refused(Reason.INVITATION_INVALID)] * 4
    assert await tied(registered) is None


async def test_a_used_code_is_refused_even_to_who_used_it(registered: Database) -> None:
    code = await code_for(registered)
    await with_code(registered, code)

    assert await with_code(registered, code) == refused(Reason.INVITATION_INVALID)
    assert await tied(registered) == "M012"


async def test_the_fifth_wrong_code_locks_the_account_for_an_hour_even_to_the_right_one(
    registered: Database, clock: StandingClock
) -> None:
    code, start = await code_for(registered), clock.now()
    wrong = [reason(await with_code(registered, "wrong")) for _ in range(ATTEMPTS)]

    answers: list[Reason | None] = []
    for instant in (start, start + AN_HOUR - SECOND, start + AN_HOUR):
        clock.instant = instant
        answers.append(reason(await with_code(registered, code)))

    assert wrong == [Reason.INVITATION_INVALID] * 5
    assert answers == [Reason.TOO_MANY_ATTEMPTS, Reason.TOO_MANY_ATTEMPTS, None]


async def test_the_fourth_wrong_code_still_leaves_a_try(registered: Database) -> None:
    for _ in range(ATTEMPTS - 1):
        await with_code(registered, "wrong")

    assert await with_code(registered, await code_for(registered)) == AWA


async def test_after_the_lock_five_tries_are_left_again(registered: Database, clock: StandingClock) -> None:
    for _ in range(ATTEMPTS):
        await with_code(registered, "wrong")
    clock.instant = clock.now() + AN_HOUR

    answers = [reason(await with_code(registered, "wrong")) for _ in range(ATTEMPTS + 1)]

    assert answers == [Reason.INVITATION_INVALID] * ATTEMPTS + [Reason.TOO_MANY_ATTEMPTS]


async def test_a_lock_tells_until_when_and_holds_contacts_too(registered: Database, clock: StandingClock) -> None:
    for _ in range(ATTEMPTS):
        await with_code(registered, "wrong")

    answer = await with_contact(registered, PHONE)

    assert isinstance(answer, Decision)
    assert answer.reason is Reason.TOO_MANY_ATTEMPTS
    assert answer.figures["until"] == clock.now() + AN_HOUR


async def test_another_account_is_not_locked(registered: Database) -> None:
    for _ in range(ATTEMPTS):
        await with_code(registered, "wrong", replace(HERS, account="intruder"))

    assert await with_code(registered, await code_for(registered)) == AWA


async def test_success_forgets_the_failures_before(registered: Database) -> None:
    await with_code(registered, "wrong")

    await with_code(registered, await code_for(registered))

    kept = await registered.run(lambda work: work.accounts.get(CHANNEL, "telephone"))
    assert kept is not None
    assert (kept.failed_links, kept.locked_until) == (0, None)


async def test_a_code_is_made_by_the_bureau_alone_and_for_members_alone(registered: Database) -> None:
    with pytest.raises(RefusedError, match="NOT_AUTHORISED"):
        await registered.run(lambda work: invite(work, Actor(ActorKind.MEMBER, AWA), "M014"))
    with pytest.raises(MbongiError, match="no member has the number M999"):
        await code_for(registered, "M999")


async def test_an_account_that_is_named_is_asked_for_the_code_and_told_nothing_of_the_member(
    registered: Database,
) -> None:
    hers = Address("matrix", "@awa:example.org", "@awa:example.org")

    codes = [await registered.run(lambda work: invite(work, OPERATOR, "M012", hers)) for _ in range(2)]

    queued = await registered.run(lambda work: [row for row in work.outbox.since(0) if row.kind == "invited"])
    association = await registered.run(lambda work: work.bylaws.name)
    assert codes[0] != codes[1]
    assert [(row.to, row.member, row.body) for row in queued] == [(hers, "M012", {"association": association})] * 2


async def test_who_may_not_invite_has_the_assistant_write_to_nobody(registered: Database) -> None:
    theirs = Address("matrix", "@brice:example.org", "@brice:example.org")

    with pytest.raises(RefusedError, match="NOT_AUTHORISED"):
        await registered.run(lambda work: invite(work, Actor(ActorKind.MEMBER, AWA), "M014", theirs))

    assert await registered.run(lambda work: work.outbox.since(0)) == []


async def test_an_invitation_that_could_not_leave_in_time_no_longer_does(
    registered: Database, clock: StandingClock
) -> None:
    hers = Address("matrix", "@awa:example.org", "@awa:example.org")
    await registered.run(lambda work: invite(work, OPERATOR, "M012", hers))

    clock.instant = clock.now() + A_WEEK

    assert await registered.run(lambda work: work.outbox.claim("one", ["matrix"], 9)) == []


# Contacts


@pytest.mark.parametrize("written", [PHONE, "06 39 98 01 37", "0033639980137", "33639980137"])
async def test_the_own_contact_ties_whatever_way_its_number_is_written(registered: Database, written: str) -> None:
    assert await with_contact(registered, written) == AWA


async def test_a_forwarded_contact_is_refused_and_counted(registered: Database) -> None:
    answers = [reason(await with_contact(registered, PHONE, own=False)) for _ in range(ATTEMPTS + 1)]

    assert answers == [Reason.CONTACT_NOT_OWN] * ATTEMPTS + [Reason.TOO_MANY_ATTEMPTS]
    assert await tied(registered) is None


@pytest.mark.parametrize("phone", ["+33639980999", "", "none", "+3363998013"])
async def test_a_number_that_nobody_has_is_refused(registered: Database, phone: str) -> None:
    assert await with_contact(registered, phone) == refused(Reason.CONTACT_UNKNOWN)


async def test_a_number_that_two_members_share_ties_nobody(registered: Database) -> None:
    await registered.run(lambda work: register(work, replace(BRICE, phone=PHONE), chat=False))

    assert await with_contact(registered, PHONE) == refused(Reason.CONTACT_UNKNOWN)


@pytest.mark.parametrize(
    ("status", "lets_in"),
    [
        (Status.CANDIDATE, True),
        (Status.ACTIVE, True),
        (Status.SUSPENDED, True),
        (Status.HONORARY, True),
        (Status.RESIGNED, False),
        (Status.RADIATED, False),
        (Status.DECEASED, False),
    ],
)
async def test_who_left_is_not_let_in_by_their_contact_and_is_answered_as_a_stranger(
    registered: Database, status: Status, lets_in: bool
) -> None:
    await registered.run(lambda work: register(work, person("M012", "Awa", status=status, phone=PHONE), chat=False))

    assert reason(await with_contact(registered, PHONE)) == (None if lets_in else Reason.CONTACT_UNKNOWN)


async def test_who_left_comes_back_to_their_own_file_by_a_code_that_the_bureau_makes(registered: Database) -> None:
    await registered.run(lambda work: register(work, GONE, chat=False))

    assert reason(await with_code(registered, await code_for(registered))) is None
    assert await tied(registered) == "M012"


# Who is told, and what is kept


async def test_the_bureau_is_told_of_a_new_tie_and_nobody_else(registered: Database) -> None:
    await with_code(registered, await code_for(registered))

    told_of = {"name": "Awa Ibara", "number": "M012", "channel": CHANNEL}
    assert await told(registered, "account_linked") == [("M003", "jean", told_of)]
    assert await told(registered, "account_replaced") == []


async def test_a_second_account_is_told_to_the_bureau_and_to_the_first_account(registered: Database) -> None:
    await with_code(registered, await code_for(registered))

    await with_code(registered, await code_for(registered), ChatAccount(CHANNEL, "tablet", "tablet"))

    assert len(await told(registered, "account_linked")) == 2
    assert await told(registered, "account_replaced") == [("M012", "telephone", {"channel": CHANNEL})]


async def test_an_account_that_cannot_be_reached_is_not_told(registered: Database, clock: StandingClock) -> None:
    gone = replace(HERS, member="M012", unreachable_since=clock.now())
    await registered.run(lambda work: work.accounts.save(gone))

    await with_code(registered, await code_for(registered), ChatAccount(CHANNEL, "tablet", "tablet"))

    assert await told(registered, "account_replaced") == []


async def test_the_same_account_tied_again_to_the_same_member_is_no_news(registered: Database) -> None:
    await with_code(registered, await code_for(registered))

    await with_contact(registered, PHONE)

    assert len(await told(registered, "account_linked")) == 1


async def test_an_account_given_to_another_member_leaves_the_first(registered: Database) -> None:
    await with_code(registered, await code_for(registered))

    await with_code(registered, await code_for(registered, "M014"))

    assert await tied(registered) == "M014"
    assert [body["number"] for _, _, body in await told(registered, "account_linked")] == ["M012", "M014"]


async def test_a_bureau_member_is_not_told_of_their_own_tie(registered: Database) -> None:
    await with_code(registered, await code_for(registered, "M003"))

    assert await told(registered, "account_linked") == []


async def test_every_step_leaves_its_row_in_the_chain(registered: Database) -> None:
    await with_code(registered, "wrong")
    await with_code(registered, await code_for(registered))

    assert await audited(registered, "M012") == [("operator", "invite"), ("M012", "link")]
    assert await registered.run(lambda work: work.audit.record(OPERATOR, "next", {})) == 3 + 1
    assert await registered.run(lambda work: work.audit.problems()) == []


async def test_nobody_is_invited_in_the_name_of_the_dead(registered: Database) -> None:
    await registered.run(lambda work: work.members.save(person("M014", "Brice", status=Status.DECEASED)))

    with pytest.raises(MbongiError, match="M014 has died"):
        await registered.run(lambda work: invite(work, OPERATOR, "M014"))
