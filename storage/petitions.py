"""Requests for an extraordinary assembly, and who has signed them."""

from __future__ import annotations

from collections import defaultdict
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
_signed = select(signatures).order_by(signatures.c.signed_at, signatures.c.member)
_SIGNED = Prepared(_signed.where(signatures.c.petition == bindparam("row")))
_ALL_SIGNED = Prepared(_signed)
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
        rows = self._session.all(_ADD, purpose=purpose.value, words=words, state=state, begun_by=by, begun_at=self._now)
        return int(rows[0][0])

    def get(self, petition: int) -> Petition | None:
        """The request with its signatures."""
        row = self._session.one(_GET, row=petition)
        return _petition(row, self._session.all(_SIGNED, row=petition)) if row else None

    def all(self) -> list[Petition]:
        """In the order begun."""
        signed: dict[int, list[Row]] = defaultdict(list)
        for row in self._session.all(_ALL_SIGNED):
            signed[row[0]].append(row)
        return [_petition(row, signed[row[0]]) for row in self._session.all(_ALL)]

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


def _petition(row: Row, signed: Iterable[Row]) -> Petition:
    number, purpose, words, state, by, at = row
    signers = tuple(Signature(member, from_micros(signed_at)) for _, member, signed_at in signed)
    return Petition(number, Purpose(purpose), words, PetitionState(state), by, from_micros(at), signers)
