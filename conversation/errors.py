"""Error tree: every failure that has a name, under one base.

    CallShadowError
    ├── SettingsError              settings.settings        a setting is wrong; stops the start
    ├── PromptError                prompts.mistake          a prompt's or playbook's file is wrong
    ├── EventLogError              stores.errors            the event log can't do what was asked
    │   ├── UnknownCallError                                the call has no log, or was erased
    │   ├── BadCursorError                                  a page was asked for after no cursor
    │   ├── NotInterruptedError                             the call ended, or another runs it now
    │   ├── JobNotFoundError                                there is no such job
    │   ├── JobConflictError                                a job can't be approved, retried … now
    │   ├── JobStoppedError                                 a job's run is not to go on
    │   ├── KeyConflictError       stores.access           a key can't be added as the keys are
    │   └── BackupError            stores.recovery         a backup can't be made, or put back
    ├── SearchQueryError           conversation.search      a search asks for nothing to look for
    ├── ExportError                conversation.export      what is asked for can't be exported
    ├── KnowledgeError             knowledge.errors         what is known can't be kept or searched
    │   └── DocumentError                                   a document can't be had or read
    ├── StreamError                transports.streams       a media stream can't become a call
    ├── RecordingError             transports.recording     a sound file can't be used
    ├── PlayError                  transports.twilio.play   a recording could not be played
    ├── UnreadableAnswerError      conversation.coaching    a model's answer is not advice
    ├── ModelError                 coach.ports              there is no advice, and why
    ├── ChoiceError                pipeline.call_choice     a call's language or playbook is none
    ├── CallBusyError              pipeline.call_registry   another stream of the call is heard
    ├── CarrierError               transports.control       a carrier did not do what was asked
    ├── DeliveryError              services.delivery        a write-back did not reach its target
    ├── CallOverError              pipeline.call_return     the call can't be taken up again
    ├── NotAdmittedError           pipeline.admission       no new call may begin now
    ├── UnknownNameError           pipeline.prompt_review   no card is of such a prompt or rule
    ├── LabelError                 evaluation.labels       a labelled call can't be judged
    ├── SignInError                services.identity        a user can't be signed in, and why
    ├── TokenError                 server.auth.tokens       a token is not one of ours
    │   └── TokenExpiredError                               it was, and has ended
    ├── ApiError                   server.errors            a request can't be served
    ├── ServeError                 server.serving          the server can't listen
    ├── MicrophoneError            bots.microphone          there is no microphone to listen to
    ├── ReportError                bots.evaluate           a report of an evaluation is no use
    ├── TextUnreadableError        bots.redact              a text to redact can't be read
    ├── DraftError                 bots.prompt_draft        a better prompt can't be drafted
    └── ShadowError                bots.shadow_compare      a candidate can't be run or compared

Outside: CueError, CallbackError, StalledError, RefusedAddressError, RefusedAnswerError,
LongAnswerError, RefusedError, SttRefusedError, AnswerError, ListenerDropped, RunSuspended.
"""

from enum import StrEnum


