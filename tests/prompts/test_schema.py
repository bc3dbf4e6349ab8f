"""The published JSON schema of playbooks is the model's, and takes what the loader takes."""

import json

import jsonschema_rs
import pytest
import yaml

from prompts.schema import FILE, as_text, playbook_schema
from tests.product import ROOT
from tests.prompts.family import CHILD, PARENT

BUNDLED = sorted((ROOT / "prompts" / "playbooks").glob("*.yaml"))
QUICK_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
VALIDATOR = jsonschema_rs.validator_for(json.loads(FILE.read_text("utf-8")))


def test_the_published_schema_is_that_of_the_model():
    """`make schema` writes it anew after a change of the model."""
    assert FILE.read_text("utf-8") == as_text()


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_an_editor_takes_each_bundled_playbook(path):
    """What is shipped shows no red line in an editor."""
    playbook = yaml.load(path.read_text("utf-8"), QUICK_LOADER)  # noqa: S506 - a safe one
    assert [str(error) for error in VALIDATOR.iter_errors(playbook)] == []


def test_an_editor_shows_what_each_field_of_a_rule_means():
    """Each field has a sentence, and fields that are none are refused."""
    rule = playbook_schema()["$defs"]["Rule"]
    assert [
        name for name, field in rule["properties"].items() if not field.get("description")
    ] == []
    assert rule["additionalProperties"] is False


@pytest.mark.parametrize(
    ("text", "old", "new", "fits"),
    [
        (PARENT, "name: base", "name: base", True),
        (PARENT, "name: base", "name: other", False),  # only a base may leave its title out
        (CHILD, "extends: base.yaml", "extends: base.yaml", True),
        (CHILD, "extends: base.yaml\n", "", False),  # nothing gives it its stages
        (CHILD, "    signal", "    signl: x\n    signal", False),
        (CHILD, "version: 1", "version: 0", False),
        (CHILD, "    signal", "    priority: hihg\n    signal", False),
        (CHILD, "    signal", "    when:\n    signal", False),
    ],
)
def test_an_editor_underlines_what_the_linter_refuses(text: str, old: str, new: str, fits: bool):
    """What is missing and can't come along, what is none, what is empty."""
    assert old in text
    assert VALIDATOR.is_valid(yaml.safe_load(text.replace(old, new))) is fits
