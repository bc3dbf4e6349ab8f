"""Which prompt coaches a call: the call's id tells it, by the weights."""

from collections import Counter
from pathlib import Path

import pytest

from prompts.choice import PromptArm, PromptChoice
from prompts.loader import load_prompt
from prompts.mistake import PromptError

CALLS = [f"CA{number:04}" for number in range(2_000)]
COACH = load_prompt("coach", "en")


def choice(**weights: int) -> PromptChoice:
    return PromptChoice("", [PromptArm(name, weight, COACH) for name, weight in weights.items()])


def names(choice: PromptChoice) -> list[str]:
    return [choice.for_call(call).name for call in CALLS]


def file(folder: Path, name: str, version: int = 1, system: str = "Advise.") -> str:
    path = folder / f"{name}.{version}.yaml"
    head = f"name: {name}\nversion: {version}\nlanguage: en\n"
    path.write_text(f"{head}system: {system}\nturn: '{{{{ transcript }}}}'\n", "utf-8")
    return str(path)


def test_calls_are_split_by_weight() -> None:
    """As near as chance has it; a prompt of weight 0 has no call."""
    found = Counter(names(choice(a=80, off=0, b=20)))
    assert set(found) == {"a", "b"}
    assert found["b"] / len(CALLS) == pytest.approx(0.2, abs=0.03)


def test_a_call_has_the_same_prompt_everywhere() -> None:
    """In every process, and in the next version: these ids stand for all."""
    assert "".join(names(choice(a=1, b=1))[:16]) == "aaaaaaaabbaababb"
    assert names(choice(a=80, b=20)) == names(choice(a=4, b=1))
    assert choice(a=1, b=1).for_call("\ud800").name in "ab"


def test_where_weights_change_few_calls_do() -> None:
    """From 20 of 100 to 30, a tenth of the calls goes over, and none comes back."""
    before, after = names(choice(a=80, b=20)), names(choice(a=70, b=30))
    moved = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert set(moved) == {("a", "b")}
    assert len(moved) / len(CALLS) == pytest.approx(0.1, abs=0.03)


def test_the_prompts_are_read_at_once(tmp_path: Path) -> None:
    """What is changed in a file later is not in use before it is chosen again."""
    own = file(tmp_path, "mine")
    split = PromptChoice.of(f"coach:80,{own}:20", "en")
    assert str(split) == f"{COACH.id} 80.0%, mine@1/en 20.0%"
    coach, mine = split.arms
    assert split.main is coach
    Path(own).write_text("nonsense", "utf-8")
    assert mine.prompt("fr").id == "mine@1/en"
    assert mine.prompt("fr").answer_language == "fr"
    assert coach.prompt("fr").language == "fr"


def test_two_prompts_of_the_same_id_are_refused(tmp_path: Path) -> None:
    """No suggestion would tell which of them it is of."""
    (tmp_path / "new").mkdir()
    old, new = file(tmp_path, "mine"), file(tmp_path / "new", "mine", system="Advise well.")
    setting = f"{old}:1,{new}:1"
    with pytest.raises(PromptError) as wrong:
        PromptChoice.of(setting, "en")
    assert str(wrong.value).startswith(
        f"COACH_PROMPT={setting}: {old} and {new} are both mine@1/en"
    )
    assert PromptChoice.of(f"{old}:1,{file(tmp_path, 'mine', 2)}:1", "en")


def test_each_prompt_is_tried(tmp_path: Path) -> None:
    """Also one that has no call yet; and what is no setting is told as the setting's."""
    wrong = file(tmp_path, "mine", system="'{{ turns }}'")
    for setting, told in (
        (f"coach:1,{wrong}:0", "'turns' is unknown here"),
        ("coach:1,judge:1", "no prompt 'judge'"),
        ("coach:x", "COACH_PROMPT=coach:x: "),
    ):
        with pytest.raises(PromptError, match=told):
            PromptChoice.of(setting, "en")
