"""A model that writes one answer, for tests of who reads it whole."""

from collections.abc import AsyncGenerator

from coach.ports import ModelRequest, Piece


class OneAnswer:
    """Writes one answer, a few characters at a time."""

    name = "chain"

    def __init__(self, answer: str) -> None:
        self.asked: list[ModelRequest] = []
        self._answer = answer

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        self.asked.append(request)
        for at in range(0, len(self._answer), 7):
            yield self._answer[at : at + 7]
