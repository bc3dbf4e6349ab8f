"""A loopback server that takes what incoming webhooks of Slack and Teams take, and no more.

Sources: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and
https://learn.microsoft.com/en-us/connectors/teams (an Adaptive Card as an attachment).
"""

import json
from typing import Any

from peers.crm import CrmPeer
from peers.http import HttpRequest

SLACK = "/services/T0/B0/very-secret"
TEAMS = "/workflows/very-secret/triggers/manual/paths/invoke"
_BLOCKS, _HEADER, _TEXT = 50, 150, 3000


class ChatPeer(CrmPeer):
    """`async with ChatPeer() as peer:` takes messages at `peer.url` + `SLACK` or `TEAMS`.

    Attributes:
        messages: What was taken, in order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[dict[str, Any]] = []

    def answer(self, request: HttpRequest, body: Any) -> tuple[int, Any]:
        assert request.method == "POST"
        if request.path == SLACK:
            _check_slack(body)
        elif request.path == TEAMS:
            _check_teams(body)
        else:
            return 404, {}
        self.messages.append(body)
        return (200, None) if request.path == SLACK else (202, None)

    def error(self, status: int) -> Any:
        return None

    def said(self) -> str:
        """All that was taken, as one text."""
        return json.dumps(self.messages, ensure_ascii=False)


def _check_slack(body: Any) -> None:
    assert set(body) == {"text", "blocks", "unfurl_links", "unfurl_media"}
    assert not set("<>") & set(body["text"])
    assert 0 < len(body["blocks"]) <= _BLOCKS
    for block in body["blocks"]:
        if block["type"] == "context":
            (element,) = block["elements"]
            assert element["type"] == "mrkdwn"
            continue
        text = block["text"]
        assert text["type"] == "plain_text"
        assert 0 < len(text["text"]) <= (_HEADER if block["type"] == "header" else _TEXT)


def _check_teams(body: Any) -> None:
    assert body["type"] == "message"
    (attached,) = body["attachments"]
    assert attached["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attached["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    for block in card["body"]:
        assert block["type"] == "RichTextBlock"
        assert [run["type"] for run in block["inlines"]] == ["TextRun"]
