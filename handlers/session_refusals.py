"""Refusals at the door, at the opening and at the votes of a meeting, in words."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.domain.decisions import Reason
from assistant.marks import N_

WORDS: Mapping[Reason, str] = {
    Reason.NOT_YET: N_("Not yet: that opens on the day of the meeting, {day}."),
    Reason.NOT_OPEN: N_("This meeting is not open at present."),
    Reason.ALREADY_THERE: N_("{name} is checked in already, since {at}."),
    Reason.NOT_THERE: N_("You are not checked in. See the bureau at the door, then vote."),
    Reason.STILL_OPEN: N_("A vote is still open. Count it or drop it first."),
    Reason.NO_VOTE: N_("This vote is not in your hands at present."),
    Reason.CODE_UNKNOWN: N_("This code opens nothing today. Type the member's number or name instead."),
    Reason.BUREAU_QUORUM: N_(
        "It cannot be opened yet: {required} members of the bureau must be there in person. Checked in so far: "
        "{present}."
    ),
    Reason.QUORUM_NOT_REACHED: N_(
        "Nothing can be put to the vote now: {required} votes are required, {count} are present or represented. What "
        "needs no vote can go on."
    ),
}
OF_ANOTHER: Mapping[Reason, str] = {
    Reason.SUSPENDED: N_("The membership of {name} is suspended: no check-in."),
    Reason.NOT_A_MEMBER: N_("{name} is no member at present: no check-in."),
    Reason.NOT_THERE: N_("{name} is not checked in, or may not do this now."),
    Reason.NO_VOTE: N_("The vote of {name} is not in the room at present."),
}
"""The same where `name` is not the reader's."""
