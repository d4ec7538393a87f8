"""Meetings: their calendar, who answers, who is represented, who is there, what is decided and recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from assistant.domain.attending import Answer, Excuse, Exemption, Presence, Proxy, ProxyState, Rsvp
from assistant.domain.broadcasts import Broadcast, NewBroadcast, Received, Recipient
from assistant.domain.convening import Frozen, Meeting, NewMeeting
from assistant.domain.meetings import Purpose, Quorum, Writing
from assistant.domain.minutes import Approval, Minutes
from assistant.domain.petitions import Petition
from assistant.domain.reminding import Telling
from assistant.domain.resolutions import Ballot, CastBallot, Method, Resolution, Tally


class Meetings(Protocol):
    """The calendar, from the proposal to the closing. Every step says False where the meeting is elsewhere."""

    def add(self, new: NewMeeting, proposed_by: str) -> int | None:
        """The new meeting's id, proposed; None where `first` has been reconvened already."""

    def get(self, meeting: int) -> Meeting | None: ...

    def all(self) -> list[Meeting]:
        """By their start, the earliest first."""

    def ahead(self) -> list[Meeting]:
        """Those proposed or convened, whatever their day, in that order: the scheduler looks at them all the time."""

    def held(self, year: int) -> list[Meeting]:
        """Those of that calendar year that are closed, in that order."""

    def convene(self, meeting: int, by: str) -> bool:
        """A proposed one is convened."""

    def change(self, meeting: int, new: NewMeeting) -> bool:
        """One that is ahead is now like that; a new edition."""

    def call_off(self, meeting: int, by: str, reason: str) -> bool:
        """One that is ahead will not be held."""

    def open(self, meeting: int, by: str, frozen: Frozen, *, chair: str | None, secretary: str | None) -> bool:
        """A convened one begins."""

    def preside(self, meeting: int, *, chair: str | None, secretary: str | None) -> bool:
        """Others chair and write in an open one."""

    def close(self, meeting: int, by: str) -> bool:
        """An open one ends."""


class Attendances(Protocol):
    """Answers, check-ins, excuses, exemptions. Answers are appended; the last one received counts."""

    def answer(
        self, meeting: int, member: str, answer: Answer, reason: str, *, received_at: datetime, by: str
    ) -> None: ...

    def answers(self, meeting: int) -> dict[str, Rsvp]:
        """The one that counts of each who has answered."""

    def history(self, meeting: int, member: str | None = None) -> list[Rsvp]:
        """All that the member, or everybody, has answered, as received."""

    def answers_of(self, member: str) -> list[Rsvp]:
        """To whatever meeting, as received."""

    def check_in(self, meeting: int, member: str, by: str) -> bool:
        """They are there from now on; False where they were already."""

    def check_out(self, meeting: int, member: str) -> bool:
        """They have left; False where they were not there."""

    def presences(self, meeting: int) -> list[Presence]:
        """Every stay, in the order of arrival."""

    def presences_of(self, member: str) -> list[Presence]:
        """At whatever meeting, in the order of arrival."""

    def excuse(self, excuse: Excuse) -> None:
        """Add, or replace by meeting and member."""

    def excuses(self, meeting: int) -> dict[str, Excuse]:
        """By member."""

    def excuses_of(self, member: str) -> list[Excuse]:
        """By meeting."""

    def exempt(self, member: str, first: date, last: date, *, reason: str, by: str) -> int:
        """The new exemption's id."""

    def exemptions(self, member: str | None = None) -> list[Exemption]:
        """The member's, or everybody's, in the order agreed."""

    def end_exemption(self, exemption: int, last: date) -> None:
        """It goes no further than that day."""

    def explained(self, last: date) -> dict[int, list[str]]:
        """By meeting of that day or an earlier one: the members of whom a reason is still kept, both in order."""

    def forget_reasons(self, meeting: int, member: str) -> int:
        """Empty the reasons that the member gave, keeping that they gave them; returns how many."""

    def forget_notes(self, before: datetime, limit: int) -> int:
        """Empty what the bureau noted with what it decided by then; returns how many."""

    def forget_exemptions(self, before: datetime, last: date, limit: int) -> int:
        """Empty why, of those agreed by that instant that go no further than that day; returns how many."""


class Proxies(Protocol):
    """Mandates to vote."""

    def give(self, meeting: int, giver: str, holder: str, writing: Writing, *, by: str) -> int | None:
        """The new proxy's id; None where the giver has one in force for that meeting."""

    def get(self, proxy: int) -> Proxy | None: ...

    def of_meeting(self, meeting: int) -> list[Proxy]:
        """Whatever became of them, in the order given."""

    def of_member(self, member: str) -> list[Proxy]:
        """Given or held, in the order given."""

    def end(self, proxy: int, state: ProxyState, by: str) -> bool:
        """Withdraw, decline or let lapse one that is given; False where it has ended already."""


