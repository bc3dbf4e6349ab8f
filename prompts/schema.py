"""Playbook schema: the JSON schema by which editors complete and check a playbook's YAML.

`python -m prompts.schema` (`make schema`) writes it; `playbook.schema.json` is what is published.
"""

import inspect
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from conversation.coaching.advice import Priority
from conversation.coaching.alert import Alert, AlertCondition
from conversation.coaching.consent_rule import ConsentRule
from conversation.coaching.criterion import Criterion, CriterionId
from conversation.coaching.crm_field import CrmField, Framework
from conversation.coaching.detection.agent_act import AgentAct
from conversation.coaching.obligation import Must, Obligation
from conversation.coaching.rules import Gauge, Move, Rule, Stage
from conversation.speech.speakers import Speaker
from prompts.bundled import BASE
from prompts.extension import ID_FIELDS, PlaybookFile

FILE = Path(str(files("prompts") / "playbook.schema.json"))
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PARTS = (
    *(
        Move,
        Gauge,
        Rule,
        Stage,
        Obligation,
        Alert,
        AlertCondition,
        Criterion,
        CrmField,
        ConsentRule,
    ),
    *(AgentAct, CriterionId, Framework, Must, Priority, Speaker),
)
_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)


def playbook_schema() -> dict[str, Any]:
    """The JSON schema of a playbook's file, made from its model and what that says of each field.

    What a file may take over from a parent need not stand in it.
    """
    schema = PlaybookFile.model_json_schema(schema_generator=_OfFiles)
    for model, part in ((PlaybookFile, schema), *_parts(schema)):
        told = inspect.getdoc(model) or ""
        part["description"] = told.partition("\n\n")[0].replace("\n", " ")
        for name, words in _attributes(model).items():
            if name in part.get("properties", {}):
                part["properties"][name]["description"] = words
    schema["title"] = "Call Shadow playbook"
    schema["required"] = list(ID_FIELDS)
    schema["anyOf"] = [
        {"required": ["title", "goal", "stages", "rules"]},
        {"required": ["title", "goal", "extends"]},
        {"properties": {"name": {"const": BASE}}},
    ]
    return {"$schema": DIALECT, **schema}


class _OfFiles(GenerateJsonSchema):
    """A schema without nulls, since a field that is there says something, and without titles."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _parts(schema: dict[str, Any]) -> Iterator[tuple[type, dict[str, Any]]]:
    """The models that a playbook is made of, each with its schema."""
    models = {kind.__name__: kind for kind in _PARTS}
    return ((models[name], part) for name, part in schema["$defs"].items())


def _attributes(model: type) -> dict[str, str]:
    """What the docstrings of a model and those it is made from say of each field."""
    told = "\n".join(inspect.cleandoc(kind.__doc__ or "") for kind in reversed(model.__mro__))
    return {name: " ".join(words.split()) for name, words in _ATTRIBUTE.findall(told)}


def as_text() -> str:
    """The schema as its file has it."""
    return json.dumps(playbook_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(as_text(), encoding="utf-8")
