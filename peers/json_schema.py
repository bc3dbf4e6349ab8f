"""JSON schemas as OpenAI's structured outputs take them: what strict mode refuses, and an example.

The rules are those that the API answers with HTTP 400 to: every object closed, every property
required, nothing beside a `$ref`.
"""

import re
from typing import Any

Schema = dict[str, Any]
_RANGE = re.compile(r"number from (-?[\d.]+) to (-?[\d.]+)")
_SCALARS = {"number": 0, "integer": 0, "boolean": False, "null": None}


def complaint(schema: Schema) -> str | None:
    """What strict mode would refuse the schema for; None when it would take it."""
    for name, part in [("the root", schema), *schema.get("$defs", {}).items()]:
        if found := _complaint(part, name):
            return found
    return None


def _complaint(schema: Schema, name: str) -> str | None:
    if "$ref" in schema and len(schema) > 1:
        return f"In {name}: $ref cannot have keywords {sorted(schema.keys() - {'$ref'})}."
    properties = schema.get("properties", {})
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            return f"In {name}: 'additionalProperties' is required to be supplied and to be false."
        if missing := sorted(properties.keys() - set(schema.get("required", []))):
            return f"In {name}: 'required' has to include every key in properties: {missing}."
    parts = [*properties.items(), *((name, part) for part in schema.get("anyOf", []))]
    if "items" in schema:
        parts.append((name, schema["items"]))
    return next((found for key, part in parts if (found := _complaint(part, key))), None)


def example(schema: Schema, text: str, root: Schema | None = None) -> Any:
    """A small value that fits the schema, with `text` for every string.

    A number is in the middle of the range that its description tells, where it tells one: strict
    mode takes no bounds.
    """
    root = schema if root is None else root
    if "$ref" in schema:
        return example(root["$defs"][schema["$ref"].rsplit("/", 1)[1]], text, root)
    if options := schema.get("anyOf"):
        return example(options[0], text, root)
    if schema.get("type") == "object":
        return {key: example(part, text, root) for key, part in schema["properties"].items()}
    if schema.get("type") == "array":
        return [example(schema["items"], text, root)] * schema.get("minItems", 0)
    if found := _RANGE.search(schema.get("description", "")):
        least, most = map(float, found.groups())
        return round((least + most) / 2)
    return _SCALARS.get(schema.get("type", ""), schema.get("enum", [text])[0])
