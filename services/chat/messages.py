"""Chat messages: a call note in the words of Slack or Teams, in which no caller can ping or link.

All that was said goes into elements that have no markup: Slack's `plain_text`, Teams' `TextRun`.
Sources: https://docs.slack.dev/reference/block-kit/composition-objects/text-object and
https://adaptivecards.io/explorer/TextRun.html
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversation.after_call.note import CallNote
from conversation.after_call.raised_alerts import RaisedAlert
from conversation.after_call.sections import Section, headline, sections

_HEADER_CHARS = 150
_LINE_CHARS = 300
_LINES = 6
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""What Slack reads as markup in the text of a notification."""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """The words of a message.

    Attributes:
        title: What it is about.
        parts: The rest.
        name: What its link is called.
    """

    title: str
    parts: Sequence[Section]
    name: str


def of_call(note: CallNote) -> ChatMessage:
    """The words of an ended call."""
    return ChatMessage(headline(note), sections(note), note.facts.call_id)


def of_alert(note: CallNote, alert: RaisedAlert) -> ChatMessage:
    """The words of an alert: its title, whose call it is, and why."""
    facts = note.facts
    whose = " · ".join(filter(None, (facts.agent_id, facts.playbook, facts.call_id)))
    return ChatMessage(f"⚠ {alert.title}", [Section(whose, alert.lines)], facts.call_id)


def slack_message(words: ChatMessage, link: str | None) -> dict[str, Any]:
    """The body of a request to Slack's incoming webhook; `link` leads to the call's page."""
    title = _cut(words.title, _HEADER_CHARS)
    blocks = [{"type": "header", "text": _plain(title)}]
    for one in words.parts:
        lines = "\n".join(f"• {line}" for line in _lines(one))
        blocks.append({"type": "section", "text": _plain(f"{one.title}\n{lines}")})
    if link:
        where = {"type": "mrkdwn", "text": f"<{link}>"}
        blocks.append({"type": "context", "elements": [where]})  # pyright: ignore[reportArgumentType]
    return {
        "text": title.translate(_ESCAPED),
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def teams_message(words: ChatMessage, link: str | None) -> dict[str, Any]:
    """The body of a request to the webhook of a Teams workflow, with an Adaptive Card."""
    body = [_rich(_cut(words.title, _HEADER_CHARS), size="Large", weight="Bolder")]
    for one in words.parts:
        body.append(_rich(one.title, weight="Bolder"))
        body += [_rich(f"• {line}") for line in _lines(one)]
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    if link:
        card["actions"] = [{"type": "Action.OpenUrl", "title": words.name, "url": link}]
    attached = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attached]}


MESSAGES: Mapping[str, Callable[[ChatMessage, str | None], dict[str, Any]]] = {
    "slack": slack_message,
    "teams": teams_message,
}
"""What makes a message, by the kind of the chat."""


def _lines(section: Section) -> list[str]:
    return [_cut(line, _LINE_CHARS) for line in section.lines[:_LINES]]


def _cut(text: str, chars: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= chars else f"{flat[: chars - 1]}…"


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def _rich(text: str, **style: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}
