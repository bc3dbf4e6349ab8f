"""What a prompt's own variables may be, and what stands for them."""

from pathlib import Path

import pytest

from conversation.speech.turns import Turn
from prompts.choice import PromptChoice
from prompts.loader import load_playbook, load_prompt
from prompts.mistake import PromptError
from tests.conversation.calls import customer

PLAYBOOK = load_playbook("sales", "en")
TURN: Turn = customer("It is too expensive.", "c1")


def own(folder: Path, variables: str, system: str, turn: str = "{{ transcript }}") -> str:
    path = folder / "mine.yaml"
    head = f"name: mine\nversion: 1\nlanguage: en\nvariables: {variables}\n"
    path.write_text(f"{head}system: '{system}'\nturn: '{turn}'\n", "utf-8")
    return str(path)


def test_both_templates_see_them(tmp_path: Path) -> None:
    """A setting wins over the file; what it says of others is nobody's; braces stay braces."""
    path = own(
        tmp_path,
        "{company: Northwind, product: ''}",
        "For {{ company }}: {{ product }}.",
        "{{ transcript }} {{ product }}",
    )
    values = {"product": "{{ playbook }}", "other": "x"}
    arm = PromptChoice.of(path, "en", values).main
    system, user = arm.prompt("fr").render(PLAYBOOK, [TURN], TURN)
    assert system["content"] == "For Northwind: {{ playbook }}."
    assert user["content"].endswith("{{ playbook }}")
    assert arm.read.id == "mine@1/en"
    other = PromptChoice.of(path, "en", values | {"company": "Contoso"}).main
    assert other.read.render(PLAYBOOK, [TURN], TURN)[0]["content"].startswith("For Contoso: ")


def test_one_without_a_value_stops_the_start(tmp_path: Path) -> None:
    """It is told with the file and the setting."""
    path = own(tmp_path, "{company: , product: x}", "For {{ company }}.")
    with pytest.raises(PromptError) as missing:
        PromptChoice.of(path, "en", {"product": "y"})
    assert str(missing.value) == (
        f"{path}: the variable 'company' has no value: give it one in the file, or by"
        " COACH_PROMPT_VARIABLES=company=…"
    )


@pytest.mark.parametrize(
    ("variables", "system", "told"),
    [
        (
            "{company: x}",
            "{{ compny }}",
            "line 5, column 9: system: 'compny' is unknown here; there",
        ),
        ("{}", "{{ company }}", "system: 'company' is unknown here; there is playbook, language"),
        ("{transcript: x}", "y", "line 4, column 12: variables: 'transcript' is what a template"),
        ("{Company: x}", "{{ Company }}", "mine.yaml, line 4, column 12: variables: 'Company'"),
        ("company", "y", "line 4, column 12: variables"),
        ("[company]", "y", "line 4, column 12: variables"),
    ],
)
def test_a_wrong_one_has_its_line(tmp_path: Path, variables: str, system: str, told: str) -> None:
    """As all that is wrong with a file."""
    with pytest.raises(PromptError) as wrong:
        load_prompt(own(tmp_path, variables, system), "en")
    assert told in str(wrong.value)


def test_a_template_is_tried_with_what_the_setting_says(tmp_path: Path) -> None:
    """So that no call finds what does not go together."""
    path = own(tmp_path, "{seats: 4}", "{{ 8 // (seats | int) }}")
    assert PromptChoice.of(path, "en")
    with pytest.raises(PromptError, match=r"mine\.yaml: system: can't be filled in: "):
        PromptChoice.of(path, "en", {"seats": "none"})