class ErrorCode(StrEnum):
    """The codes of errors, for programs: `error_code` in REST and in the side channel's `error`."""

    SETTING_WRONG = "setting_wrong"
    PROMPT_WRONG = "prompt_wrong"
    EVENT_LOG_UNAVAILABLE = "event_log_unavailable"
    CALL_NOT_FOUND = "call_not_found"
    BAD_CURSOR = "bad_cursor"
    CURSOR_AHEAD = "cursor_ahead"
    CLIENTS_OFF = "clients_off"
    CALL_RUNNING = "call_running"
    CALL_OVER = "call_over"
    CALL_NOT_RUNNING = "call_not_running"
    JOB_NOT_FOUND = "job_not_found"
    JOB_CONFLICT = "job_conflict"
    JOB_STOPPED = "job_stopped"
    STREAM_UNUSABLE = "stream_unusable"
    RECORDING_UNUSABLE = "recording_unusable"
    PLAY_FAILED = "play_failed"
    TEXT_UNREADABLE = "text_unreadable"
    EXPORT_FAILED = "export_failed"
    LABEL_WRONG = "label_wrong"
    REPORT_UNUSABLE = "report_unusable"
    SERVE_FAILED = "serve_failed"
    CARRIER_OFF = "carrier_off"
    CARRIER_UNAUTHORIZED = "carrier_unauthorized"
    CARRIER_REFUSED = "carrier_refused"
    CARRIER_UNABLE = "carrier_unable"
    NUMBER_NOT_ALLOWED = "number_not_allowed"
    CARRIER_LIMIT = "carrier_limit"
    CARRIER_UNREACHABLE = "carrier_unreachable"
    TARGET_UNKNOWN = "target_unknown"
    TARGET_OFF = "target_off"
    TARGET_UNAUTHORIZED = "target_unauthorized"
    TARGET_REFUSED = "target_refused"
    TARGET_LIMIT = "target_limit"
    TARGET_UNREACHABLE = "target_unreachable"
    PERSON_UNKNOWN = "person_unknown"
    PERSON_AMBIGUOUS = "person_ambiguous"
    APPROVAL_MISSING = "approval_missing"
    DELIVERY_DEAD = "delivery_dead"
    DELIVERY_RUNNING = "delivery_running"
    SERVER_FULL = "server_full"
    SERVER_STOPPING = "server_stopping"
    MICROPHONE_MISSING = "microphone_missing"
    ANSWER_NOT_JSON = "not_json"
    ANSWER_INCOMPLETE = "incomplete"
    ANSWER_INVALID = "invalid"
    ANSWER_TOO_LONG = "too_long"
    COACH_UNAVAILABLE = "coach_unavailable"
    COACH_TIMEOUT = "coach_timeout"
    COACH_RATE_LIMITED = "coach_rate_limited"
    COACH_UNAUTHORIZED = "coach_unauthorized"
    COACH_NO_CREDIT = "coach_no_credit"
    COACH_MODEL_UNKNOWN = "coach_model_unknown"
    COACH_BAD_ADDRESS = "coach_bad_address"
    COACH_CONTEXT_TOO_SMALL = "coach_context_too_small"
    COACH_REQUEST_REFUSED = "coach_request_refused"
    COACH_REFUSED = "coach_refused"
    COACH_INVALID_ANSWER = "coach_invalid_answer"
    COACH_FAILED = "coach_failed"
    COACH_BREAKER_OPEN = "coach_breaker_open"
    COACH_BUDGET_SPENT = "coach_budget_spent"
    ASK_NO_CONSENT = "ask_no_consent"
    ASK_TOO_EARLY = "ask_too_early"
    ASK_NEEDS_MODEL = "ask_needs_model"
    ASK_RUNNING = "ask_running"
    ASK_TOO_OFTEN = "ask_too_often"
    WHISPER_NOT_CONFIGURED = "whisper_not_configured"
    WHISPER_REFUSED = "whisper_refused"
    WHISPER_UNAVAILABLE = "whisper_unavailable"
    DOCUMENT_UNREADABLE = "document_unreadable"
    DOCUMENT_NAME_TAKEN = "document_name_taken"
    PAGE_ADDRESS_WRONG = "page_address_wrong"
    PAGE_NOT_ALLOWED = "page_not_allowed"
    PAGE_UNREACHABLE = "page_unreachable"
    PAGE_NOT_GIVEN = "page_not_given"
    PAGE_TOO_LARGE = "page_too_large"
    KNOWLEDGE_UNAVAILABLE = "knowledge_unavailable"

    CREDENTIAL_MISSING = "credential_missing"
    CREDENTIAL_WRONG = "credential_wrong"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - a code
    TOKEN_EXPIRING = "token_expiring"  # noqa: S105 - a code
    CSRF_WRONG = "csrf_wrong"
    KEY_CONFLICT = "key_conflict"
    KEY_NOT_FOUND = "key_not_found"
    USER_SESSION_NOT_FOUND = "user_session_not_found"
    SIGN_IN_OFF = "sign_in_off"
    SIGN_IN_EXPIRED = "sign_in_expired"
    SIGN_IN_DENIED = "sign_in_denied"
    SIGN_IN_REFUSED = "sign_in_refused"
    PROVIDER_UNREACHABLE = "provider_unreachable"
    USER_WITHOUT_ROLE = "user_without_role"
    THIS_MACHINE_ONLY = "this_machine_only"
    FORBIDDEN = "forbidden"
    CALL_FORBIDDEN = "call_forbidden"
    ORIGIN_NOT_ALLOWED = "origin_not_allowed"
    WRONG_SIGNATURE = "wrong_signature"
    TOO_MANY_REQUESTS = "too_many_requests"
    BAD_REQUEST = "bad_request"
    INVALID_REQUEST = "invalid_request"
    BAD_MESSAGE = "bad_message"
    MESSAGE_TOO_LARGE = "message_too_large"
    BODY_TIMEOUT = "body_timeout"
    HEADER_TIMEOUT = "header_timeout"
    HEADER_TOO_LARGE = "header_too_large"
    BODY_TOO_LARGE = "body_too_large"
    FILE_TOO_LARGE = "file_too_large"
    UPLOAD_RUNNING = "upload_running"
    UPLOADS_BUSY = "uploads_busy"
    UNREADABLE_AUDIO = "unreadable_audio"
    NO_SPEECH_RECOGNITION = "no_speech_recognition"
    SUGGESTION_NOT_FOUND = "suggestion_not_found"
    SESSION_FULL = "session_full"
    SESSION_NOT_FOUND = "session_not_found"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_ACCEPTABLE = "not_acceptable"
    HTTP_ERROR = "http_error"
    INTERNAL_ERROR = "internal_error"


class CallShadowError(Exception):
    """A failure that has a name; a command that meets one exits with code 1.

    Attributes:
        code: What went wrong, for programs.
        message: What was wrong and what is right, in one line; no caller's words, no secret.
        retryable: Whether the same may work when it is tried again.
        retry_after: Seconds after which it may work again, where that is known.
    """

    code: ErrorCode = ErrorCode.INTERNAL_ERROR
    retryable: bool = False

    def __init__(
        self,
        message: str,
        *,
        code: ErrorCode | None = None,
        retryable: bool | None = None,
        retry_after: float | None = None,
    ):
        """Create the error; what is not given is the class's."""
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.retryable = type(self).retryable if retryable is None else retryable
        self.retry_after = retry_after
