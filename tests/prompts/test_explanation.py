"""What pydantic complains of is said as what is wrong and what is right."""

import json
import re
from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from conversation.coaching.playbook import Playbook
from evaluation.labels.labelled_call import LabelledCall
from prompts.explanation import PATTERNS, explained, names_at
from prompts.prompt import Prompt
from prompts.specialist import DeclaredSpecialist


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=6)] = "a"
    colour: Colour | None = None
    size: Annotated[float, Field(gt=0, le=10)] = 1
    kind: Literal["one", "two"] = "one"
    items: Annotated[list[str], Field(min_length=1, max_length=2)] = ["x"]
    silent: bool = False


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"id": "A-b"}, "'A-b' is not an id of small letters, digits and _, that begins"),
        ({"id": "abcdefgh"}, "at most 6 letters, and here are 8"),
        ({"id": ""}, "is empty"),
        ({"colour": "gren"}, "'gren' is none of red, green; is 'green' meant?"),
        ({"colour": "xyz"}, "'xyz' is none of red, green"),
        ({"colour": ["red"]}, "one of red, green is expected here, not a list"),
        ({"size": "big"}, "a number is expected here, not 'big'"),
        ({"size": "0"}, "a number above 0.0, not 0"),
        ({"size": "11"}, "a number of at most 10.0, not 11"),
        ({"kind": "tow"}, "'tow' is none of one, two; is 'two' meant?"),
        ({"silent": "yse"}, "true or false is expected here, not 'yse'"),
        ({"silent": []}, "true or false is expected here, not a list"),
        ({"items": "x"}, "a list is expected here (- and a blank before each item), not 'x'"),
        ({"items": []}, "at least 1 must stand here"),
        ({"items": ["a", "b", "c"]}, "at most 2, and here are 3"),
        ({"items": [{"a": "b"}]}, "words are expected here, not fields"),
    ],
)
def test_an_explanation(given: dict[str, object], told: str):
    """Each kind of mistake names the value and what may stand there."""
    with pytest.raises(ValidationError) as caught:
        Part.model_validate(given)
    (error,) = caught.value.errors()
    assert explained(error).startswith(told)


@pytest.mark.parametrize("kind", [Playbook, DeclaredSpecialist, Prompt, LabelledCall])
def test_no_pattern_is_shown_as_it_stands(kind: type[BaseModel]):
    """Of each that a file's field has, there is what it means."""
    schema = json.dumps(kind.model_json_schema())
    patterns = {json.loads(told) for told in re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', schema)}
    assert patterns
    assert patterns <= set(PATTERNS)


def test_the_names_of_a_part_of_a_file():
    """Through lists and names to the fields of the part; none where every name is right."""
    assert names_at(Playbook, ())[:3] == ["name", "version", "language"]
    assert names_at(Playbook, ("rules", 3)) == names_at(Playbook, ("rules", 0))
    assert "signal" in names_at(Playbook, ("rules", 0))
    moves = ["headline", "questions", "recommended_direction"]
    assert names_at(Playbook, ("fallback", "day", 0)) == moves
    assert names_at(Playbook, ("fallback",)) == []
    assert names_at(Playbook, ("nothing", 1, "x")) == []
