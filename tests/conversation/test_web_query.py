"""What may leave the company of a caller's words."""

import pytest

from conversation.privacy.web_query import web_query


@pytest.mark.parametrize(
    ("text", "language", "query"),
    [
        ("Does Northwind work with SAP?", "en", "does northwind work with sap"),
        ("My name is Ada Lovelace. Do you ship to an island?", "en", "do you ship to an island"),
        ("my name is ada lovelace do you ship to an island", "en", None),
        (
            "This is Ada from Lovelace Limited, what does a seat cost?",
            "en",
            "what does a seat cost",
        ),
        ("Can you tell Mr Smith what a seat costs?", "en", "can you tell what a seat costs"),
        ("Order 4711-2205, when does it come out?", "en", "order when does it come out"),
        ("Write to ada@example.com when is it out?", "en", "write to when is it out"),
        ("Je m'appelle Ada Lovelace. Livrez-vous en Corse ?", "fr", "livrez vous en"),
        (
            "Madame Dupont voudrait savoir si c'est compatible ?",
            "fr",
            "voudrait savoir si c est compatible",
        ),
        ("Me llamo Ada. ¿Cuánto cuesta la licencia?", "es", "cuanto cuesta la licencia"),
        ("It's 4242 4242 4242 4242.", "en", None),
        ("", "en", None),
    ],
)
def test_a_question_is_asked_without_who_asks_it(
    text: str, language: str, query: str | None
) -> None:
    """Names that the company has not written, numbers and PII are left out."""
    assert web_query(text, language, ["Northwind", "SAP"]) == query


def test_a_query_is_short() -> None:
    """A monologue is cut."""
    query = web_query("what " * 100 + "?", "en")
    assert query is not None
    assert len(query.split()) == 24
