"""Records as plain values, the same whatever the order in which sets and mappings were filled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from typing import Any

from programme.slots import Slot


def plain(value: Any) -> Any:
    """A record, or whatever records hold, as JSON has it: dates as 2027-03-18, slots as Thu am, sets sorted."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Slot):
        return value.label
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, (set, frozenset)):
        return sorted(map(plain, value), key=written)
    return list(map(plain, value)) if isinstance(value, (tuple, list)) else value


def written(value: Any) -> str:
    """Plain values as one line of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _mapping(value: Mapping[Any, Any]) -> Any:
    """An object by sorted keys; pairs where the keys are not text."""
    if all(isinstance(key, str) for key in value):
        return {key: plain(value[key]) for key in sorted(value)}
    return sorted(([plain(key), plain(one)] for key, one in value.items()), key=written)
