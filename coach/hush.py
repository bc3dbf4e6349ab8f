"""Coach that may advise no more: withdraws the card that is being written, and stops what waits.

A card on the screen stays: it was given while that was allowed.
"""

from collections.abc import Iterable
from typing import Protocol

from coach.board import Board
from coach.specialists.panel import Panel
from conversation.coaching.advice import Withdrawal


class Timed(Protocol):
    """A part of the coach that waits for a time, or for a model."""

    async def stop(self) -> None:
        """Wait no more, and tell nothing."""
        ...


async def hush(board: Board, panel: Panel, parts: Iterable[Timed]) -> None:
    """Have a coach that may advise no more fall silent.

    Args:
        board: Shows its suggestions.
        panel: Asks its specialists.
        parts: What it has wait.
    """
    panel.pause()
    await board.pause()
    for suggestion in board.writers.suggestions:
        await board.withdraw(suggestion, Withdrawal.STALE)
    for part in parts:
        await part.stop()
