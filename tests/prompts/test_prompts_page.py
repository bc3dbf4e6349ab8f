"""docs/prompts.md says what the code does."""

import re
from pathlib import Path

import pytest

from prompts.bundled import PROMPTS, names
from prompts.choice import PromptChoice
from prompts.linter import checked
from prompts.loader import load_prompt
from prompts.mistake import PromptError
from prompts.prompt import Prompt, PromptFile
from prompts.trial import system_values, turn_values
from server.routes.prompts import Chosen, PromptsOut
from settings.prompt_shares import parse_shares, parse_variables
from tests.product import ROOT

PAGE = (ROOT / "docs/prompts.md").read_text("utf-8")
COACH = load_prompt("coach", "en").id
FIELDS = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", PAGE, re.M)


def test_the_table_has_each_field_of_a_file():
    """And each name that a template sees."""
    named = [name for cell in FIELDS for name in re.findall(r"`(\w+)`", cell)]
    assert set(named) == set(PromptFile.model_fields) - {"answer_language"}
    assert len(named) == len(set(named))
    for name in (*system_values()[0], *turn_values()[0]):
        assert f"`{name}`" in PAGE


def test_the_split_is_told_as_the_page_says(tmp_path: Path):
    """The setting is one, and `callshadow check` says these shares."""
    [setting] = re.findall(r"`COACH_PROMPT=(\S+:\d+)`", PAGE)
    assert [(share.name, share.weight) for share in parse_shares(setting)] == [
        ("coach", 80),
        ("prompts/mine.en.yaml", 20),
    ]
    own = tmp_path / "mine.en.yaml"
    head = "name: mine\nversion: 1\nlanguage: en\n"
    own.write_text(f"{head}system: x\nturn: '{{{{ transcript }}}}'\n", "utf-8")
    told = PromptChoice.of(setting.replace("prompts/mine.en.yaml", str(own)), "en")
    assert f"`prompt {told}`" in PAGE


def test_the_variables_are_told_as_they_are():
    """The example is filled in by the setting beside it, and names what it lacks."""
    example, _ = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    head = "name: mine\nversion: 1\nlanguage: en\n"
    read, mistakes = checked(f"{head}{example}turn: '{{{{ transcript }}}}'\n", Prompt)
    assert mistakes == []
    assert read
    [values] = re.findall(r"`COACH_PROMPT_VARIABLES=(.+?)`", PAGE)
    assert set(read.filled(parse_variables(values)).variables) == set(read.variables)
    with pytest.raises(PromptError, match="COACH_PROMPT_VARIABLES=product=…"):
        read.filled({})


def test_the_industries_are_those_that_come_along():
    """In each language; and the example extends one."""
    bundled = {stem.partition(".")[0] for stem in names(PROMPTS) if stem.startswith("coach_")}
    assert set(re.findall(r"`(coach_\w+)`", PAGE)) == bundled
    _, example = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    read, mistakes = checked(example, Prompt)
    assert mistakes == []
    assert read
    assert read.system == load_prompt("coach", "en").system


def test_the_switch_is_one():
    """What the page sends is taken."""
    [body] = re.findall(r"-d '(.+?)'", PAGE)
    chosen = Chosen.model_validate_json(body)
    assert PromptChoice.of(chosen.prompt, "en").arms[0].read.id == COACH
    assert all(f"`{name}`" in PAGE for name in ("prompt", "at_start"))
    assert {"prompt", "at_start"} < set(PromptsOut.model_fields)


def test_the_ids_are_those_of_now():
    """Of the bundled prompt."""
    assert set(re.findall(r"coach@\d+/en", PAGE)) == {COACH}
