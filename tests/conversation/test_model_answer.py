"""The object of a whole answer, whatever a model puts around it."""

import json

import pytest

from conversation.coaching.model_answer import object_in

FIELDS = ("summary", "entities")
ENTITY = {"kind": "term", "text": "net 30"}


@pytest.mark.parametrize(
    "answer",
    [
        {"summary": "Ninety a seat.", "entities": []},
        {"entities": [ENTITY, ENTITY], "summary": "Ninety a seat."},
        {"note": "as you wish", "summary": "Ninety a seat."},
    ],
    ids=["as asked", "in another order", "with something before"],
)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("```json\n", "\n```"),
        ("<think>{so}</think>\n", ""),
        ('The "summary" that you want: ', "\nAnything else?"),
    ],
    ids=["bare", "in a fence", "behind a thought", "behind words that name a field"],
)
def test_an_object_is_read_whatever_stands_around_it(
    answer: dict[str, object], before: str, after: str
) -> None:
    written = json.dumps(answer)
    assert object_in(before + written + after, FIELDS) == written


@pytest.mark.parametrize("text", ["", "Sorry.", "}", "{", '"summary"'])
def test_what_has_no_object_has_none(text: str) -> None:
    """What is left can't be read as one."""
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(object_in(text, FIELDS))
