"""CRM field map: which values of a summary are written into which properties of a contact.

    budget:
      property: budget_eur
      as: number
      approval: true
    need:
      property: customer_need

The names at the left are the summary's; a field that needs approval is written once a person has
given it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from conversation.after_call.told_summary import Summary
from services.crm.vendor import Values
from services.delivery.settings_file import read_setting_file

SETTING = "CRM_FIELDS"
_NUMBER = re.compile(r"-?\d+(?:[.,]\d{1,2})?")


class FieldRule(BaseModel):
    """The way in which a value is written.

    Attributes:
        property: The property of a contact in the CRM.
        kind: What the CRM takes.
        approval: Whether a person has to approve the value first.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    property: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,128}$")]
    kind: Annotated[Literal["text", "number"], Field(alias="as")] = "text"
    approval: bool = False


FieldMap = Mapping[str, FieldRule]
_FieldMap = TypeAdapter(
    dict[Annotated[str, StringConstraints(min_length=1, max_length=64)], FieldRule]
)


@dataclass(frozen=True, slots=True)
class Writable:
    """The part of a summary that is written.

    Attributes:
        values: By property.
        waiting: The summary's names of those that nobody has approved yet.
    """

    values: Values = field(default_factory=dict[str, str | float | None], repr=False)
    waiting: tuple[str, ...] = ()


def read_field_map(path: Path | None) -> FieldMap:
    """The rules of the file; none without one.

    Raises:
        SettingsError: The first thing that is wrong with it, in one line.
    """
    return read_setting_file(SETTING, path, _FieldMap) if path else {}


def writable(rules: FieldMap, summary: Summary | None, approved: Collection[str]) -> Writable:
    """The values of a summary that may be written; a text where a number is due is left out."""
    values: dict[str, str | float | None] = {}
    waiting: list[str] = []
    for name, told in (summary.fields if summary else {}).items():
        rule = rules.get(name)
        if rule is None:
            continue
        if rule.approval and name not in approved:
            waiting.append(name)
            continue
        value = told.value if rule.kind == "text" else _number(told.value)
        if value is not None:
            values[rule.property] = value
    return Writable(values, tuple(waiting))


def _number(text: str) -> float | None:
    plain = text.replace(" ", "")
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None
