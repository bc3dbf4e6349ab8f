"""Weaviate schema of passages: their collection, their objects, and what is asked of them.

| property | of a passage | indexed |
|---|---|---|
| `words` | its words, folded, between blanks | for BM25 |
| `stored` | itself and its document, as JSON | no |
| `document`, `revision` | its document's id, and of which writing it is | to filter |
| `isForAnyPlaybook`, `playbooks` | whose calls it is for | to filter |
| `isForAnyGroup`, `customerGroup` | for which group of customers | to filter |

A filter is written once, as REST has it; `graphql` writes it as GraphQL does.

Sources: https://docs.weaviate.io/weaviate/config-refs/collections,
https://docs.weaviate.io/weaviate/api/graphql/filters,
https://docs.weaviate.io/weaviate/api/graphql/search-operators
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

import orjson

from knowledge.backends.stored import indexed_terms, store
from knowledge.document import Audience, Document, Passage
from knowledge.ports import Vectors

COLLECTION = "CallShadowPassage"
Where = dict[str, Any]
_IDS = UUID("5ad0ca11-0000-4000-8000-000000000014")


def _text(name: str, tokenization: str, kind: str = "text", **indexes: bool) -> dict[str, Any]:
    return {
        "name": name,
        "dataType": [kind],
        "tokenization": tokenization,
        "indexFilterable": indexes.get("filterable", False),
        "indexSearchable": indexes.get("searchable", False),
    }


def _flag(name: str) -> dict[str, Any]:
    return {"name": name, "dataType": ["boolean"], "indexFilterable": True}


PROPERTIES = [
    _text("words", "whitespace", searchable=True),
    _text("stored", "field"),
    _text("document", "field", filterable=True),
    _text("revision", "field", filterable=True),
    _flag("isForAnyPlaybook"),
    _text("playbooks", "field", "text[]", filterable=True),
    _flag("isForAnyGroup"),
    _text("customerGroup", "field", filterable=True),
]


def collection() -> dict[str, Any]:
    """The collection's definition; the words have lost their stop words already."""
    return {
        "class": COLLECTION,
        "vectorizer": "none",
        "vectorIndexConfig": {"distance": "cosine"},
        "invertedIndexConfig": {"stopwords": {"preset": "none"}},
        "properties": PROPERTIES,
    }


def is_ours(found: Any) -> bool:
    """Whether a definition that a server has is that of this version."""
    try:
        return _kinds(PROPERTIES).items() <= _kinds(found["properties"]).items()
    except (KeyError, TypeError):
        return False


def _kinds(properties: Sequence[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    return {
        one["name"]: (" ".join(one["dataType"]), one.get("tokenization") or "")
        for one in properties
    }


def batch_object(
    document: Document, passage: Passage, vector: Vectors, revision: str
) -> dict[str, Any]:
    """A passage as an object; the same one, where it is sent again."""
    audience = document.audience
    return {
        "class": COLLECTION,
        "id": str(uuid5(_IDS, f"{revision} {passage.id}")),
        "vector": vector.tolist(),
        "properties": {
            "words": indexed_terms(passage),
            "stored": store(document, passage),
            "document": document.id,
            "revision": revision,
            "isForAnyPlaybook": not audience.playbooks,
            "playbooks": list(audience.playbooks),
            "isForAnyGroup": audience.key is None,
            "customerGroup": audience.key or "",
        },
    }


def of_revision(revision: str) -> Where:
    """What is of a revision."""
    return _equal("revision", revision)


def admitted(asks: Audience, hidden: Sequence[str]) -> Where:
    """What may be found by whoever asks, as `Audience.admits` says, and is not hidden."""
    group = _is("isForAnyGroup")
    for key in asks.keys:
        group = _either(group, _equal("customerGroup", key))
    operands = [group, *(_differs("revision", one) for one in hidden)]
    if asks.playbooks:
        named = {"path": ["playbooks"], "operator": "ContainsAny"}
        named |= {"valueTextArray": list(asks.playbooks)}
        operands.append(_either(_is("isForAnyPlaybook"), named))
    return {"operator": "And", "operands": operands} if operands[1:] else group


def search_query(words: Sequence[str], vector: Vectors, where: Where, limit: int) -> str:
    """The GraphQL text that asks both ways at once: `near` by meaning, and `said` by words."""
    told = f"where: {graphql(where)}, limit: {limit}"
    near = f"nearVector: {{vector: {orjson.dumps(vector.tolist()).decode()}}}, {told}"
    asked = f"near: {COLLECTION}({near}) {{revision stored _additional {{id distance}}}}"
    if words:
        query = _string(" ".join(dict.fromkeys(words)))
        said = f'bm25: {{query: {query}, properties: ["words"]}}, {told}'
        asked += f" said: {COLLECTION}({said})"
        asked += " {revision stored _additional {id score vector}}"
    return f"{{Get {{{asked}}}}}"


def graphql(where: Where) -> str:
    """A filter as GraphQL writes it: bare names, an enum, and one key for a text and for some."""
    parts: list[str] = []
    for name, value in where.items():
        if name == "operator":
            parts.append(f"operator: {value}")
        elif name == "operands":
            parts.append(f"operands: [{', '.join(map(graphql, value))}]")
        else:
            parts.append(f"{name.removesuffix('Array')}: {_string(value)}")
    return f"{{{', '.join(parts)}}}"


def _string(value: Any) -> str:
    """A text, a flag or texts: JSON's escapes are GraphQL's."""
    return orjson.dumps(value).decode()


def _either(*operands: Where) -> Where:
    return {"operator": "Or", "operands": list(operands)}


def _is(name: str) -> Where:
    return {"path": [name], "operator": "Equal", "valueBoolean": True}


def _equal(name: str, value: str) -> Where:
    return {"path": [name], "operator": "Equal", "valueText": value}


def _differs(name: str, value: str) -> Where:
    return {"path": [name], "operator": "NotEqual", "valueText": value}
