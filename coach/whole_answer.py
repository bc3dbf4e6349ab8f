"""Whole answer of a model: read to its end, where nobody is shown it while it is written."""

from contextlib import aclosing

from coach.answer_stream import AnswerOrigin
from coach.ports import LanguageModel, ModelRequest


async def whole_answer(
    model: LanguageModel, asked: ModelRequest, most_chars: int
) -> tuple[str, AnswerOrigin]:
    """The text that a model answers with, and its origin.

    Args:
        model: Who is asked.
        asked: What.
        most_chars: Once the text is longer, what comes after is left out; it is read all the same.

    Raises:
        ModelError: There is no answer.
    """
    text, origin = "", AnswerOrigin(model.name)
    async with aclosing(model.stream(asked)) as pieces:
        async for piece in pieces:
            said = origin.take(piece)
            if len(text) <= most_chars:
                text += said
    return text, origin
