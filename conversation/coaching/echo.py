"""Echo: whether the agent has just said what a card would have them say."""

from collections.abc import Sequence

from conversation.coaching.wording import Wording

_STEM = 5
"""Of a word so many letters count: "compare" and "compared" are one."""
_SHORT = 3
_ENOUGH = 0.75
_FEWEST = 2
_FORM_WORDS = frozenset(
    [
        *(
            "what",
            "that",
            "this",
            "these",
            "those",
            "with",
            "from",
            "have",
            "your",
            "yours",
            "when",
        ),
        *("would", "could", "should", "will", "there", "their", "they", "them", "then", "than"),
        *("where", "which", "about", "does", "more", "most", "some", "just", "like", "been"),
        *("quel", "quelle", "quels", "quelles", "comment", "pour", "avec", "dans", "vous", "votre"),
        *("vos", "nous", "notre", "cela", "cette", "quand", "est", "sont", "etes", "avez", "plus"),
        *("elle", "elles", "ils", "mais", "aussi", "cual", "cuales", "como", "cuando", "donde"),
        *("para", "usted", "ustedes", "esta", "este", "esto", "esos", "que", "quien", "sobre"),
        *("tiene", "tienen", "seria", "podria", "algo", "todo"),
    ]
)


def is_echo(questions: Sequence[str], said: str) -> bool:
    """Whether one of the questions was asked with the words `said`, as far as words tell.

    Three quarters of a question's words with a content must stand there, in any form and order. A
    question with one such word, or none, must stand there word for word.
    """
    if not said or not questions:
        return False
    wording = Wording(said, sentences=False)
    stems = _stems(wording)
    return any(_asked(Wording(question, sentences=False), wording, stems) for question in questions)


def _asked(question: Wording, said: Wording, stems: frozenset[str]) -> bool:
    wanted = _stems(question)
    if len(wanted) < _FEWEST:
        return bool(question.words) and question.line in said.line
    return len(wanted & stems) >= _ENOUGH * len(wanted)


def _stems(wording: Wording) -> frozenset[str]:
    return frozenset(
        word[:_STEM] for word in wording.words if len(word) > _SHORT and word not in _FORM_WORDS
    )
