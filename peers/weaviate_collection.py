"""A collection of the Weaviate peer: its objects, how they are filtered, and how they are found."""

import math
from collections import Counter
from typing import Any

Json = Any
_K1, _B = 1.2, 0.75
_VALUES = {"text": "valueText", "boolean": "valueBoolean", "int": "valueInt"}


class FilterError(Exception):
    """A filter or a search that Weaviate refuses; its words say why."""


class Collection:
    """A collection by its definition.

    Attributes:
        definition: As it was made.
        objects: By their ids.
        dimension: Of its vectors, which is that of the first; None: there was none.
    """

    def __init__(self, definition: Json) -> None:
        self.definition = definition
        self.objects: dict[str, Json] = {}
        self.dimension: int | None = None
        self._properties = {one["name"]: one for one in definition.get("properties", ())}

    def put(self, one: Json) -> None:
        self.dimension = self.dimension or len(one["vector"])
        self.objects[one["id"]] = one

    def fitting(self, where: Json | None) -> list[Json]:
        """The objects that a filter lets through."""
        if where is None:
            return list(self.objects.values())
        return [one for one in self.objects.values() if self._fits(where, one["properties"])]

    def check(self, where: Json) -> None:
        """Refuse a filter, even where there is nothing to filter."""
        self._fits(where, {})

    def near(self, vector: list[float], where: Json | None) -> list[tuple[float, Json]]:
        """Objects by their cosine distances, the nearest first."""
        if self.dimension is not None and len(vector) != self.dimension:
            raise FilterError(f"vector lengths don't match: {len(vector)} vs {self.dimension}")
        found = [(1 - _cosine(vector, one["vector"]), one) for one in self.fitting(where)]
        return sorted(found, key=lambda pair: pair[0])

    def said(self, query: str, names: list[str], where: Json | None) -> list[tuple[float, Json]]:
        """Objects that have one of the words, by BM25, the best first."""
        for name in names:
            if not self._property(name).get("indexSearchable", True):
                raise FilterError(f"Searching by property '{name}' requires inverted index")
        texts = {key: self._words(one, names) for key, one in self.objects.items()}
        mean = sum(map(len, texts.values())) / max(len(texts), 1) or 1.0
        held = Counter(word for words in texts.values() for word in set(words))
        scored: list[tuple[float, Json]] = []
        for one in self.fitting(where):
            words = texts[one["id"]]
            score = 0.0
            for word in set(query.split()) & set(words):
                rarity = math.log(1 + (len(texts) - held[word] + 0.5) / (held[word] + 0.5))
                often, length = words.count(word), len(words) / mean
                score += rarity * often * (_K1 + 1) / (often + _K1 * (1 - _B + _B * length))
            if score:
                scored.append((score, one))
        return sorted(scored, key=lambda pair: -pair[0])

    def _words(self, one: Json, names: list[str]) -> list[str]:
        assert all(self._property(name)["tokenization"] == "whitespace" for name in names)
        texts: list[str] = [one["properties"].get(name, "") for name in names]
        return " ".join(texts).split()

    def _property(self, name: str) -> Json:
        if name not in self._properties:
            raise FilterError(f"no such prop with name '{name}' found")
        return self._properties[name]

    def _fits(self, where: Json, values: Json) -> bool:
        operator, operands = where["operator"], where.get("operands")
        if operator in ("And", "Or"):
            if "path" in where or not operands:
                raise FilterError(f"operator '{operator}' needs operands, and no path")
            each = [self._fits(one, values) for one in operands]  # all of them, to check them
            return all(each) if operator == "And" else any(each)
        if operands is not None or len(where.get("path", ())) != 1:
            raise FilterError(f"operator '{operator}' needs a path, and no operands")
        (name,) = where["path"]
        asked = self._asked(name, where)
        value = values.get(name)
        if operator == "ContainsAny":
            return bool(set(asked) & set(value or ()))
        if operator not in ("Equal", "NotEqual") or isinstance(asked, list):
            raise FilterError(f"the peer knows no '{operator}' of {asked!r}")
        return (value == asked) == (operator == "Equal")

    def _asked(self, name: str, where: Json) -> Json:
        """The value that a clause asks for, by the key that goes with the property's type."""
        found = self._property(name)
        if not found.get("indexFilterable", True):
            raise FilterError(f"Filtering by property '{name}' requires inverted index")
        wanted = _VALUES[found["dataType"][0].removesuffix("[]")]
        keys = {key for key in where if key.startswith("value")}
        if len(keys) != 1 or not keys <= {wanted, f"{wanted}Array"}:
            raise FilterError(f"data type filter cannot use {sorted(keys)} on '{name}': {wanted}")
        asked = where[keys.pop()]
        if found["dataType"][0].startswith("text") and found["tokenization"] == "field":
            return [one.strip() for one in asked] if isinstance(asked, list) else asked.strip()
        return asked


def _cosine(one: list[float], other: list[float]) -> float:
    lengths = math.hypot(*one) * math.hypot(*other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / lengths if lengths else 0.0
