"""Prompt choice: which prompt coaches a call, where calls are split between several.

The id of a call decides, and nothing else: it has the same prompt in every process and after a
restart. Where weights change, only as many calls change their prompt as have to.

    coach:80,mine.en.yaml:20

    0 ────────────── the hash of the id ──────────────▶ 2⁶⁴
    │  coach                                   │  mine   │
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import accumulate

from prompts.bundled import is_path
from prompts.loader import load_prompt
from prompts.mistake import PromptError
from prompts.prompt import Prompt
from settings.prompt_shares import PromptShare, parse_shares

_HASH_BYTES = 8


@dataclass(frozen=True, slots=True, eq=False)
class PromptArm:
    """A prompt that some of the calls are coached with.

    Attributes:
        name: A bundled prompt, or the path of a file.
        weight: How many calls it has, beside the weights of the others.
        read: The prompt, in the language of calls that say none.
        values: Of its variables, those that a setting gives.
    """

    name: str
    weight: int
    read: Prompt
    values: Mapping[str, str] = field(default_factory=dict)

    def prompt(self, language: str) -> Prompt:
        """The prompt for a call in a language, a BCP-47 tag.

        A file is read once: what is changed in it is not in use before it is chosen again.
        """
        if is_path(self.name):
            return self.read.writing_in(language)
        return load_prompt(self.name, language).filled(self.values)


class PromptChoice:
    """The prompts of a process, by the calls that they coach.

    Attributes:
        setting: How COACH_PROMPT says it.
        arms: The prompts, in their order.
    """

    def __init__(self, setting: str, arms: Sequence[PromptArm]) -> None:
        """Create the choice between `arms`, of which one at least has a weight above 0."""
        self.setting = setting
        self.arms = tuple(arms)
        self._ends = list(accumulate(arm.weight for arm in arms))

    @classmethod
    def of(
        cls, setting: str, language: str, values: Mapping[str, str] | None = None
    ) -> "PromptChoice":
        """The choice that COACH_PROMPT names, each prompt read.

        Args:
            setting: The value.
            language: BCP-47 tag of the calls that say none.
            values: Of the prompts' variables (COACH_PROMPT_VARIABLES), by their names.

        Raises:
            PromptError: It is none; a prompt is wrong or not there, or a variable of it has no
                value; or two have the same id.
        """
        try:
            shares = parse_shares(setting)
        except ValueError as error:
            raise PromptError(f"COACH_PROMPT={setting}: {error}") from None
        arms: dict[str, PromptArm] = {}
        for share in shares:
            arm = _read(share, language, values or {})
            if same := arms.get(arm.read.id):
                raise PromptError(
                    f"COACH_PROMPT={setting}: {same.name} and {arm.name} are both {arm.read.id},"
                    " so that no suggestion would tell them apart; give one another name or version"
                )
            arms[arm.read.id] = arm
        return cls(setting, list(arms.values()))

    def for_call(self, call_id: str) -> PromptArm:
        """The prompt of a call."""
        digest = sha256(call_id.encode("utf-8", "surrogatepass")).digest()
        point = int.from_bytes(digest[:_HASH_BYTES]) * self._ends[-1] >> (8 * _HASH_BYTES)
        return next(arm for arm, end in zip(self.arms, self._ends, strict=True) if point < end)

    @property
    def main(self) -> PromptArm:
        """The prompt of most calls."""
        return max(self.arms, key=lambda arm: arm.weight)

    def __str__(self) -> str:
        """The prompts by their ids, with their shares where there are several."""
        if len(self.arms) == 1:
            return self.main.read.id
        whole = self._ends[-1]
        return ", ".join(f"{arm.read.id} {arm.weight / whole:.1%}" for arm in self.arms)


def _read(share: PromptShare, language: str, values: Mapping[str, str]) -> PromptArm:
    read = load_prompt(share.name, language)
    try:
        return PromptArm(share.name, share.weight, read.filled(values), values)
    except PromptError as error:
        raise PromptError(f"{share.name}: {error.message}") from None
