"""Call text: the part of specialists' prompts that changes, made once for all who are asked."""

from coach.request import Request
from conversation.coaching.detection.adjacency import agent_acts
from conversation.coaching.playbook import Playbook
from conversation.coaching.source import Source
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.knowledge import fitting
from prompts.prompt import Prompt


class CallText:
    """The text of the calls with a playbook: of the request that was asked about last.

    The specialists of a round are asked one after the other about the same request, and the frame
    around their prompts has one `turn` for all of them.
    """

    def __init__(self, playbook: Playbook, tokens: int) -> None:
        """Create the text of no call.

        Args:
            playbook: What kind of calls these are.
            tokens: How much is told of a call, by an estimate.
        """
        self._playbook = playbook
        self._tokens = tokens
        self._acts = agent_acts(playbook.language)
        self._of: Request | None = None
        self._turns: list[Turn] = []
        self._message: dict[str, str] = {}

    def of(self, request: Request, prompt: Prompt) -> tuple[list[Turn], dict[str, str]]:
        """The turns of a request so far, by their start, and the message that tells of them.

        Args:
            request: What is asked.
            prompt: A prompt of the frame.
        """
        if self._of is not request:
            self._turns = request.so_far()
            *_, self._message = prompt.render(
                self._playbook,
                self._turns,
                request.turn,
                acts=sorted(self._acts.before(request.earlier)),
                seen=request.seen,
                known=request.remembered,
                tokens=self._tokens,
                passages=self.given(request),
            )
            self._of = request
        return self._turns, self._message

    def given(self, request: Request) -> list[Source]:
        """The passages that specialists are shown."""
        return fitting(request.found, self._tokens)

    def system(self, prompt: Prompt) -> dict[str, str]:
        """The message of a prompt's static part."""
        nobody = Turn("", Speaker.CUSTOMER, "", 0, 0)
        return prompt.render(self._playbook, [], nobody)[0]
