"""A YAML file is strings with lines; what is wrong with it is named in one line."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from prompts.yaml_file import PromptError, YamlFile


class Sizes(BaseModel):
    """What a file of these tests should hold."""

    sizes: list[int]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mine.yaml"


def error_of(path: Path, text: str | None = None) -> str:
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(PromptError) as caught:
        YamlFile(path)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_words_stay_words(path: Path):
    """No scalar becomes a boolean, a number, a date or null."""
    path.write_text("a: no\nb: [1.50, 2026-11-20, ~]\n", encoding="utf-8")
    assert YamlFile(path).data == {"a": "no", "b": ["1.50", "2026-11-20", "~"]}


def test_a_validation_error_has_its_line(path: Path):
    """The first thing that pydantic found is told with its place; the others are counted."""
    path.write_text("title: x\nsizes:\n  - 1\n  - two\n  - three\n", encoding="utf-8")
    file = YamlFile(path)
    with pytest.raises(ValidationError) as caught:
        Sizes.model_validate(file.data)
    message = str(file.explained(caught.value))
    assert message.startswith(f"{path}, line 4: sizes.1: ")
    assert message.endswith("(and 1 more)")


def test_not_yaml(path: Path):
    """A file that isn't YAML, or no mapping, is refused with the line."""
    assert "line 2: not YAML" in error_of(path, "name: mine\nversion: '1': 2\n")
    for text in ("- a\n", ""):
        assert error_of(path, text) == f"{path}: a mapping is expected at the top (name: …)"


def test_doubled_key(path: Path):
    """A key that is there twice is refused, since one of the two would be lost."""
    assert error_of(path, "goal: x\ngoal: y\n") == f"{path}, line 2: 'goal' is there twice"


def test_unreadable(tmp_path: Path):
    """A file that is not there, is a folder, or isn't text, is refused."""
    assert (
        error_of(tmp_path / "gone.yaml") == f"{tmp_path / 'gone.yaml'}: No such file or directory"
    )
    assert "Is a directory" in error_of(tmp_path)
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00a")
    assert "not UTF-8" in error_of(tmp_path / "binary.yaml")


def test_endless_nesting(path: Path):
    """A file that contains itself is refused."""
    assert "nested too deeply" in error_of(path, "a: &a\n  b: *a\n")
