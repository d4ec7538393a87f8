"""Open votes: when one can be put, who has how many, what counts when it is closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.domain.convening import Meeting
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.members import Member
from assistant.domain.resolutions import Ballot, Method, Resolution, ResolutionState, Tally
from assistant.ports import UnitOfWork
from assistant.services.meetings import voting
from tests.services.bureau import AWA, BINTOU, HILAIRE, PAUL, ROSINE, SYLVIE, acting, refusal
from tests.services.meetings.hall import CLARA, DENIS, MEMBERS, Hall, casting, putting
from tests.services.people import person

FOR, AGAINST, ABSTAIN = Ballot


@pytest.fixture
async def sitting(hall: Hall) -> Hall:
    """Open with the bureau and Awa, who holds Bintou's mandate: six votes, five required."""
    await hall.gives(BINTOU, AWA)
    await hall.open(HILAIRE, SYLVIE, ROSINE, PAUL, AWA)
    return hall


async def test_a_question_keeps_its_words_its_point_and_the_quorum_of_that_moment(sitting: Hall) -> None:
    put = await sitting.put(Method.HANDS, "  Faut-il une fête ?  ")

    assert (put.text, put.item, put.state) == ("Faut-il une fête ?", 1, ResolutionState.OPEN)
    assert (put.quorum.count, put.quorum.required) == (6, 5)


async def test_the_quorum_is_counted_anew_at_each_vote(sitting: Hall) -> None:
    await sitting.leave(PAUL)
    enough = await sitting.put(Method.HANDS)
    await sitting.run(lambda work: voting.drop(work, acting(SYLVIE), enough.id))
    await sitting.leave(ROSINE)

    decision = await refusal(sitting.database, putting())

    assert (enough.quorum.count, decision.reason) == (5, Reason.QUORUM_NOT_REACHED)
    assert (decision.figures["required"], decision.figures["count"], decision.articles) == (5, 4, ("NDZ art. 17",))


async def test_nothing_is_put_before_the_opening_while_another_vote_is_open_or_by_who_is_not_of_the_bureau(
    hall: Hall,
) -> None:
    early = await refusal(hall.database, putting())
    await hall.open(*MEMBERS)
    stranger = await refusal(hall.database, putting(by=AWA))
    await hall.put()
    second = await refusal(hall.database, putting())

    assert (early.reason, stranger.reason, second.reason) == (Reason.NOT_OPEN, Reason.NOT_AUTHORISED, Reason.STILL_OPEN)


@pytest.mark.parametrize(("text", "item"), [("", 0), ("x" * 501, 0), ("Fête", 2), ("Fête", -1)])
async def test_a_question_has_words_and_a_point_that_there_is(sitting: Hall, text: str, item: int) -> None:
    with pytest.raises(MbongiError):
        await sitting.run(putting(Method.HANDS, text, item=item))


@pytest.mark.parametrize(("tally", "adopted"), [((3, 2, 1), True), ((3, 3, 0), False), ((0, 0, 6), False)])
async def test_a_count_by_hands_is_adopted_where_more_are_for_than_against(
    sitting: Hall, tally: tuple[int, int, int], *, adopted: bool
) -> None:
    put = await sitting.put(Method.HANDS)

    done = await sitting.run(_counting(put, tally))

    assert done.tally is not None
    assert (done.state, done.tally.adopted) == (ResolutionState.CLOSED, adopted)


async def test_no_more_votes_are_counted_than_are_in_the_room(sitting: Hall) -> None:
    put = await sitting.put(Method.HANDS)
    decision = await refusal(sitting.database, _counting(put, (6, 1, 0)))

    assert (decision.reason, decision.figures["votes"]) == (Reason.TOO_MANY_VOTES, 6)
    with pytest.raises(MbongiError):
        await sitting.run(_counting(put, (1, -1, 0)))
    await sitting.run(_counting(put, (6, 0, 0)))
    assert (await refusal(sitting.database, _counting(put, (6, 0, 0)))).figures["state"] == "vote_closed"