class Resolutions(Protocol):
    """Questions put to the vote, and the votes cast in chat."""

    def open(self, meeting: int, text: str, *, item: int | None, method: Method, quorum: Quorum, by: str) -> int:
        """The new resolution's id."""

    def get(self, resolution: int) -> Resolution | None: ...

    def of_meeting(self, meeting: int) -> list[Resolution]:
        """In the order put."""

    def cast(self, resolution: int, elector: str, choice: Ballot, *, by: str) -> bool:
        """Add, or replace by elector; False where the vote is no longer open."""

    def ballots(self, resolution: int) -> list[CastBallot]:
        """By elector."""

    def ballots_of(self, member: str) -> list[CastBallot]:
        """Those of the member, and those that the member cast for others."""

    def close(self, resolution: int, tally: Tally, by: str) -> bool:
        """Counted; False where it is no longer open."""

    def drop(self, resolution: int, by: str) -> bool:
        """Taken back; False where it is no longer open."""


class MinutesBook(Protocol):
    """The minutes of each meeting."""

    def write(self, meeting: int, words: Mapping[str, str], by: str) -> int | None:
        """Add or replace the draft's words; its id, None where the minutes are approved."""

    def get(self, minutes: int) -> Minutes | None: ...

    def of_meeting(self, meeting: int) -> Minutes | None: ...

    def all(self) -> list[Minutes]:
        """In the order begun."""

    def approved(self, limit: int, before: int | None = None) -> list[Minutes]:
        """Those that are no draft, of the latest meeting first; `before`: of meetings that began before that one."""

    def approve(self, minutes: int, approval: Approval) -> bool:
        """False where they are no draft."""

    def sent(self, minutes: int, broadcast: int, by: str) -> bool:
        """False where they are not approved, or were sent."""

    def reword(self, minutes: int, public: Mapping[str, str], cleared: Sequence[str]) -> None:
        """Replace what the version without names says, and the words cleared there, whatever their state."""


class Broadcasts(Protocol):
    """What was sent to many, and what became of it for each."""

    def add(self, new: NewBroadcast, author: str, recipients: Sequence[str]) -> int:
        """The new broadcast's id, proposed, for those members and no others."""

    def get(self, broadcast: int) -> Broadcast | None: ...

    def all(self) -> list[Broadcast]:
        """The newest first."""

    def of_meeting(self, meeting: int) -> list[Broadcast]:
        """In the order made."""

    def due(self) -> list[Broadcast]:
        """Those planned whose hour has come."""

    def aim(self, broadcast: int, members: Sequence[str]) -> None:
        """It is for those members, and no others; nobody has been told of it yet."""

    def endorse(self, broadcast: int, by: str) -> bool:
        """Note whose yes it has; False where it is not proposed."""

    def plan(self, broadcast: int) -> bool:
        """A proposed one will leave at its hour."""

    def sent(self, broadcast: int) -> bool:
        """A proposed or planned one is handed to the outbox now; False where it was, or is stopped."""

    def stop(self, broadcast: int, by: str) -> bool:
        """A proposed or planned one will not leave."""

    def of_member(self, member: str) -> list[Received]:
        """Those meant for the member that have left, in the order made."""

    def members(self, broadcast: int) -> list[str]:
        """Those for whom it is meant, by number."""

    def recipients(self, broadcast: int) -> list[Recipient]:
        """Each with what became of it, by number."""

    def lost(self, since: datetime) -> list[tuple[int, str]]:
        """Of those sent since then: each broadcast and member whose chat turned out to be gone, without an e-mail."""

    def tell(self, broadcast: int, member: str, telling: Telling) -> bool:
        """Note how they were told; False where that was noted before."""


class Petitions(Protocol):
    """Requests for an extraordinary assembly."""

    def add(self, purpose: Purpose, words: str, by: str) -> int:
        """The new request's id; nobody has signed."""

    def get(self, petition: int) -> Petition | None: ...

    def all(self) -> list[Petition]:
        """In the order begun."""

    def sign(self, petition: int, member: str) -> bool:
        """False where they have signed already."""

    def unsign(self, petition: int, member: str) -> bool:
        """False where they have not signed."""

    def reach(self, petition: int) -> bool:
        """Enough have signed; False where it is not open."""

    def convene(self, petition: int) -> bool:
        """It led to a meeting; False where it is not reached."""

    def reopen(self, petition: int) -> bool:
        """That meeting will not be held, so that it is reached again; False where it led to none."""

    def withdraw(self, petition: int) -> bool:
        """False where it is not open."""
