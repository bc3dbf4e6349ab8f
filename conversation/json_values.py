"""JSON values that others wrote: read as a list or an object, whatever they are."""

from typing import Any, TypeAlias, TypeGuard

Fields: TypeAlias = dict[str, Any]
"""The fields of an object."""


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a list."""
    return isinstance(value, list)


def is_object(value: object) -> TypeGuard[Fields]:
    """Whether a value is an object."""
    return isinstance(value, dict)


def list_of(value: object) -> list[Any]:
    """The list that a value is; an empty one where it is something else."""
    return value if is_list(value) else []


def fields_of(value: object) -> Fields:
    """The fields of the object that a value is; none where it is something else."""
    return value if is_object(value) else {}
