"""Connection endings: why Deepgram ends one that it took, by how it closes or what it says before.

| what ends it | is told as |
|---|---|
| a word of a key, credit, a limit, a model …, in the reason or an `Error` message | that |
| close codes 4400 to 4599, which hold an HTTP status | what that status means |
| 1013: overloaded | the limit |
| 1011, 1012, 1014: the server's own trouble; an `Error` message that says no more | out of order |
| 1000, 1001: in good order, though nothing was heard | out of order, too |
| any other close code | the connection refused |

None of them is for good: what a server says here is no answer to the key alone, and a call goes on.
https://developers.deepgram.com/docs/stt-troubleshooting-websocket-data-and-net-errors
"""

import re
from dataclasses import replace
from http import HTTPStatus

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from conversation.events.status_codes import StatusCode
from conversation.json_values import Fields
from services.stt.deepgram.answer_fields import AnswerError
from services.stt.deepgram.refusals import BY_CODE, CREDIT, KEY, LANGUAGE, MODEL, by_status, code_in
from services.stt.loss_cause import closed_with
from services.stt.refusal import IdleEndError, SttRefusal, SttRefusedError

_LIMIT = SttRefusal(StatusCode.STT_LIMIT, "has reached its limit", permanent=False)
_OUT_OF_ORDER = SttRefusal(StatusCode.STT_UNREACHABLE, "is out of order", permanent=False)
_REFUSED = SttRefusal(StatusCode.STT_REFUSED, "refuses the connection", permanent=False)
_SAID = (
    (r"bad.?request|(no such|unknown|unsupported|invalid) (model|language|option)", LANGUAGE),
    (r"permission|not allowed|no access", MODEL),
    (r"credit|payment|balance|\bfunds\b|billing", CREDIT),
    (r"unauthori[sz]ed|forbidden|credential|api[ _-]?key|authenticat|invalid_auth", KEY),
    (r"rate.?limit|too.many|concurren|overload|capacity|quota", _LIMIT),
)
_GOOD, _LATER = 1000, 1013
_OF_THE_SERVER = frozenset({_GOOD, 1001, 1005, 1011, 1012, 1014})
_HTTP = range(4400, 4600)
_IDLE = re.compile(r"net-?0001", re.IGNORECASE)
_ONE_MESSAGE = "SchemaError"
_KINDS = re.compile(r"[A-Z][A-Za-z]{2,40}Error")


class NotUnderstoodError(AnswerError):
    """An `Error` message about one of ours; the connection may go on.

    Attributes:
        refusal: What to tell where it does not.
    """

    def __init__(self, refusal: SttRefusedError):
        """Deepgram told `refusal` of itself."""
        super().__init__("Deepgram does not understand a message")
        self.refusal = refusal


def closed(code: int, reason: str) -> SttRefusedError:
    """The refusal behind a close of a connection of which nothing was heard."""
    how = closed_with(code, reason)
    return SttRefusedError(_told(_of(code, reason), how), None, how=how)


def unheard(error: ConnectionClosed, *, is_idle: bool = False) -> Exception:
    """What to tell of the end of a connection of which nothing was heard; else it broke off.

    Args:
        error: The end.
        is_idle: Whether no audio was sent: a party's track may begin late.
    """
    if not error.rcvd:
        return error
    refused = closed(error.rcvd.code, error.rcvd.reason)
    if is_idle and _IDLE.search(error.rcvd.reason):
        return IdleEndError(refused.refusal, None, how=refused.how)
    return refused


def closed_unheard(socket: ClientConnection) -> SttRefusedError:
    """The same of a connection that was closed in good order."""
    return closed(socket.close_code or _GOOD, socket.close_reason or "")


def told_error(said: Fields) -> SttRefusedError:
    """The refusal behind an `Error` message; of its words, its code alone is told."""
    fields = [said.get(name) for name in ("err_code", "code", "variant")]
    kinds = (one for one in fields if isinstance(one, str) and _KINDS.fullmatch(one))
    code = next((code for one in fields if (code := code_in(one))), None)
    how = f"an Error message, {code or next(kinds, 'no code')}"
    words = " ".join(str(said.get(name)) for name in ("err_msg", "description"))
    refusal = BY_CODE.get(code or "") or _of_words(f"{code} {words}") or _OUT_OF_ORDER
    return SttRefusedError(_told(refusal, how), None, code, how=how)


def raise_error_message(said: Fields) -> None:
    """Raise what an `Error` message means.

    Raises:
        NotUnderstoodError: It is about one message of ours.
        SttRefusedError: It ends the connection.
    """
    error = told_error(said)
    raise NotUnderstoodError(error) if said.get("variant") == _ONE_MESSAGE else error


def _of(code: int, reason: str) -> SttRefusal:
    if found := _of_words(reason):
        return found
    if code in _HTTP:
        return by_status(HTTPStatus.BAD_REQUEST + code - _HTTP.start)
    if code == _LATER:
        return _LIMIT
    return _OUT_OF_ORDER if code in _OF_THE_SERVER else _REFUSED


def _of_words(text: str) -> SttRefusal | None:
    found = (refusal for words, refusal in _SAID if re.search(words, text, re.IGNORECASE))
    return next(found, None)


def _told(refusal: SttRefusal, how: str) -> SttRefusal:
    return replace(refusal, advice=f"{refusal.advice}: {how}", permanent=False)
