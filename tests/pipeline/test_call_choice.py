"""The playbook and the language of a call, by what its stream says of it, or not."""

import pytest

from pipeline.call_choice import Choice, ChoiceError, choose
from prompts.shelf import Shelf
from settings.languages import default_of


def chosen(setting: str, known: str | None = None, **said: str) -> Choice:
    return choose(Shelf("sales", default_of(setting)), setting, said, known)


@pytest.mark.parametrize(
    ("setting", "known", "said", "choice"),
    [
        ("en", None, {}, Choice("sales", "en")),
        ("en", None, {"language": "fr"}, Choice("sales", "fr")),
        ("en", None, {"language": "es_mx", "playbook": "support"}, Choice("support", "es-MX")),
        ("en", None, {"language": "auto"}, Choice("sales", "en", is_open=True)),
        ("auto", None, {}, Choice("sales", "en", is_open=True)),
        ("auto:fr", None, {}, Choice("sales", "fr", is_open=True)),
        ("auto:fr", None, {"language": "es"}, Choice("sales", "es")),
        ("auto", "es", {}, Choice("sales", "es")),
        ("auto", "es", {"language": "Auto"}, Choice("sales", "es")),
        ("en", "es", {}, Choice("sales", "es")),
        ("en", "es", {"language": "fr"}, Choice("sales", "fr")),
        ("en", None, {"language": "de"}, Choice("sales", "de")),
        ("en", None, {"language": "", "playbook": ""}, Choice("sales", "en")),
    ],
)
def test_the_stream_goes_before_what_was_known_and_that_before_the_setting(
    setting: str, known: str | None, said: dict[str, str], choice: Choice
):
    """A language that has no playbook is one too: a model may coach in it."""
    assert chosen(setting, known, **said) == choice


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"language": "spanish"}, r"the parameter language: a language tag .*; is es meant\?"),
        ({"language": "xx"}, "the parameter language: a language tag like en, fr or fr-CA"),
        ({"language": "auto:fr"}, "the parameter language: a language tag"),
        ({"playbook": "nonsense"}, "the parameter playbook: .*; there is .*sales, support"),
        ({"playbook": "base"}, "no such playbook"),
        ({"playbook": "../sales.yaml"}, "no such playbook"),
        ({"playbook": "/etc/passwd.yaml"}, "no such playbook"),
    ],
)
def test_what_is_none_is_one_clear_error(said: dict[str, str], told: str):
    """It says what there is, and never reads a file by a caller's path."""
    with pytest.raises(ChoiceError, match=told):
        chosen("en", **said)
