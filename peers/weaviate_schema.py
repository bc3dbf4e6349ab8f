"""The bodies that Weaviate's REST API takes, as its OpenAPI document has them, and what it refuses.

Of https://github.com/weaviate/weaviate/blob/main/openapi-specs/schema.json (1.40) the parts that
make a collection, and that write and delete objects. Closed, where the document leaves them open:
what it does not name is a slip of ours.
"""

import re
from typing import Any

import jsonschema_rs

Json = Any
_TEXTS = {"type": "array", "items": {"type": "string"}}
_TEXT, _FLAG = {"type": "string"}, {"type": "boolean"}
_TOKENIZATIONS = ["word", "lowercase", "whitespace", "field", "trigram", "gse"]
OPERATORS = (
    "And",
    "Or",
    "Not",
    "Equal",
    "NotEqual",
    "Like",
    "GreaterThan",
    "GreaterThanEqual",
    "LessThan",
    "LessThanEqual",
    "IsNull",
    "ContainsAny",
    "ContainsAll",
    "ContainsNone",
    "WithinGeoRange",
)


def _closed(properties: dict[str, Json], *required: str) -> dict[str, Json]:
    told = {"type": "object", "additionalProperties": False, "properties": properties}
    return told | {"required": list(required)}


_WHERE = _closed(
    {
        "operator": {"enum": list(OPERATORS)},
        "path": _TEXTS | {"minItems": 1},
        "operands": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/where"}},
        "valueText": _TEXT,
        "valueTextArray": _TEXTS,
        "valueBoolean": _FLAG,
        "valueInt": {"type": "integer"},
        "valueNumber": {"type": "number"},
    },
    "operator",
)
_PROPERTY = _closed(
    {
        "name": {"type": "string", "pattern": "^[_A-Za-z][_0-9A-Za-z]{0,230}$"},
        "description": _TEXT,
        "dataType": _TEXTS | {"minItems": 1, "maxItems": 1},
        "tokenization": {"enum": _TOKENIZATIONS},
        "indexFilterable": _FLAG,
        "indexSearchable": _FLAG,
        "indexRangeFilters": _FLAG,
        "moduleConfig": {"type": "object"},
    },
    "name",
    "dataType",
)
_STOPWORDS = _closed({"preset": {"enum": ["en", "none"]}, "additions": _TEXTS, "removals": _TEXTS})
_BM25 = _closed({"k1": {"type": "number"}, "b": {"type": "number"}})
_INVERTED = _closed(
    {
        "bm25": _BM25,
        "stopwords": _STOPWORDS,
        "indexTimestamps": _FLAG,
        "indexNullState": _FLAG,
        "indexPropertyLength": _FLAG,
        "cleanupIntervalSeconds": {"type": "number"},
    }
)
_CLASS = _closed(
    {
        "class": {"type": "string", "pattern": "^[A-Z][_0-9A-Za-z]{0,254}$"},
        "description": _TEXT,
        "vectorizer": {"const": "none"},
        "vectorIndexType": {"enum": ["hnsw", "flat", "dynamic"]},
        "vectorIndexConfig": _closed({"distance": {"const": "cosine"}}),
        "invertedIndexConfig": _INVERTED,
        "properties": {"type": "array", "items": _PROPERTY},
    },
    "class",
)
_OBJECT = _closed(
    {
        "class": _TEXT,
        "id": {"type": "string", "format": "uuid"},
        "vector": {"type": "array", "items": {"type": "number"}},
        "properties": {"type": "object"},
    },
    "class",
)
_DELETE = _closed(
    {
        "match": _closed({"class": _TEXT, "where": {"$ref": "#/$defs/where"}}, "class", "where"),
        "output": {"enum": ["minimal", "verbose"]},
        "dryRun": _FLAG,
    },
    "match",
)


def _validator(schema: dict[str, Json]) -> jsonschema_rs.Draft202012Validator:
    whole = schema | {"$defs": {"where": _WHERE}}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


CLASS = _validator(_CLASS)
OBJECTS = _validator(_closed({"objects": {"type": "array", "items": _OBJECT}}, "objects"))
DELETE = _validator(_DELETE)
WHERE = _validator({"$ref": "#/$defs/where"})
_TYPES = {"text": str, "boolean": bool, "int": int, "number": float, "text[]": list}
_RESERVED = {"id", "_id", "_additional"}


def class_complaint(body: Json) -> str | None:
    """What a collection's definition would be refused for; None: it is taken."""
    for error in CLASS.iter_errors(body):
        return error.message
    for one in body.get("properties", ()):
        (kind,) = one["dataType"]
        if kind not in _TYPES:
            return f"property '{one['name']}': unknown data type '{kind}'"
        if one["name"] in _RESERVED:
            return f"property '{one['name']}' is reserved"
        if not kind.startswith("text") and ("tokenization" in one or one.get("indexSearchable")):
            return f"property '{one['name']}': Tokenization is not allowed for data type '{kind}'"
    names = [one["name"].lower() for one in body.get("properties", ())]
    return "a property is there twice" if len(set(names)) < len(names) else None


def object_complaint(one: Json, definition: Json, dimension: int | None) -> str | None:
    """What an object would not be taken for into a collection; None: it is."""
    kinds = {each["name"]: each["dataType"][0] for each in definition["properties"]}
    for name, value in one.get("properties", {}).items():
        if name not in kinds:
            return f"no such prop with name '{name}' found in class '{one['class']}'"
        is_right = isinstance(value, _TYPES[kinds[name]])
        if isinstance(value, list):
            is_right = is_right and all(isinstance(each, str) for each in value)
        if not is_right:
            return f"invalid {kinds[name]} property '{name}' on class '{one['class']}'"
    length = len(one.get("vector", ()))
    if dimension is not None and length != dimension:
        return f"vector lengths don't match: {dimension} vs {length}"
    return None if re.fullmatch(r"[0-9a-f-]{36}", one.get("id", "")) else "an id has to be a UUID"
