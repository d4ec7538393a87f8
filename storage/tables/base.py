"""What the tables are made of: columns of each kind, constraints, names."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

REVISION = "0004"
"""The migration that the tables stand at."""

NAMES = {"ix": "%(table_name)s_%(column_0_N_name)s", "ck": "%(table_name)s_%(constraint_name)s"}
WORDS = Text().with_variant(Text(collation="C"), "postgresql")
NUMBER = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(naming_convention=NAMES)
Part = Column[str] | Column[int] | CheckConstraint | PrimaryKeyConstraint | UniqueConstraint | Index


def table(name: str, *parts: Part) -> Table:
    """A table of both databases, `STRICT` on SQLite."""
    return Table(name, metadata, *parts, sqlite_strict=True, implicit_returning=False)


def words(
    name: str, reference: str | None = None, *, null: bool = False, unique: bool = False, index: bool = False
) -> Column[str]:
    """Text that compares byte by byte."""
    keys = [ForeignKey(reference, name=f"{name}_fk")] if reference else []
    return Column(name, WORDS, *keys, nullable=null, unique=unique, index=index)


def number(name: str, reference: str | None = None, *, null: bool = False, index: bool = False) -> Column[int]:
    """A whole number: cents, an instant, an id."""
    keys = [ForeignKey(reference, name=f"{name}_fk")] if reference else []
    return Column(name, NUMBER, *keys, nullable=null, index=index)


def row_id() -> Column[int]:
    """The id that the database gives."""
    return Column("id", NUMBER, primary_key=True)


def flag(name: str) -> CheckConstraint:
    """The column is 1 or 0."""
    return CheckConstraint(f"{name} IN (0, 1)", name=name)
