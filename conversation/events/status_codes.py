"""Status codes: why a part of a call is as a `status` event says it is, for programs."""

from enum import StrEnum


class StatusCode(StrEnum):
    """The `code` of a `status` event, beside `detail`, which says it in English.

    Where the playbook advises because the model failed, the code is that of the model's error:
    `coach_timeout` and the like.
    """

    STT_DEEPGRAM = "stt_deepgram"
    STT_MOONSHINE = "stt_moonshine"
    STT_RECORDED = "stt_recorded"
    STT_TEXT = "stt_text"
    STT_NOT_CONFIGURED = "stt_not_configured"
    STT_RECONNECTING = "stt_reconnecting"
    STT_UNREACHABLE = "stt_unreachable"
    STT_LIMIT = "stt_limit"
    STT_LATE = "stt_late"
    STT_LOSING = "stt_losing"
    STT_LOST = "stt_lost"
    STT_REFUSED = "stt_refused"
    STT_LANGUAGE = "stt_language"
    STT_CREDIT = "stt_credit"
    STT_ADDRESS = "stt_address"
    STT_FAILOVER = "stt_failover"
    STT_RECOVERED = "stt_recovered"
    AUDIO_LOST = "audio_lost"
    AUDIO_NOT_STREAMED = "audio_not_streamed"
    AUDIO_NOT_HEARD = "audio_not_heard"
    AUDIO_UNUSABLE = "audio_unusable"
    AUDIO_HELD = "audio_held"
    AUDIO_RESUMED = "audio_resumed"
    AUDIO_RECONNECTING = "audio_reconnecting"
    AUDIO_RECOVERED = "audio_recovered"
    COACH_MODEL = "coach_model"
    COACH_PLAYBOOK = "coach_playbook"
    COACH_NO_PLAYBOOK = "coach_no_playbook"
    COACH_LANGUAGE = "coach_language"
    COACH_PAUSED = "coach_paused"
    COACH_RESUMED = "coach_resumed"
    COACH_RECOVERED = "coach_recovered"
    COACH_FAILOVER = "coach_failover"
    COACH_BREAKER_OPEN = "coach_breaker_open"
    COACH_BUDGET_SAVING = "coach_budget_saving"
    COACH_BUDGET_SPENT = "coach_budget_spent"
    COACH_BUDGET_AGAIN = "coach_budget_again"
    COACH_VERBOSITY = "coach_verbosity"
    LOG_AWAY = "log_away"
    LOG_FULL = "log_full"
    LOG_RECOVERED = "log_recovered"