async def test_a_card_goes_to_who_holds_a_vote_in_the_room_and_to_nobody_else(hall: Hall) -> None:
    await hall.owes(CLARA, 6001)
    await hall.gives(BINTOU, AWA)
    await hall.open(HILAIRE, SYLVIE, ROSINE, PAUL, AWA, CLARA)

    await hall.put()

    cards = await hall.told("vote_opened")
    assert set(cards) == {who.number for who in (HILAIRE, SYLVIE, ROSINE, PAUL, AWA)}
    assert [(vote["number"], vote["own"]) for vote in cards[AWA.number]["votes"]] == [("M012", True), ("M013", False)]


async def test_a_vote_by_hands_sends_no_card(sitting: Hall) -> None:
    await sitting.put(Method.HANDS)

    assert await sitting.told("vote_opened") == {}


async def test_each_votes_for_themselves_and_for_their_giver_apart_and_may_change_it(sitting: Hall) -> None:
    put = await sitting.put()
    await sitting.cast(AWA, FOR)
    await sitting.cast(AWA, AGAINST, BINTOU)
    await sitting.cast(AWA, ABSTAIN)
    await sitting.cast(HILAIRE, FOR)

    done = await sitting.run(_closing(put))

    assert done.tally == Tally(1, 1, 1)


@pytest.mark.parametrize(
    ("who", "elector", "reason"),
    [
        (HILAIRE, BINTOU, Reason.NO_VOTE),
        (AWA, HILAIRE, Reason.NO_VOTE),
        (DENIS, DENIS, Reason.NOT_THERE),
        (BINTOU, BINTOU, Reason.NOT_THERE),
        (CLARA, CLARA, Reason.NO_VOTE),
    ],
    ids=["another's giver", "another's own", "not there", "represented", "in arrears"],
)
async def test_nobody_casts_a_vote_that_is_not_in_their_hands(
    hall: Hall, who: Member, elector: Member, reason: Reason
) -> None:
    await hall.owes(CLARA, 6001)
    await hall.gives(BINTOU, AWA)
    await hall.open(HILAIRE, SYLVIE, ROSINE, PAUL, AWA, CLARA)
    await hall.put()

    assert (await refusal(hall.database, casting(who, FOR, elector))).reason is reason


async def test_nothing_is_cast_in_a_vote_by_hands_nor_once_it_is_over(sitting: Hall) -> None:
    hands = await sitting.put(Method.HANDS)
    by_hands = await refusal(sitting.database, casting(AWA))
    dropped = await sitting.run(lambda work: voting.drop(work, acting(SYLVIE), hands.id))
    over = await refusal(sitting.database, casting(AWA))
    chat = await sitting.put()
    await sitting.run(_closing(chat))
    closed = await refusal(sitting.database, casting(AWA, vote=chat.id))

    assert (by_hands.reason, dropped.state) == (Reason.NO_VOTE, ResolutionState.DROPPED)
    assert (over.figures["state"], closed.figures["state"]) == ("vote_dropped", "vote_closed")
    with pytest.raises(MbongiError, match="no vote 9"):
        await sitting.run(casting(AWA, vote=9))


async def test_who_leaves_before_the_close_takes_their_votes_along(sitting: Hall) -> None:
    put = await sitting.put()
    for elector in (AWA, BINTOU):
        await sitting.cast(AWA, FOR, elector)
    await sitting.cast(HILAIRE, AGAINST)
    await sitting.leave(AWA)

    done = await sitting.run(_closing(put))

    assert done.tally == Tally(0, 1, 0)


