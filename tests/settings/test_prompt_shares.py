"""What COACH_PROMPT may say: a prompt, or some with the weight of each."""

import pytest

from settings import SettingsError, load
from settings.prompt_shares import PromptShare, parse_shares, parse_variables


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("coach", [("coach", 1)]),
        ("coach:20", [("coach", 20)]),
        ("coach:80,prompts/mine.en.yaml:20", [("coach", 80), ("prompts/mine.en.yaml", 20)]),
        (" coach : 1 , mine.yml:0 ", [("coach", 1), ("mine.yml", 0)]),
        (r"C:\house\mine.yaml", [(r"C:\house\mine.yaml", 1)]),
        (r"C:\house\mine.yaml:3,coach:7", [(r"C:\house\mine.yaml", 3), ("coach", 7)]),
        ("a:b/mine", [("a:b/mine", 1)]),
        ("2026:mine.yaml", [("2026:mine.yaml", 1)]),
    ],
)
def test_a_weight_stands_behind_the_last_colon(text: str, shares: list[tuple[str, int]]) -> None:
    """Colons within a path are the path's own; a prompt alone needs no weight."""
    assert parse_shares(text) == tuple(PromptShare(*share) for share in shares)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("coach:80,mine.yaml", "'mine.yaml' has no weight"),
        ("coach,mine.yaml", "'coach' has no weight"),
        ("coach:1,", "'' has no name"),
        (":80", "':80' has no name"),
        ("coach:", "'' is no weight"),
        ("coach:-1", "'-1' is no weight"),
        ("coach:0.5,mine.yaml:1", "'0.5' is no weight"),
        ("coach:20%", "'20%' is no weight"),
        ("coach:²", "'²' is no weight"),
        ("coach:1000001", "1000001 is more"),
        ("coach:" + "9" * 5000, "is no weight"),
        ("coach:0,mine.yaml:0", "all weights are 0"),
        ("coach:0", "all weights are 0"),
        ("coach:1,coach:2", "'coach' stands there twice"),
    ],
)
def test_a_wrong_entry_stops_the_start(text: str, told: str) -> None:
    """In one line, which names the setting, the value and what is allowed."""
    with pytest.raises(SettingsError) as wrong:
        load(coach_prompt=text)
    assert str(wrong.value).startswith(f"COACH_PROMPT={text}: ")
    assert told in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_the_values_of_variables() -> None:
    """A value may have = of its own; an entry that is none stops the start."""
    assert parse_variables(" a = b=c , d=e,") == {"a": "b=c", "d": "e"}
    assert load(coach_prompt_variables="a=b").coach_prompt_variables == {"a": "b"}
    for wrong, told in (
        ("company", "'company' is none"),
        ("company=", "'company=' is none"),
        ("Company=x", "'Company=x' is none"),
        ("a=Smith, Jones", "'Jones' is none"),
        ("a=1,a=2", "'a' stands there twice"),
    ):
        with pytest.raises(SettingsError) as error:
            load(coach_prompt_variables=wrong)
        assert str(error.value).startswith(f"COACH_PROMPT_VARIABLES={wrong}: ")
        assert told in str(error.value)
