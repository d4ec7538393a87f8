"""How fast messages may leave: kept in the database, so that all processes together keep to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from storage.session import Prepared, Session, binds
from storage.tables import pace as paces

SECOND = 1_000_000
MINUTE = 60 * SECOND
BURST = 3
"""Messages that may follow one another at once in a private chat."""
OVERALL_BURST = 0.2
"""Of a second's messages, what may leave at once on a channel."""
BULK_SHARE = 0.8
"""What notices and bulk may take of a channel, so that replies always find room."""
CHANNEL = ""
"""Stands for the whole channel where a chat is expected."""

_GET = Prepared(
    select(paces.c.open_at, paces.c.bulk_open_at, paces.c.paused_until).where(
        paces.c.channel == bindparam("channel"), paces.c.chat == bindparam("chat")
    )
)
_new = insert(paces).values(binds(paces))
_SAVE = Prepared(
    _new.on_conflict_do_update(
        index_elements=["channel", "chat"],
        set_={"open_at": _new.excluded.open_at, "bulk_open_at": _new.excluded.bulk_open_at},
    )
)
_PAUSE = Prepared(
    _new.on_conflict_do_update(index_elements=["channel", "chat"], set_={"paused_until": _new.excluded.paused_until})
)


@dataclass(frozen=True, slots=True)
class Pace:
    """The limits of a channel: messages a second overall and in a private chat, messages a minute in a group."""

    overall_per_second: float
    chat_per_second: float
    group_per_minute: float


TELEGRAM = Pace(overall_per_second=25, chat_per_second=1, group_per_minute=20)
"""Below what its frequently asked questions say: 30, 1 and 20."""
MAIL = Pace(overall_per_second=5, chat_per_second=1, group_per_minute=60)
"""Below what mail providers let through from one customer: bursts of hundreds are held for spam."""
DEFAULT: Mapping[str, Pace] = {"telegram": TELEGRAM, "mail": MAIL}


@dataclass(slots=True)
class Gate:
    """Lets one message in each `interval`, and `burst` of them at once after a rest; open from `open_at` (all µs)."""

    open_at: int
    interval: float
    burst: float

    def lets(self, now: int) -> bool:
        """Whether one more may leave now."""
        return self.open_at <= now

    def count(self, now: int) -> None:
        """One has left; what leaves through a closed gate keeps it closed no longer than a whole burst does."""
        slack = self.interval * (self.burst - 1)
        busy_until = max(self.open_at + slack, now) + self.interval
        self.open_at = int(min(busy_until, now + self.interval * (self.burst + 1)) - slack)


class Overall:
    """A channel's own gates during one claim: everything, and within it what is no reply."""

    def __init__(self, session: Session, channel: str, pace: Pace | None, now: int) -> None:
        self._session, self._channel, self._pace, self._now = session, channel, pace, now
        open_at, bulk_open_at, paused_until = session.one(_GET, channel=channel, chat=CHANNEL) or (0, 0, 0)
        self.paused = paused_until > now
        second = SECOND / pace.overall_per_second if pace else 0.0
        burst = max(1.0, pace.overall_per_second * OVERALL_BURST) if pace else 1.0
        self._all = Gate(open_at, second, burst)
        self._bulk = Gate(bulk_open_at, second / BULK_SHARE, max(1.0, burst * BULK_SHARE))

    def lets(self, *, reply: bool) -> bool:
        """Whether one more may leave on this channel."""
        if self.paused or self._pace is None:
            return not self.paused
        return self._all.lets(self._now) and (reply or self._bulk.lets(self._now))

    def count(self, chat: str, *, reply: bool, group: bool) -> None:
        """One leaves for that chat. Replies never wait for their chat's pace, but what follows them does."""
        if self._pace is None:
            return
        self._all.count(self._now)
        if not reply:
            self._bulk.count(self._now)
        interval, burst = (
            (MINUTE / self._pace.group_per_minute, 1) if group else (SECOND / self._pace.chat_per_second, BURST)
        )
        row = self._session.one(_GET, channel=self._channel, chat=chat) or (0, 0, 0)
        gate = Gate(row[0], interval, burst)
        gate.count(self._now)
        self._save(chat, gate.open_at, gate.open_at)

    def save(self) -> None:
        """Keep the gates for the next claim, whoever makes it."""
        if self._pace is not None:
            self._save(CHANNEL, self._all.open_at, self._bulk.open_at)

    def _save(self, chat: str, open_at: int, bulk_open_at: int) -> None:
        self._session.run(
            _SAVE, channel=self._channel, chat=chat, open_at=open_at, bulk_open_at=bulk_open_at, paused_until=0
        )


def pause(session: Session, channel: str, chat: str, until: int) -> None:
    """Nothing leaves there before then."""
    session.run(_PAUSE, channel=channel, chat=chat, open_at=0, bulk_open_at=0, paused_until=until)
