"""GraphQL of the Weaviate peer: `Get` of its collections, by a schema that is made of them.

The types are those of Weaviate's own handlers (adapters/handlers/graphql): `score` is a string,
`valueText` takes a string or some, and a filter's operator is an enum. graphql-core refuses the
rest.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    graphql_sync,
    value_from_ast_untyped,
)

from peers.weaviate_collection import Collection, FilterError
from peers.weaviate_schema import OPERATORS, WHERE

Json = Any
_COMMON = """
type Query {{ Get: Get }}
type Get {{ {gets} }}
enum Operator {{ {operators} }}
scalar Text
scalar Flag
input Where {{ operator: Operator, path: [String], operands: [Where], valueText: Text,
  valueBoolean: Flag, valueInt: Int, valueNumber: Float }}
input NearVector {{ vector: [Float]!, distance: Float, certainty: Float }}
input Bm25 {{ query: String!, properties: [String] }}
type Additional {{ id: String, distance: Float, score: String, vector: [Float],
  creationTimeUnix: String, lastUpdateTimeUnix: String }}
"""
_GET = "{name}(where: Where, nearVector: NearVector, bm25: Bm25, limit: Int, offset: Int): [{name}]"
_KINDS = {"text": "String", "boolean": "Boolean", "int": "Int", "number": "Float"}


def answer(collections: Mapping[str, Collection], query: str) -> Json:
    """The answer to a GraphQL query, with `errors` where it is none."""
    schema = _schema(_text(collections))
    done = graphql_sync(schema, query, root_value={"Get": {}}, context_value=collections)
    told: dict[str, Json] = {"data": done.data or {}}
    if done.errors:
        told["errors"] = [{"message": error.message, "locations": []} for error in done.errors]
    return told


def _text(collections: Mapping[str, Collection]) -> str:
    """The schema of some collections, as text."""
    text = _COMMON.format(
        gets="\n".join(_GET.format(name=name) for name in collections),
        operators=" ".join(OPERATORS),
    )
    for name, one in collections.items():
        fields = [f"{each['name']}: {_kind(each)}" for each in one.definition["properties"]]
        text += f"type {name} {{ {' '.join(fields)} _additional: Additional }}\n"
    return text


@cache
def _schema(text: str) -> GraphQLSchema:
    """The schema, made once for each text: a query brings the collections that it asks."""
    schema = build_schema(text)
    for field in schema.type_map["Get"].fields.values():  # pyright: ignore[reportAttributeAccessIssue]
        field.resolve = _resolve
    for scalar, check in (("Text", _is_text), ("Flag", _is_flag)):
        kind = schema.type_map[scalar]
        assert isinstance(kind, GraphQLScalarType)
        kind.parse_literal = _literal(check)  # pyright: ignore[reportAttributeAccessIssue]
    return schema


def _kind(one: Json) -> str:
    (kind,) = one["dataType"]
    name = _KINDS[kind.removesuffix("[]")]
    return f"[{name}]" if kind.endswith("[]") else name


def _resolve(_root: object, info: GraphQLResolveInfo, **asked: Json) -> list[Json]:
    collection: Collection = info.context[info.field_name]
    if ("nearVector" in asked) == ("bm25" in asked):
        raise GraphQLError("one search operator, and no more than one")
    where, limit = asked.get("where"), asked.get("limit", 25)
    if where is not None:
        for error in WHERE.iter_errors(_rest(where)):
            raise GraphQLError(f"invalid 'where' filter: {error.message}")
    try:
        if where is not None:
            collection.check(where)
        if near := asked.get("nearVector"):
            found = collection.near(near["vector"], where)[:limit]
            return [_told(one, distance=distance) for distance, one in found]
        said = asked["bm25"]
        if not said["query"].strip():
            raise FilterError("bm25 query must not be empty")
        names = said.get("properties") or []
        found = collection.said(said["query"], names, where)[:limit]
        return [_told(one, score=str(score)) for score, one in found]
    except FilterError as error:
        raise GraphQLError(f"explorer: get class: {error}") from None


def _rest(where: Json) -> Json:
    """A filter as REST has it, where some texts have a key of their own."""
    told = {key: value for key, value in where.items() if key != "operands"}
    if isinstance(told.get("valueText"), list):
        told["valueTextArray"] = told.pop("valueText")
    if "operands" in where:
        told["operands"] = [_rest(one) for one in where["operands"]]
    return told


def _told(one: Json, **more: Json) -> Json:
    return one["properties"] | {"_additional": {"id": one["id"], "vector": one["vector"]} | more}


def _literal(check: Callable[[Json], bool]) -> Callable[..., Json]:
    def parse(node: Json, _variables: Json = None) -> Json:
        value = value_from_ast_untyped(node)
        values = value if isinstance(value, list) else [value]
        if not all(map(check, values)):
            raise GraphQLError(f"a value of another type: {value!r}")
        return value

    return parse


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool)
