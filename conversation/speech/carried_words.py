"""Carried words: those that a closed turn took while the recogniser could still change them."""


class CarriedWords:
    """Words of the last turn that were not settled when it closed.

    The recogniser settles them later, in front of what the next turn says, where they would stand
    twice.
    """

    def __init__(self) -> None:
        """Nothing is carried yet."""
        self._words: list[str] = []
        self._until_ms = 0

    def carry(self, text: str, until_ms: int) -> None:
        """A turn has closed with the unsettled `text`, at `until_ms` of the call's clock."""
        self._words, self._until_ms = _bare(text), until_ms

    def left_out(self, text: str, start_ms: int | None) -> str:
        """Settled words that begin at `start_ms`, without those that the last turn had already."""
        carried, words = self._words, text.split()
        if not carried or start_ms is None or start_ms >= self._until_ms:
            return text
        common = min(len(carried), len(words))
        same = _bare(text)[:common] == carried[:common]
        self._words = carried[common:] if same else []
        return " ".join(words[common:]) if same else text


def _bare(text: str) -> list[str]:
    """The words without case and punctuation around them."""
    return [word.strip(".,;:!?…\"'“”‘’«»()").casefold() for word in text.split()]
