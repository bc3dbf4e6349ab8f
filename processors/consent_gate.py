"""Consent gate: lets the words of a call be kept, shown and coached with consent alone.

without consent     what becomes of it
──────────────────  ─────────────────────────────────────────────────────────────
a finished turn     read for the playbook's verbal rule, and dropped; the question
                    and the answer by which consent is given go on, after it
words so far        dropped
a question          an `error`
another command     goes on
"""

from pipecat.frames.frames import Frame, StartFrame
from pipecat.processors.frame_processor import FrameDirection

from conversation.coaching.consent import Consent, ConsentSource
from conversation.errors import ErrorCode
from conversation.events.commands import Ask, PressKey, SayConsent
from conversation.events.consent_status import consent_status
from conversation.events.payloads import Failure
from conversation.speech.speakers import Speaker
from frames.turns import (
    CommandFrame,
    ConsentFrame,
    EagerTurnFrame,
    EventFrame,
    NoTurnFrame,
    SpeechFrame,
    TurnFrame,
    TurnPartialFrame,
)
from processors.direct_processor import DirectProcessor

_NO_QUESTIONS = Failure(
    ErrorCode.ASK_NO_CONSENT, "The call is not coached: the customer has not agreed."
)


class ConsentGate(DirectProcessor):
    """Stands before all that keeps, shows or answers what is said in one call."""

    def __init__(self, consent: Consent) -> None:
        """Create the gate of the call of that consent, which it keeps up to date."""
        super().__init__()
        self._consent = consent
        self._question: TurnFrame | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Pass on what may go on."""
        await super().process_frame(frame, direction)
        consent = self._consent
        match frame:
            case StartFrame():
                await self.push_frame(frame, direction)
                if not consent.coached:
                    await self.push_frame(ConsentFrame(given=False))
            case TurnFrame():
                await self._turn(frame)
            case CommandFrame(command=PressKey(key=key)):
                await self._tell(is_news=consent.press(key))
            case CommandFrame(command=SayConsent(given=given, by=by)):
                said = consent.tell(given=given, source=ConsentSource.PERSON, by=by)
                await self._tell(is_news=said)
            case CommandFrame(command=Ask()) if not consent.coached:
                await self.push_frame(EventFrame(_NO_QUESTIONS))
            case TurnPartialFrame() | EagerTurnFrame() if not consent.coached:
                pass
            case SpeechFrame() if not consent.heard:
                pass
            case _:
                await self.push_frame(frame, direction)

    async def _turn(self, frame: TurnFrame) -> None:
        """Read a turn; what comes of it is told before it goes on."""
        was_coached, question = self._consent.coached, self._question
        is_news = self._consent.hear(frame.turn)
        await self._tell(is_news=is_news)
        if not self._consent.coached:
            if frame.turn.speaker is Speaker.AGENT and self._consent.asked_at(frame.turn):
                self._question = frame
            # Nobody is to wait for its words.
            await self.push_frame(NoTurnFrame(frame.turn.speaker, frame.turn.start_ms))
            return
        if not was_coached and question:
            await self.push_frame(question)
        self._question = None
        await self.push_frame(frame)

    async def _tell(self, *, is_news: bool) -> None:
        if not is_news:
            return
        coached = self._consent.coached
        if not coached:
            await self.push_frame(ConsentFrame(given=False))
        await self.push_frame(EventFrame(consent_status(self._consent)))
        if coached:
            await self.push_frame(ConsentFrame(given=True))
