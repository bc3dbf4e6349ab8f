"""Settings: every one, read once from the environment, `.env` or files of secrets.

A wrong value stops the start: `load()` raises `SettingsError`, which names the setting, the value
(secrets masked) and what is allowed.
"""

from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import NoDecode, SettingsConfigDict

from conversation.coaching.attention import Verbosity
from conversation.coaching.speculation import Speculation
from conversation.errors import CallShadowError, ErrorCode
from conversation.memory.summary import Summarises
from conversation.privacy.kinds import PiiKind
from settings.addresses import OUR_PATHS, address, listening_host, site
from settings.api_keys import ApiKey
from settings.carrier_settings import CarrierSettings
from settings.consent_settings import ConsentSettings
from settings.env_file import wrong_line
from settings.job_settings import JobSettings
from settings.join_url import checked_join_url
from settings.knowledge_settings import KnowledgeSettings, check_database
from settings.model_settings import ModelSettings
from settings.observability_settings import ObservabilitySettings
from settings.refused_value import refused_value
from settings.search_settings import SearchSettings
from settings.secret_files import SecretFileSettings
from settings.shadow_settings import ShadowSettings
from settings.sign_in_settings import SignInSettings
from settings.stt_settings import SttSettings
from settings.summary_settings import SummarySettings
from settings.twilio_settings import TwilioSettings
from settings.values import (
    Keys,
    Kinds,
    Language,
    LongSecret,
    Origins,
    Place,
    Prompts,
    PromptVariables,
    Proxies,
    WordsOrNone,
    unquoted,
)
from settings.voice_settings import VoiceSettings
from settings.write_back_settings import WriteBackSettings

_DATABASES = ("sqlite", "postgresql+asyncpg", "postgresql", "postgres")


class SettingsError(CallShadowError):
    """One or more settings are wrong; the message has one line for each."""

    code = ErrorCode.SETTING_WRONG


class Settings(
    SttSettings,
    ModelSettings,
    KnowledgeSettings,
    JobSettings,
    SummarySettings,
    WriteBackSettings,
    TwilioSettings,
    CarrierSettings,
    VoiceSettings,
    SearchSettings,
    SecretFileSettings,
    ObservabilitySettings,
    SignInSettings,
    ShadowSettings,
    ConsentSettings,
):
    """The settings of one process; `.env.example` documents each."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    host: Annotated[str, AfterValidator(listening_host)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 7860
    public_url: Annotated[str | None, site("https", "http", tails=OUR_PATHS)] = None
    forwarded_allow_ips: Annotated[str | None, Proxies] = None
    data_dir: Place = Path("data")
    drain_seconds: Annotated[float, Field(ge=0, le=86_400)] = 0.0

    vad_confidence: Annotated[float, Field(gt=0, lt=1)] = 0.6
    vad_start_secs: Annotated[float, Field(ge=0.03, le=2)] = 0.1
    vad_stop_secs: Annotated[float, Field(ge=0.1, le=3)] = 0.25
    vad_min_dbfs: Annotated[float, Field(ge=-96, le=0)] = -60.0
    turn_incomplete_secs: Annotated[float, Field(ge=0.1, le=5)] = 0.9
    turn_stt_wait_secs: Annotated[float, Field(ge=0.1, le=10)] = 2.0

    coach_language: Language = "en"
    coach_playbook: str = "sales"
    coach_prompt: Prompts = "coach"
    coach_prompt_variables: Annotated[dict[str, str] | None, NoDecode, PromptVariables] = None
    coach_specialists: Annotated[tuple[str, ...], NoDecode, WordsOrNone] = ()
    coach_meaning: bool = True
    coach_summary: Summarises = Summarises.MODEL
    coach_context_tokens: Annotated[int, Field(ge=500, le=200_000)] = 4_000
    redact: Annotated[frozenset[PiiKind], NoDecode, Kinds] = frozenset(PiiKind)
    coach_speculates: Speculation = Speculation.PAUSES
    coach_verbosity: Verbosity = Verbosity.NORMAL

    database_url: Annotated[SecretStr | None, address(*_DATABASES)] = None
    spool_dir: Place | None = None
    spool_mb: Annotated[int, Field(ge=0, le=10_000)] = 64
    insights_note_minutes: Annotated[float, Field(ge=0, le=120)] = 6.0
    retention_days: Annotated[int | None, Field(ge=1, le=36500)] = None
    redis_url: Annotated[SecretStr | None, address("redis", "rediss", "unix")] = None
    api_keys: Annotated[tuple[ApiKey, ...] | None, NoDecode, Keys] = None
    token_secret: LongSecret = None
    client_key: LongSecret = None
    allowed_origins: Annotated[tuple[str, ...] | None, NoDecode, Origins] = None
    rate_limit_per_minute: Annotated[int | None, Field(ge=0, le=1_000_000)] = None
    join_url: Annotated[str | None, AfterValidator(checked_join_url)] = None
    media_max_speed: Annotated[float, Field(ge=0, le=1000)] = 2.0
    max_calls: Annotated[int, Field(ge=0, le=10_000)] = 100
    socket_limit_per_minute: Annotated[int | None, Field(ge=0, le=1_000_000)] = None

    @property
    def vectors_dir(self) -> Path:
        """Where the vectors of playbooks' utterances are kept from one start to the next."""
        return self.data_dir / "vectors"

    @field_validator("*", mode="before")
    @classmethod
    def _unquoted(cls, value: Any) -> Any:
        return unquoted(value)

    @model_validator(mode="after")
    def _signature_can_be_checked(self) -> Self:
        if self.validates_signature and not self.twilio_auth_token:
            raise ValueError("TWILIO_VALIDATE_SIGNATURE=true needs TWILIO_AUTH_TOKEN")
        if self.validates_signature and not self.public_url:
            raise ValueError(
                "TWILIO_AUTH_TOKEN is set, so Twilio's signature is checked, which needs"
                " PUBLIC_URL, the https address that Twilio calls"
                " (or TWILIO_VALIDATE_SIGNATURE=false)"
            )
        return self

    @model_validator(mode="after")
    def _index_has_its_database(self) -> Self:
        url = self.database_url.get_secret_value() if self.database_url else ""
        check_database(self, url)
        return self


def load(**overrides: Any) -> Settings:
    """Read the settings.

    Args:
        overrides: Values that win over the environment, by field name (command-line flags).

    Raises:
        SettingsError: A value is wrong, or settings contradict each other.
    """
    try:
        if wrong := wrong_line(overrides.get("_env_file", Settings.model_config.get("env_file"))):
            raise SettingsError(wrong)
        return Settings(**overrides)
    except ValidationError as error:
        told = [refused_value(one, Settings.model_fields) for one in error.errors()]
        raise SettingsError("\n".join(told)) from None
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{getattr(error, 'filename', None) or '.env'}: {error}") from None
