"""Requests for an extraordinary assembly, and who has signed them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.meetings import Purpose
from assistant.domain.petitions import Petition, PetitionState, Signature
from storage.session import Prepared, Row, Session, binds, from_micros
from storage.tables import petition as petitions
from storage.tables import signature as signatures

_ADD = Prepared(insert(petitions).values(binds(petitions, but=["id"])).returning(petitions.c.id))
_GET = Prepared(select(petitions).where(petitions.c.id == bindparam("row")))
_ALL = Prepared(select(petitions).order_by(petitions.c.id))
_SIGNED = Prepared(
    select(signatures.c.member, signatures.c.signed_at)
    .where(signatures.c.petition == bindparam("row"))
    .order_by(signatures.c.signed_at, signatures.c.member)
)
_SIGN = Prepared(insert(signatures).values(binds(signatures)).on_conflict_do_nothing())
_UNSIGN = Prepared(text("DELETE FROM signature WHERE petition = :row AND member = :member"))
_MOVE = Prepared(text("UPDATE petition SET state = :after WHERE id = :row AND state = :before"))


class Petitions:
    """See `assistant.ports.Petitions`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def add(self, purpose: Purpose, words: str, by: str) -> int:
        """The new request's id."""
        state = PetitionState.OPEN.value
        row = self._session.all(_ADD, purpose=purpose.value, words=words, state=state, begun_by=by, begun_at=self._now)[
            0
        ]
        return int(row[0])

    def get(self, petition: int) -> Petition | None:
        """The request with its signatures."""
        row = self._session.one(_GET, row=petition)
        return self._read([row])[0] if row else None

    def all(self) -> list[Petition]:
        """In the order begun."""
        return self._read(self._session.all(_ALL))

    def sign(self, petition: int, member: str) -> bool:
        """Each signs once."""
        return self._session.run(_SIGN, petition=petition, member=member, signed_at=self._now) == 1

    def unsign(self, petition: int, member: str) -> bool:
        """Take the signature back."""
        return self._session.run(_UNSIGN, row=petition, member=member) == 1

    def reach(self, petition: int) -> bool:
        """Compare-and-set."""
        return self._move(petition, PetitionState.OPEN, PetitionState.REACHED)

    def convene(self, petition: int) -> bool:
        """Compare-and-set."""
        return self._move(petition, PetitionState.REACHED, PetitionState.CONVENED)

    def reopen(self, petition: int) -> bool:
        """Compare-and-set."""
        return self._move(petition, PetitionState.CONVENED, PetitionState.REACHED)

    def withdraw(self, petition: int) -> bool:
        """Compare-and-set."""
        return self._move(petition, PetitionState.OPEN, PetitionState.WITHDRAWN)

    def _move(self, petition: int, before: PetitionState, after: PetitionState) -> bool:
        return self._session.run(_MOVE, row=petition, before=before.value, after=after.value) == 1

    def _read(self, rows: Iterable[Row]) -> list[Petition]:
        return [self._petition(row) for row in rows]

    def _petition(self, row: Row) -> Petition:
        number, purpose, words, state, by, at = row
        signed = tuple(
            Signature(member, from_micros(signed_at)) for member, signed_at in self._session.all(_SIGNED, row=number)
        )
        return Petition(number, Purpose(purpose), words, PetitionState(state), by, from_micros(at), signed)
