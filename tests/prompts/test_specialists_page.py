"""docs/specialists.md says what the code does."""

import re

from conversation.specialists.output_schema import MAX_FIELDS, FieldType, OutputField
from conversation.specialists.position import Condition
from conversation.specialists.trigger import Trigger, TriggerMood
from prompts.linter import checked
from prompts.specialist import DeclaredSpecialist
from prompts.specialist_shelf import SpecialistShelf
from tests.product import ROOT

PAGE = (ROOT / "docs/specialists.md").read_text("utf-8")
EXAMPLE = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)[0]


def test_the_table_has_those_that_come_along():
    """Each with its fields, its model, and whether it has a card."""
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (\w+) \| (\w+) \|", PAGE, re.M)
    told = [
        (one.name, ", ".join(f"`{name}`" for name in one.output), one.model, one.card)
        for one in (told.declared for told in SpecialistShelf(["all"]).read("en"))
    ]
    assert [(name, fields, model, card == "yes") for name, fields, model, card in rows] == told


def test_the_counts_in_the_table_are_those_of_the_files():
    """Every so many turns."""
    every = dict(re.findall(r"^\| `(\w+)` .*every (\d+) turns", PAGE, re.M))
    told = SpecialistShelf(["all"]).read("en")
    triggers = {one.declared.name: one.declared.trigger.every_turns for one in told}
    assert every == {name: str(turns) for name, turns in triggers.items() if turns}


def test_the_example_can_be_read_and_has_each_field():
    """What a file may say stands in it, or in the words below."""
    read, mistakes = checked(EXAMPLE, DeclaredSpecialist)
    assert mistakes == []
    assert read
    for kind in (DeclaredSpecialist, Trigger, OutputField, Condition):
        missing = [name for name in kind.model_fields if f"{name}:" not in EXAMPLE]
        assert [name for name in missing if f"`{name}`" not in PAGE] == []
    for word in (*FieldType, *TriggerMood):
        assert word.value in PAGE
    assert f"Up to {MAX_FIELDS} fields" in PAGE


def test_the_mistake_is_told_as_the_page_says():
    """What is wrong, and what is meant."""
    _, mistakes = checked(EXAMPLE.replace("trigger:", "tigger:"), DeclaredSpecialist)
    words = " ".join(PAGE.split())
    assert f"`renewal.yaml, {mistakes[0]}`" in words
