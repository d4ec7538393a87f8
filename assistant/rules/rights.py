"""Which rights are open to a member (art. 6-9 and 30): being up to date opens them, a suspension closes nearly all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason, Situation, Standing
from assistant.domain.members import Status
from assistant.rules.admission import waiting_ends_on


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do on a day. One's own arrears may always be asked for, and paid."""

    vote: bool = False
    stand_for_election: bool = False
    give_proxy: bool = False
    hold_proxy: bool = False
    mutual_aid: bool = False
    free_folk_performance: bool = False
    attend: bool = False
    rsvp: bool = False
    check_own_arrears: bool = True
    declare_payment: bool = True


def rights(member_status: Status, situation: Situation, bylaws: Bylaws, joined_on: date | None = None) -> Rights:
    """The rights on the situation's day; honorary members attend without a voice, others not active keep their file.

    `joined_on` is the day of admission; without it nobody is taken to be in the waiting period (art. 6).
    """
    if member_status not in {Status.ACTIVE, Status.HONORARY}:
        return Rights()
    if member_status is Status.HONORARY:
        return Rights(attend=True, rsvp=True)
    waiting = joined_on is not None and situation.day < waiting_ends_on(joined_on, bylaws)
    good = _in_good_standing(situation, bylaws)
    votes = good and not (waiting and bylaws.dues.waiting_blocks_vote.on(situation.day))
    return Rights(
        vote=votes,
        stand_for_election=votes,
        give_proxy=votes,
        hold_proxy=votes,
        mutual_aid=situation.up_to_date and not waiting,
        free_folk_performance=good,
        attend=True,
        rsvp=True,
    )


def may_stand_for_election(member_status: Status, situation: Situation, bylaws: Bylaws) -> Decision:
    """A candidacy for the bureau: for active members up to date (art. 7). Figures, in cents: `overdue`, `tolerance`."""
    articles = (bylaws.cite("rights"), bylaws.cite("standing"))
    figures = {"overdue": situation.overdue, "tolerance": situation.tolerance}
    if member_status is Status.SUSPENDED:
        return Decision(allowed=False, reason=Reason.SUSPENDED, articles=(bylaws.cite("suspension"), *articles))
    if member_status is not Status.ACTIVE:
        return Decision(allowed=False, reason=Reason.NOT_A_MEMBER, articles=articles)
    if _in_good_standing(situation, bylaws):
        return Decision(allowed=True, articles=articles, figures=figures)
    cited = tuple(dict.fromkeys((*articles, *situation.articles)))
    return Decision(allowed=False, reason=Reason(situation.standing.value), articles=cited, figures=figures)


def _in_good_standing(situation: Situation, bylaws: Bylaws) -> bool:
    """Up to date; or in the wait after long arrears, where that wait is for mutual aid alone (art. 9)."""
    waits_for_aid_alone = bylaws.dues.long_arrears_wait_scope.on(situation.day) == "aid"
    return situation.up_to_date or (waits_for_aid_alone and situation.standing is Standing.LONG_ARREARS_WAIT)