async def test_a_giver_who_comes_votes_anew_what_the_holder_cast_counts_no_more(sitting: Hall) -> None:
    put = await sitting.put()
    await sitting.cast(AWA, FOR, BINTOU)
    await sitting.enter(BINTOU)
    card = (await sitting.told("vote_opened"))[BINTOU.number]
    taken = await refusal(sitting.database, casting(AWA, FOR, BINTOU))
    before = await sitting.run(lambda work: voting.tally_of(work, _meeting(work), put))
    await sitting.cast(BINTOU, AGAINST)

    done = await sitting.run(_closing(put))

    assert card["votes"] == [{"number": "M013", "name": "Bintou Ibara", "own": True, "choice": None}]
    assert (taken.reason, before, done.tally) == (Reason.NO_VOTE, Tally(0, 0, 0), Tally(0, 1, 0))


async def test_who_comes_during_a_vote_gets_a_card_and_who_leaves_sees_that_they_hold_none(sitting: Hall) -> None:
    await sitting.put()
    await sitting.enter(CLARA)
    came = await sitting.told("vote_opened")
    await sitting.leave(CLARA)

    left = await sitting.told("vote_opened")

    assert [vote["number"] for vote in came[CLARA.number]["votes"]] == [CLARA.number]
    assert left[CLARA.number]["votes"] == []


async def test_the_bureau_notes_a_raised_hand_and_leaves_what_was_cast_in_chat(sitting: Hall) -> None:
    put = await sitting.put()
    await sitting.run(_noting(put, BINTOU, AGAINST))
    await sitting.run(_noting(put, BINTOU, ABSTAIN))
    await sitting.cast(AWA, FOR)
    cast = await refusal(sitting.database, _noting(put, AWA, AGAINST))
    absent = await refusal(sitting.database, _noting(put, CLARA, FOR))
    stranger = await refusal(sitting.database, _noting(put, PAUL, FOR, by=AWA))
    awaited = await sitting.run(lambda work: voting.awaited(work, _meeting(work), put))

    assert (cast.reason, cast.figures["state"], cast.figures["by"]) == (Reason.ALREADY_DECIDED, "cast", "Awa Ibara")
    assert (absent.reason, absent.figures["name"]) == (Reason.NO_VOTE, "Clara Ibara")
    assert stranger.reason is Reason.NOT_AUTHORISED
    assert (await sitting.run(_closing(put))).tally == Tally(1, 0, 1)
    assert {elector for _, elector in awaited} == {who.number for who in (HILAIRE, SYLVIE, ROSINE, PAUL)}


async def test_the_cards_show_the_result_to_who_held_a_vote(sitting: Hall) -> None:
    put = await sitting.put()
    await sitting.cast(AWA, FOR)

    await sitting.run(_closing(put))

    rows = await sitting.run(lambda work: [row for row in work.outbox.since(0) if row.kind == "vote_opened"])
    assert all(row.body["state"] == "open" for row in rows)
    assert await sitting.told("vote_opened") == {}


async def test_a_member_who_is_no_longer_of_the_bureau_closes_no_vote(sitting: Hall) -> None:
    put = await sitting.put()
    former = person(SYLVIE.number, SYLVIE.first_name)

    decision = await refusal(sitting.database, lambda work: voting.close_vote(work, acting(former), put.id))

    assert decision.reason is Reason.NOT_AUTHORISED


def _counting(put: Resolution, tally: tuple[int, int, int]) -> Callable[[UnitOfWork], Resolution]:
    return lambda work: voting.count(work, acting(SYLVIE), put.id, Tally(*tally))


def _closing(put: Resolution) -> Callable[[UnitOfWork], Resolution]:
    return lambda work: voting.close_vote(work, acting(SYLVIE), put.id)


def _noting(
    put: Resolution, elector: Member, choice: Ballot, by: Member = SYLVIE
) -> Callable[[UnitOfWork], Resolution]:
    return lambda work: voting.note_hand(work, acting(by), put.id, elector.number, choice)


def _meeting(work: UnitOfWork) -> Meeting:
    kept = work.meetings.get(1)
    assert kept is not None
    return kept
