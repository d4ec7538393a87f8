"""The register: members with their history and roles, and the files of candidates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.members import Application, Member, Role, Status, StatusChange
from storage import tables
from storage.session import Prepared, Row, Session, binds, from_day, to_day

_COLUMNS = """SELECT m.number, m.last_name, m.first_name, m.joined_on, m.phone, m.email, m.section, m.spouse,
 m.language, s.since, s.status, r.role
 FROM member m JOIN member_status s ON s.member = m.number LEFT JOIN member_role r ON r.member = m.number"""
_GET = Prepared(text(f"{_COLUMNS} WHERE m.folded = :folded ORDER BY s.place"))
_BY_PHONE = Prepared(text(f"{_COLUMNS} WHERE m.phone = :phone ORDER BY m.number, s.place"))
_ALL = Prepared(text(f"{_COLUMNS} ORDER BY m.number, s.place"))
_CHARGED = Prepared(
    text(f"{_COLUMNS} WHERE m.number IN (SELECT member FROM member_role) ORDER BY m.number, s.place")  # noqa: S608 - constants
)
_new = insert(tables.member).values(binds(tables.member))
_SAVE = Prepared(
    _new.on_conflict_do_update(
        index_elements=["number"],
        set_={column.name: column for column in _new.excluded if column.name != "number"},
    )
)
_FORGET_HISTORY = Prepared(delete(tables.member_status).where(tables.member_status.c.member == bindparam("number")))
_FORGET_ROLES = Prepared(delete(tables.member_role).where(tables.member_role.c.member == bindparam("number")))
_ADD_HISTORY = Prepared(insert(tables.member_status).values(binds(tables.member_status)))
_ADD_ROLE = Prepared(insert(tables.member_role).values(binds(tables.member_role)))
_APPLICATION = Prepared(select(tables.application).where(tables.application.c.candidate == bindparam("number")))
_file = insert(tables.application).values(binds(tables.application))
_SAVE_APPLICATION = Prepared(
    _file.on_conflict_do_update(
        index_elements=["candidate"],
        set_={column.name: column for column in _file.excluded if column.name != "candidate"},
    )
)


class Members:
    """See `assistant.ports.Members`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, number: str) -> Member | None:
        """The member with that number, case aside."""
        members = _members(self._session.all(_GET, folded=number.casefold()))
        return members[0] if members else None

    def by_phone(self, phone: str) -> Member | None:
        """The only member with that number."""
        members = _members(self._session.all(_BY_PHONE, phone=phone))
        return members[0] if len(members) == 1 else None

    def all(self) -> list[Member]:
        """Everybody, by number."""
        return _members(self._session.all(_ALL))

    def with_role(self, roles: Iterable[str]) -> list[Member]:
        """Those who hold one of the roles."""
        wanted = frozenset(roles)
        return [member for member in _members(self._session.all(_CHARGED)) if member.roles & wanted]

    def save(self, member: Member) -> None:
        """Add or replace by number."""
        session = self._session
        session.run(
            _SAVE,
            number=member.number,
            folded=member.number.casefold(),
            last_name=member.last_name,
            first_name=member.first_name,
            joined_on=from_day(member.joined_on),
            phone=member.phone,
            email=member.email,
            section=member.section,
            spouse=member.spouse,
            language=member.language,
        )
        session.run(_FORGET_HISTORY, number=member.number)
        session.run(_FORGET_ROLES, number=member.number)
        history = [
            {"member": member.number, "place": place, "since": change.since.isoformat(), "status": change.status.value}
            for place, change in enumerate(member.history)
        ]
        session.many(_ADD_HISTORY, history)
        session.many(_ADD_ROLE, [{"member": member.number, "role": role.value} for role in sorted(member.roles)])

    def application(self, candidate: str) -> Application | None:
        """A candidate's file."""
        row = self._session.one(_APPLICATION, number=candidate)
        if row is None:
            return None
        number, questionnaire, fields, family, acknowledged, accepted, former = row
        return Application(
            candidate=number,
            questionnaire=bool(questionnaire),
            form_fields=frozenset(fields.split()),
            family_info=bool(family),
            texts_acknowledged_on=to_day(acknowledged),
            bureau_accepted_on=to_day(accepted),
            former=former,
        )

    def save_application(self, application: Application) -> None:
        """Add or replace."""
        self._session.run(
            _SAVE_APPLICATION,
            candidate=application.candidate,
            questionnaire=int(application.questionnaire),
            form_fields=" ".join(sorted(application.form_fields)),
            family_info=int(application.family_info),
            texts_acknowledged_on=from_day(application.texts_acknowledged_on),
            bureau_accepted_on=from_day(application.bureau_accepted_on),
            former=application.former,
        )


def _members(rows: list[Row]) -> list[Member]:
    """One member for all rows with the same number: a row for each change of status and role."""
    found: dict[str, Member] = {}
    for number, last, first, joined, phone, email, section, spouse, language, since, status, role in rows:
        change = StatusChange(date.fromisoformat(since), Status(status))
        roles = frozenset({Role(role)} if role else ())
        known = found.get(number)
        if known is None:
            found[number] = Member(
                number, last, first, to_day(joined), (change,), roles, phone, email, section, spouse, language
            )
        elif known.history[-1] != change or roles - known.roles:
            history = known.history if known.history[-1] == change else (*known.history, change)
            found[number] = replace(known, history=history, roles=known.roles | roles)
    return list(found.values())
