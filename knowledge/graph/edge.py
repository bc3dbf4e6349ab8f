"""Edge of the graph of concepts: two names, of which the second belongs to the first."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from knowledge.words import name_key


class EdgeKind(StrEnum):
    """The kinds of edges, each read from its source to its target, from the whole to the part."""

    HAS_PART = "has_part"
    HAS_VALUE = "has_value"
    STATES = "states"
    ANSWERED_BY = "answered_by"
    COUNTERED_BY = "countered_by"
    PROVEN_BY = "proven_by"


@dataclass(frozen=True)
class Edge:
    """An edge.

    Attributes:
        source: The name of the whole, as it was written: a product, a plan, an objection.
        kind: How the target belongs to it.
        target: The name of the part, or what is told of it.
        origin: The id of the document or of the playbook that says so.
        passage_id: The passage of the document; None for a playbook.
        is_by_model: Whether a model told it, and no rule.
    """

    source: str
    kind: EdgeKind
    target: str
    origin: str
    passage_id: str | None = None
    is_by_model: bool = False

    @cached_property
    def source_key(self) -> str:
        """The source as names are compared."""
        return name_key(self.source)

    @cached_property
    def target_key(self) -> str:
        """The target as names are compared."""
        return name_key(self.target)
