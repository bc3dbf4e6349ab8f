"""Graph schemas: what is around a term, as nodes and as edges from the whole to the part."""

from typing import Self

from pydantic import BaseModel, Field

from knowledge.graph.edge import EdgeKind
from knowledge.graph.graph import Step
from knowledge.graph.lookup import Graph


class NodeItem(BaseModel):
    """A node: a name that documents or playbooks write."""

    id: str = Field(description="The name as names are compared.")
    name: str = Field(description="The name as it was first written.")
    is_start: bool = Field(description="Whether the term names it.")


class EdgeItem(BaseModel):
    """An edge, from the whole (a product, a question) to the part (a plan, its answer)."""

    source: str = Field(description="The id of the node of the whole.")
    target: str = Field(description="The id of the node of the part.")
    kind: EdgeKind
    hop: int = Field(description="1: at the term; 2: one further.")
    is_up: bool = Field(description="Whether it leads from the term to what the term belongs to.")
    address: str = Field(description="Of the document that says so, or the id of the playbook.")
    passage_id: str | None = Field(description="Of the passage; null for a playbook.")
    is_by_model: bool = Field(description="Whether a model told it, and no rule.")

    @classmethod
    def of(cls, step: Step, found: Graph) -> Self:
        """The item of a step of the walk."""
        edge = step.edge
        return cls(
            source=edge.source_key,
            target=edge.target_key,
            kind=edge.kind,
            hop=step.hop,
            is_up=step.is_up,
            address=found.place_of(edge),
            passage_id=edge.passage_id,
            is_by_model=edge.is_by_model,
        )


class GraphOut(BaseModel):
    """The neighbourhood of a term."""

    nodes: list[NodeItem]
    edges: list[EdgeItem] = Field(description="The nearest first.")
    is_cut: bool = Field(description="Whether more belongs here than is told.")
    nearest: list[str] = Field(description="Where nothing is known of the term: names like it.")

    @classmethod
    def of(cls, found: Graph) -> Self:
        """The answer on a term."""
        around = found.around
        return cls(
            nodes=[
                NodeItem(id=key, name=name, is_start=key in around.starts)
                for key, name in around.names.items()
            ],
            edges=[EdgeItem.of(step, found) for step in around.steps],
            is_cut=around.is_cut,
            nearest=list(around.nearest),
        )
