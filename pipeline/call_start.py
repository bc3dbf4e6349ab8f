"""Call start: the past with which a stream begins, be it new or one that comes back."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import uuid4

from loguru import logger

from conversation.events.call_parameters import (
    AGENT_ID,
    CONSENT,
    LANGUAGE,
    LOOKED_UP,
    PLAYBOOK,
    RECORDING,
    of_agent,
)
from conversation.events.consent_status import consent_status
from conversation.events.payloads import CallStarted, Component, ComponentState, Status
from conversation.events.status_codes import StatusCode
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from pipeline.call_coaching import CallCoaching, outline
from pipeline.call_consent import begun_consent
from pipeline.call_meter import Publish
from pipeline.call_past import Past
from pipeline.client import known_person
from pipeline.coaches import Coaches
from pipeline.log_status import log_status
from pipeline.runtime import Runtime
from services.provider import Provenance
from stores.log.log_health import LogState
from transports.recording.recording import Script

NO_ACCOUNT = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is about to be heard.

    Attributes:
        call_id: The provider's id.
        origin: A carrier's name, `microphone`, `replay`, `text`, `upload`.
        parameters: What the stream says of it (`conversation/events/call_parameters.py`).
        account: The carrier's account whose stream it is (Twilio's AccountSid), `NO_ACCOUNT` where
            it does not say; None where there is no carrier.
        stream_id: The carrier's id of the stream; one with another id takes its place.
        assumed: Who is taken to be on the inbound track, where the stream names neither party.
        ignored: What is wrong with the language and the playbook that it names, where that is.
    """

    call_id: str
    origin: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    account: str | None = None
    stream_id: str | None = None
    assumed: Speaker | None = None
    ignored: Collection[str] = ()

    def going_on(self, past: Past) -> "Call":
        """The same call with its past: it stays the agent's whose it was, and of its kind."""
        if past.record is None:
            return self
        before = past.record.parameters or {}
        kept = {name: before[name] for name in (LANGUAGE, PLAYBOOK) if before.get(name)}
        said = {name: value for name, value in self.parameters.items() if name != AGENT_ID}
        return replace(self, parameters=kept | said | of_agent(past.record.agent_id))

    def choosing(self, coaches: Coaches) -> "Call":
        """The same call without a language or a playbook that is not there."""
        wrong = coaches.wrong_of(self.parameters)
        if not wrong:
            return self
        kept = {name: value for name, value in self.parameters.items() if name not in wrong}
        return replace(self, parameters=kept, ignored=tuple(wrong.values()))

    async def coaching(self, runtime: Runtime, past: Past, redactor: Redactor) -> CallCoaching:
        """The coaching of the call, whose words `redactor` hides."""
        choice = runtime.coaches.choose(self.parameters, past.language)
        coaching = await CallCoaching.begin(
            runtime.coaches, choice, redactor, self.call_id, self.parameters
        )
        said = self.parameters.get(CONSENT)
        coaching.consent = begun_consent(runtime.settings, coaching.factory.playbook, said, past)
        return coaching

    def script(self, runtime: Runtime) -> Script | None:
        """The transcript of the bundled recording that is played, if one is."""
        return runtime.scripts.get(self.parameters.get(RECORDING, ""))


def new_call_id(kind: str) -> str:
    """An id for a call that no provider has named: its kind and 32 hex digits."""
    return kind + uuid4().hex


def _redacted(
    parameters: Mapping[str, str], redactor: Redactor, recordings: Collection[str]
) -> dict[str, str]:
    """What the stream says of the call, names and values, but for what things are found by."""
    return {
        redactor.redact(name): value
        if name in LOOKED_UP or (name == RECORDING and value in recordings)
        else redactor.redact_value(name, value)
        for name, value in parameters.items()
    }


def _assumed(inbound: Speaker) -> Status:
    """The status of a stream that names neither party; it is logged."""
    detail = (
        "The stream's inbound_role is neither customer nor agent; its inbound track is taken for"
        f" the {inbound}'s."
    )
    logger.warning(detail)
    return Status(Component.AUDIO, ComponentState.DEGRADED, StatusCode.AUDIO_ROLE_ASSUMED, detail)


def _ignored(wrong: Collection[str], coaching: CallCoaching) -> Status:
    """The status of a stream that names what is not there; it is logged."""
    name = coaching.factory.playbook.name
    language = repr(coaching.language) if coaching.language else "the language of its first turns"
    detail = (
        f"The call is coached by the playbook {name!r}, in {language}, as its stream is wrong:"
        f" {'; '.join(wrong)}."
    )
    logger.warning(detail)
    return Status(Component.COACH, ComponentState.DEGRADED, StatusCode.COACH_CHOICE_IGNORED, detail)


def _doubts(call: Call, coaching: CallCoaching) -> Iterator[Status]:
    """What of the call's stream is taken otherwise than it says, or as it does not say."""
    if call.assumed:
        yield _assumed(call.assumed)
    if call.ignored:
        yield _ignored(call.ignored, coaching)


async def announce(
    runtime: Runtime, call: Call, coaching: CallCoaching, stt: Provenance, publish: Publish
) -> None:
    """Publish that the call has started, and what transcribes and advises.

    What the stream says of the call is redacted, but for what the product finds things by.

    Raises:
        EventLogError: The call can't be recorded.
    """
    coach = coaching.source
    await publish(
        CallStarted(
            source=call.origin,
            participants=[{"role": speaker.value} for speaker in Speaker],
            parameters=_redacted(call.parameters, coaching.redactor, runtime.scripts),
            playbook=outline(coaching.factory.playbook),
            stt=stt.name,
            coach=coach.name,
            verbosity=runtime.settings.coach_verbosity,
            account=call.account or None,
            language=coaching.language,
            person=known_person(runtime.settings, call.parameters),
            stream=call.stream_id,
        )
    )
    if coaching.consent.is_told:
        await publish(consent_status(coaching.consent))
    if runtime.log.health.told is not LogState.OK:
        await publish(log_status(runtime.log.health.told))
    for component, provenance in ((Component.STT, stt), (Component.COACH, coach)):
        logger.info(provenance.detail)
        state = ComponentState.OK if provenance.working else ComponentState.DOWN
        await publish(Status(component, state, provenance.code, provenance.detail))
    for doubt in _doubts(call, coaching):
        await publish(doubt)
    models = runtime.coaches.models
    if models and not models.health.is_whole:
        await publish(models.health.status())
