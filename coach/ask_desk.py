"""Ask desk: picks who answers a question of the agent's, and in which language.

"What did he say about the term?"   the transcript, from what was said
"How near is he to a yes?"          the specialist `closing`, where it is among those of the calls
"Comment répondre à cela ?"         the coach, in French, whatever the call is in
"""

from collections.abc import Sequence

from coach.advisors import Advisor
from coach.model_advisor import ModelAdvisor
from coach.ports import LanguageModel
from conversation.coaching.playbook import Playbook
from conversation.specialists.ask_intent import AskRules, Intent
from prompts.context import TOKENS
from prompts.loader import load_prompt
from prompts.prompt import Prompt
from prompts.specialist_shelf import PromptedSpecialist

TRANSCRIPT = "transcript"
"""Who answers what was said, as a card's `specialist`."""


class AskDesk:
    """The desk of the calls with a playbook in a language."""

    def __init__(
        self,
        model: LanguageModel,
        prompt: Prompt,
        playbook: Playbook,
        told: Sequence[PromptedSpecialist] = (),
        tokens: int = TOKENS,
    ):
        """Create the desk.

        Args:
            model: Who is asked.
            prompt: The coach's, in the language of the calls.
            playbook: What kind of calls these are.
            told: The specialists that there are.
            tokens: How much the model is told of a call, by an estimate.
        """
        self._model = model
        self._prompt = prompt
        self._playbook = playbook
        self._told = {one.declared.name: one for one in told}
        self._tokens = tokens
        self._rules = AskRules({name: one.declared.asked for name, one in self._told.items()})
        self._language = prompt.answer_language or prompt.language
        self._made: dict[Intent, Advisor] = {}

    def advisor(self, question: str) -> Advisor:
        """Who answers a question."""
        intent = self._rules.intent(question, self._language)
        if intent not in self._made:
            self._made[intent] = self._make(intent)
        return self._made[intent]

    def _make(self, intent: Intent) -> Advisor:
        language = intent.language or self._language
        name, prompt = None, self._prompt.writing_in(language)
        if intent.is_about_the_call:
            name, prompt = TRANSCRIPT, load_prompt("recall", language)
        elif intent.specialist:
            name, prompt = intent.specialist, self._told[intent.specialist].asked_in(language)
        return ModelAdvisor(
            self._model, prompt=prompt, playbook=self._playbook, tokens=self._tokens, name=name
        )
