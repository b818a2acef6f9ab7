"""Dataclasses of the model as JSON documents, and back: one codec for everything stored as a document."""

from __future__ import annotations

import types
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from tracker.model.instants import format_instant, parse_instant

T = TypeVar("T")


def to_document(record: Any) -> Any:
    """JSON-ready form: instants and dates as ISO text, tuples as lists, fields at their default value left out.

    Leaving defaults out keeps a stored document equal when the model later gains a field.
    """
    if is_dataclass(record) and not isinstance(record, type):
        return {
            field.name: to_document(value)
            for field in fields(record)
            if (value := getattr(record, field.name)) != _default(field)
        }
    if isinstance(record, datetime):
        return format_instant(record)
    if isinstance(record, date):
        return record.isoformat()
    if isinstance(record, tuple | list):
        return [to_document(item) for item in record]
    return record


def from_document(kind: type[T], document: Mapping[str, Any]) -> T:
    """The dataclass of a document. A field unknown to this program raises ``ValueError``: it would be lost."""
    hints = _hints(cast("Hashable", kind))  # a class is hashable; the type checker is not sure
    unknown = sorted(set(document) - set(hints))
    if unknown:
        raise ValueError(f"a stored {kind.__name__} has fields this program does not know: {', '.join(unknown)}")
    return kind(**{name: _value(hints[name], value) for name, value in document.items()})


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = get_origin(hint)
    if origin in (types.UnionType, Union):
        return _value(next(part for part in get_args(hint) if part is not type(None)), value)
    if origin is tuple:
        item = get_args(hint)[0]
        return tuple(_value(item, part) for part in value)
    if hint is datetime:
        return parse_instant(value)
    if hint is date:
        return date.fromisoformat(value)
    if isinstance(hint, type) and is_dataclass(hint):
        return from_document(hint, value)
    return value


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(kind)


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default
