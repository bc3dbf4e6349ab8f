"""Playbook edges: what counters an objection, or any other signal of a playbook's rules."""

from collections.abc import Sequence

from conversation.coaching.playbook import Playbook
from knowledge.graph.edge import Edge, EdgeKind
from prompts.shelf import Shelf


def edges_on(shelf: Shelf, names: Sequence[str]) -> list[Edge]:
    """The edges of the playbooks that are named, or of the default one, in the shelf's language.

    One that is not on the shelf has none. Reading a playbook takes some 0.3 s, once.

    Raises:
        PromptError: The file of one is wrong.
    """
    there = [name for name in names or (shelf.default,) if name in shelf.names()]
    read = [shelf.read(name, shelf.language) for name in there]
    return [edge for playbook in read if playbook for edge in playbook_edges(playbook)]


def playbook_edges(playbook: Playbook) -> list[Edge]:
    """The edges of a playbook: from each rule's signal to the headlines of its moves, each once."""
    edges = (
        Edge(signal_name(rule.signal), EdgeKind.COUNTERED_BY, move.headline, playbook.id)
        for rule in playbook.rules
        for move in rule.moves
    )
    return list(dict.fromkeys(edges))


def signal_name(signal: str) -> str:
    """A signal as a person writes it: `price_objection` is "price objection"."""
    return signal.replace("_", " ")
