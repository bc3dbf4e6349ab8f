"""Lane of the agent's own words: the playbook's rules on them, at once and at the turn alone."""

from coach.advisors import playbook_advice, playbook_author
from coach.board import Board
from coach.request import Request
from coach.suggestion import Suggestion
from conversation.coaching.playbook import Playbook


async def advise_on_agent(
    board: Board, playbook: Playbook, request: Request, spoken_at: float, made_at: float
) -> None:
    """Go by the playbook's rules on a turn of the agent's.

    Args:
        board: Shows the card, if one comes of it.
        playbook: Whose rules they are.
        request: The turn.
        spoken_at: When its speech ended, seconds of the loop's clock.
        made_at: When it was finished, likewise.
    """
    if advised := playbook_advice(playbook, request):
        card = Suggestion(request, playbook_author(playbook), spoken_at, made_at)
        await board.finish(card, advised)
