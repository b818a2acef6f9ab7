"""Column types that keep what the databases would lose: the zone of an instant, the digits of a decimal.

SQLite's ``DateTime(timezone=True)`` drops the offset and its ``Numeric`` goes through a binary float. Both values are
therefore text there (fixed-width, so that text order is time order) and the native types on PostgreSQL.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import DateTime, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from tracker.model.instants import require_utc

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

_POSTGRESQL = "postgresql"
_FARTHEST = 60


def instant_text(instant: datetime) -> str:
    """Fixed-width UTC text, microseconds always written: text order is time order."""
    return require_utc(instant, "an instant for the database").isoformat(timespec="microseconds")[:26] + "Z"


@lru_cache(maxsize=4096)
def _instant(text: str) -> datetime:
    # fromisoformat reads "Z" as datetime.UTC; vintages repeat from row to row, hence the cache.
    return datetime.fromisoformat(text)


class Instant(TypeDecorator[datetime]):
    """An aware instant, returned in UTC. A naive ``datetime`` is refused with ``ValueError``."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TIMESTAMP WITH TIME ZONE on PostgreSQL, text elsewhere."""
        native: TypeEngine[Any] = DateTime(timezone=True) if dialect.name == _POSTGRESQL else Text()
        return dialect.type_descriptor(native)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """UTC on the way in."""
        if value is None:
            return None
        if dialect.name == _POSTGRESQL:
            return require_utc(value, "an instant for the database")
        return instant_text(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """UTC on the way out."""
        if value is None:
            return None
        return value.astimezone(UTC) if isinstance(value, datetime) else _instant(value)


class ExactDecimal(TypeDecorator[Decimal]):
    """A finite ``Decimal`` with all its digits; floats, NaN and infinities are refused with ``ValueError``.

    So is what reaches beyond 10^±60: parsers know less, but printing 1E+900000000 takes gigabytes.

    As text on SQLite it must never be compared or ordered by the database there.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Unbounded NUMERIC on PostgreSQL (it keeps trailing zeros), text elsewhere."""
        native: TypeEngine[Any] = Numeric() if dialect.name == _POSTGRESQL else Text()
        return dialect.type_descriptor(native)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Digits as they are."""
        return None if value is None else self.bind_all((value,), dialect)[0]

    def bind_all(self, values: Sequence[Any], dialect: Dialect) -> list[Any]:
        """A whole column at once: an archive has a quarter of a million values, and a call for each is the cost."""
        try:
            sound = all(map(Decimal.is_finite, values))
        except TypeError:
            sound = False
        if not sound:
            wrong = next(value for value in values if not (isinstance(value, Decimal) and value.is_finite()))
            raise ValueError(f"not a finite Decimal: {wrong!r}")
        sizes = list(map(Decimal.adjusted, values))
        if sizes and not -_FARTHEST <= min(sizes) <= max(sizes) <= _FARTHEST:
            raise ValueError(f"a number beyond 10^±{_FARTHEST} is no rate")
        return list(values) if dialect.name == _POSTGRESQL else list(map(str, values))

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:
        """The same digits."""
        return None if value is None else Decimal(value)


class JsonText(TypeDecorator[Any]):
    """A JSON document as canonical text (sorted keys, no spaces), equal bytes for equal documents on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:
        """Canonical text; ``None`` stays NULL."""
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        """The parsed document."""
        return None if value is None else json.loads(value)


class LabelText(TypeDecorator[str]):
    """An observation's label. Byte order on every database, whatever the collation of a PostgreSQL cluster."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text; with collation "C" on PostgreSQL."""
        return dialect.type_descriptor(Text(collation="C") if dialect.name == _POSTGRESQL else Text())

    def coerce_compared_value(self, op: Any, value: Any) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Values compared with a label are plain text; the column brings the collation along."""
        return Text()


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(value: Any) -> str:
    """One text per document: sorted keys, no spaces, characters as they are."""
    return _ENCODER.encode(value)


_RENDERED = {
    Instant: 'sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")',
    ExactDecimal: 'sa.Text().with_variant(sa.Numeric(), "postgresql")',
    LabelText: 'sa.Text().with_variant(sa.Text(collation="C"), "postgresql")',
    JsonText: "sa.Text()",
}


def compare_type(
    context: Any, _inspected_column: object, _column: object, inspected: TypeEngine[Any], declared: TypeEngine[Any]
) -> bool | None:
    """Whether a column's type differs from the declared one, where Alembic's own comparison would be wrong."""
    if isinstance(declared, LabelText):
        needed = "C" if context.dialect.name == _POSTGRESQL else None
        return not isinstance(inspected, Text) or inspected.collation != needed
    return None


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """How Alembic writes our types into a migration: in SQLAlchemy's words, so that migrations never import us."""
    if kind == "type":
        for decorator, text in _RENDERED.items():
            if isinstance(item, decorator):
                return text
    return False
