"""How columns and indexes are written, once for all tables."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, Table, Text, text
from sqlmodel import Field, SQLModel

_BARE = Text(collation="C").with_variant(Text(), "sqlite")
_BIG = BigInteger().with_variant(Integer(), "sqlite")


def identity() -> Any:
    """A primary key that the database numbers."""
    return Field(default=None, primary_key=True, sa_type=_BIG)


def big(**options: Any) -> Any:
    """A 64-bit integer."""
    return Field(sa_type=_BIG, **options)


def ref(target: type[SQLModel] | str, *, null: bool = False) -> Any:
    """A foreign key to a row of that class; in words, to a table of the same file."""
    name = target if isinstance(target, str) else key(target)
    return Field(default=None, sa_type=_BIG, foreign_key=name, nullable=null)


def key(model: type[SQLModel], column: str = "id") -> str:
    """How a foreign key calls a column of another file, whose table it makes known by that."""
    return f"{table(model).name}.{column}"


def instant(*, null: bool = False) -> Any:
    """Microseconds since 1970, UTC."""
    return Field(default=None, sa_type=_BIG, nullable=null)


def words(*, null: bool = False, **options: Any) -> Any:
    """Text of any length."""
    if "default" not in options:
        options["default"] = None
    return Field(sa_type=Text, nullable=null, **options)


def bare(**options: Any) -> Any:
    """Text that is found by its beginning: compared letter by letter, whatever the language."""
    return Field(sa_type=_BARE, nullable=False, **options)


def table(model: type[SQLModel]) -> Table:
    """The Core table of a model (SQLModel does not type ``__table__``)."""
    found: Table = model.__table__  # type: ignore[attr-defined]  # set by SQLModel's metaclass
    return found


def index(
    name: str,
    model: type[SQLModel],
    *columns: str,
    where: str = "",
    unique: bool = False,
    beside: Sequence[str] = (),
) -> None:
    """An index, partial when ``where`` is given. ``beside``: columns that PostgreSQL keeps in it
    too, so that whoever goes along it need not open each row."""
    owner = table(model)
    only = text(where) if where else None
    Index(
        name,
        *(owner.c[column] for column in columns),
        unique=unique,
        sqlite_where=only,
        postgresql_where=only,
        postgresql_include=list(beside),
    )
