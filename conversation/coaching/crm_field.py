"""Playbook field: what a CRM wants to know of a call, and the words that tell it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from conversation.coaching.rules import Cue, Id, Line, Part

MAX_FIELDS = 40


class Framework(StrEnum):
    """The usual lists of fields: BANT, MEDDPICC, or none but the playbook's own."""

    BANT = "bant"
    MEDDPICC = "meddpicc"
    NONE = "none"


class CrmField(Part):
    """A field of the customer's record that a call may fill in.

    Attributes:
        id: Its name in the CRM: `budget`.
        title: What a person calls it.
        about: What a model is told to look for, in a sentence.
        cues: Words with which the customer tells it, or the agent asks for it; what was said
            decides, where there is no model.
    """

    id: Id
    title: Line
    about: Line
    cues: Annotated[list[Cue], Field(min_length=1)]


CrmFields = Annotated[list[CrmField], Field(max_length=MAX_FIELDS, default_factory=list)]
