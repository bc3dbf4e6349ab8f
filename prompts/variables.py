"""Prompt variables: names that a prompt's file declares, and what stands for them."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from prompts.trial import system_values, turn_values

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TRIED = "x"


def _names(variables: dict[str, str]) -> dict[str, str]:
    if wrong := next((name for name in variables if not _NAME.fullmatch(name)), None):
        raise ValueError(f"{wrong!r} is no name of small letters, digits and _, a letter first")
    taken = (*system_values()[0], *turn_values()[0])
    if name := next((name for name in variables if name in taken), None):
        raise ValueError(f"{name!r} is what a template sees of the call; call it otherwise")
    return variables


Variables = Annotated[
    dict[
        str,
        Annotated[str, Field(max_length=2_000)],
    ],
    AfterValidator(_names),
]
"""Values by name; one that is empty is to come from COACH_PROMPT_VARIABLES."""


def tried(variables: dict[str, str]) -> dict[str, str]:
    """The values with which a template is tried: something for what has none yet."""
    return {name: value or _TRIED for name, value in variables.items()}
