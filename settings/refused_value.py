"""Refused value of a setting: its name, the value, masked where it is secret, and what is right."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic.fields import FieldInfo

from conversation.nearest import meant_by
from settings.addresses import MASK, mask_login

_SECRET_TYPES = ("SecretStr", "ApiKey")
_PLAINER = {
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "bool_parsing": "true or false",
}
"""What pydantic says for programmers: "a valid boolean, unable to interpret input"."""
_CHOICES = ("enum", "literal_error")


def refused_value(detail: Mapping[str, Any], fields: Mapping[str, FieldInfo]) -> str:
    """One line of what pydantic complains of.

    Args:
        detail: The complaint.
        fields: All settings.
    """
    if not detail["loc"]:
        return _right(detail)
    name = str(detail["loc"][0])
    kind = str(fields[name].annotation) if name in fields else ""
    is_secret = any(secret in kind for secret in _SECRET_TYPES)
    shown = MASK if is_secret else mask_login(str(detail.get("input")))
    return f"{name.upper()}={shown}: {_right(detail)}"


def _right(detail: Mapping[str, Any]) -> str:
    if plainer := _PLAINER.get(detail["type"]):
        return f"Input should be {plainer}"
    message = str(detail["msg"]).removeprefix("Value error, ")
    if detail["type"] not in _CHOICES:
        return message
    return message + meant_by(str(detail["input"]), re.findall(r"'([^']*)'", message))
