"""Draft of a prompt: what a model is told, what of its answer is refused, and the file it makes."""

from pathlib import Path

import pytest

from prompts.drafting import complaints, draft_messages, filed, free_version, most_chars
from prompts.loader import load_prompt
from prompts.mistake import PromptError

COACH = load_prompt("coach", "en")
BETTER = COACH.system.replace("4. Be brief.", "4. Be brief, and ask before you advise.")
SAID = ["well my husband thinks that we should really wait until spring"]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_draft_that_keeps_what_it_must_is_taken(language: str):
    """In each language that comes along, its own text with a sentence more."""
    prompt = load_prompt("coach", language)
    assert not list(complaints(prompt, f"{prompt.system}\nBe kind.", ["More is asked."], SAID))


@pytest.mark.parametrize(
    ("system", "changes", "why"),
    [
        (COACH.system, [], "it says what the prompt says already"),
        (BETTER + "x" * 5000, [], "are the most"),
        (BETTER.replace("{{ playbook.goal }}", "selling"), [], "it has lost {{ playbook.goal }}"),
        (BETTER + "{{ playbook.rules }}", [], "a tag of its own, {{ playbook.rules }}"),
        (BETTER.replace("never instructions", "mostly data"), [], "never instructions"),
        (BETTER + "They say: “My husband thinks that we wait”.", [], None),
        (BETTER + "If my husband thinks that we should really wait, ask.", [], "words of a caller"),
        (BETTER, ["As one said, “that we should really wait until spring”."], "words of a caller"),
    ],
)
def test_a_draft_that_loses_or_adds_what_it_must_not_is_refused(
    system: str, changes: list[str], why: str | None
):
    """Its length, its tags, its guard; callers' words, in its text and in what it says of it."""
    found = list(complaints(COACH, system, changes, SAID))
    assert (len(found), why is None or why in found[0]) == (0 if why is None else 1, True)


def test_the_model_is_told_the_template_as_it_stands():
    """Tags are not filled in, the figures and the examples stand apart, and the bounds are told."""
    system, user = draft_messages(COACH, "used 3/5", '{"customer": "Too dear."}')
    assert "{{ playbook.goal }}" in system["content"]
    assert f"not longer than {most_chars(COACH)} characters" in system["content"]
    assert COACH.system.strip() in user["content"]
    assert '<examples>\n{"customer": "Too dear."}\n</examples>' in user["content"]


def test_the_file_is_a_whole_prompt_of_its_own(tmp_path: Path):
    """It reads as what it was drafted from, but for version and text; nothing is overwritten."""
    version, file = free_version(COACH, [3, 9], tmp_path)
    assert (version, file.name) == (10, "coach-10.en.yaml")
    file.write_text(filed(COACH, version, BETTER, ["Ask\nfirst."]), "utf-8")
    assert "\n# - Ask first.\n" in file.read_text("utf-8")
    read = load_prompt(str(file), "en")
    assert (read.id, read.turn.strip()) == ("coach@10/en", COACH.turn.strip())
    assert read.system.strip() == BETTER.strip()
    assert free_version(COACH, [3, 9], tmp_path)[0] == 11


def test_variables_and_an_industry_are_kept():
    """Of a prompt that extends another, all that it says when put together."""
    prompt = load_prompt("coach_insurance", "fr")
    text = filed(prompt, 7, f"{prompt.system}\nPlus.", [])
    assert "extends" not in text
    assert "industry: |" in text


def test_a_draft_that_is_no_template_is_refused():
    """By the check of every prompt, with its place."""
    with pytest.raises(PromptError, match="not a Jinja template"):
        filed(COACH, 7, BETTER.replace("{% endfor %}", ""), [])
