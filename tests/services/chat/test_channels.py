"""Channels of people are told of the calls that their rules name, and nothing in them pings."""

from pathlib import Path

import pytest

from conversation.after_call.note import CallNote, note_of
from conversation.after_call.summary.parts import CallOutcome
from conversation.after_call.telling import TellingReason, TellingRules
from conversation.after_call.told_score import Score
from conversation.errors import ErrorCode
from peers.chat import SLACK, TEAMS, ChatPeer
from pubsub.clock import Clock
from services.chat.channels import read_chats
from services.chat.target import open_chats
from services.delivery.errors import DeliveryError
from services.delivery.target import ALERT_KIND, CallToTell
from settings import SettingsError, load
from tests.conversation.after_call.calls import CALL, SCORE, SUMMARY, WHOLE, events, summary_of
from tests.conversation.after_call.test_messages import ALERT

NOTE = note_of(CALL, events(*WHOLE), SCORE)
ATTACK = "<!here> <@U1> @channel [win](https://evil.example) **now** <https://evil.example|win>"
FILE = """\
leads:
  kind: {kind}
  url_file: {folder}/address
  when: [obligation]
"""


def attacked() -> CallNote:
    """A call in which somebody said what a chat might take for markup."""
    lead = SUMMARY["lead"] | {"risks": [{"text": ATTACK, "turn_ids": ["t1"]}]}
    summary = summary_of(ATTACK) | {"lead": lead}
    return note_of(CALL, events(*WHOLE, ("call.summary", summary)), SCORE)


async def sent(folder: Path, peer: ChatPeer, kind: str, note: CallNote) -> None:
    """Have a channel told of a call."""
    (folder / "address").write_text(peer.url + {"slack": SLACK, "teams": TEAMS}[kind])
    file = folder / "chats.yaml"
    file.write_text(FILE.format(kind=kind, folder=folder))
    settings = load(chats=file, public_url="https://shadow.example")
    async with open_chats(settings, Clock()) as (target,):
        for delivery in target.deliveries(CallToTell(note)):
            assert "very-secret" not in repr(delivery) + str(delivery.requests)
            await target.send(delivery)


@pytest.mark.parametrize("kind", ["slack", "teams"])
async def test_a_lead_reads_what_came_of_a_call(tmp_path: Path, kind: str) -> None:
    """What was missed, the risk, the score, and where the call is."""
    async with ChatPeer() as peer:
        await sent(tmp_path, peer, kind, NOTE)
        (_,) = peer.messages
        for words in ("They look at Acme too.", "Say it is recorded", "58"):
            assert words in peer.said()
        assert "https://shadow.example/calls/CA-maria" in peer.said()


@pytest.mark.parametrize("kind", ["slack", "teams"])
async def test_nobody_is_pinged_or_led_away(tmp_path: Path, kind: str) -> None:
    """The peer takes what was said only in elements that have no markup."""
    async with ChatPeer() as peer:
        await sent(tmp_path, peer, kind, attacked())
        (message,) = peer.messages
        assert "@channel" in peer.said(), "it is told, as a text"
        if kind == "slack":
            links = [block for block in message["blocks"] if block["type"] == "context"]
            assert "evil" not in str(links)
            assert "<!here>" not in message["text"]


async def test_a_call_that_meets_no_rule_is_not_told(tmp_path: Path) -> None:
    """Nor is one that goes on."""
    async with ChatPeer() as peer:
        await sent(tmp_path, peer, "slack", note_of(CALL, events()))
        await sent(tmp_path, peer, "slack", note_of(CALL, events(*WHOLE, ends=False)))
        assert peer.messages == []


async def test_a_channel_that_is_gone_is_told_without_its_address(tmp_path: Path) -> None:
    """Slack answers 404 for a webhook that was taken away."""
    async with ChatPeer() as peer:
        peer.answers.append((404, {}))
        with pytest.raises(DeliveryError) as error:
            await sent(tmp_path, peer, "slack", NOTE)
        assert error.value.code is ErrorCode.TARGET_REFUSED
        assert "very-secret" not in str(error.value)


@pytest.mark.parametrize(
    ("rules", "reasons"),
    [
        (TellingRules([TellingReason.ALWAYS]), ["always"]),
        (TellingRules([TellingReason.RISK, TellingReason.OBLIGATION]), ["risk", "obligation"]),
        (TellingRules([TellingReason.NO_NEXT_STEP]), []),
        (TellingRules(score_below=58), []),
        (TellingRules(score_below=59), ["score"]),
        (TellingRules(outcomes=[CallOutcome.NOT_INTERESTED]), []),
        (TellingRules(outcomes=[CallOutcome.RESOLVED, CallOutcome.FOLLOW_UP]), ["outcome"]),
    ],
)
def test_why_a_call_is_told(rules: TellingRules, reasons: list[str]) -> None:
    """Each rule by itself; one is enough."""
    assert [str(one) for one in rules.reasons(NOTE)] == reasons


def test_without_summary_and_score_only_facts_tell() -> None:
    """What is not known is no reason."""
    rules = TellingRules(
        [TellingReason.RISK, TellingReason.NO_NEXT_STEP],
        score_below=100,
        outcomes=[CallOutcome.INFORMED],
    )
    assert rules.reasons(note_of(CALL, events())) == []
    assert rules.reasons(note_of(CALL, events(), Score())) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: {kind: irc, url_env: A, when: [risk]}", "kind"),
        ("a: {kind: slack, when: [risk]}", "one of url_env and url_file is expected"),
        ("a: {kind: slack, url_env: A}", "one of when, score_below and outcomes is expected"),
        ("a: {kind: slack, url_env: A, when: [score]}", "when"),
        ("a: {kind: slack, url_env: A, outcomes: [lost]}", "'agreed', 'follow_up', 'resolved'"),
    ],
)
def test_a_mistake_in_the_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    """With the setting, the file and the line."""
    file = tmp_path / "chats.yaml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=f"CHATS=.*line 1: .*{told}"):
        read_chats(file)


async def test_an_address_that_is_none_is_not_shown(tmp_path: Path) -> None:
    """It is a secret, right or wrong."""
    (tmp_path / "address").write_text("http://very-secret.example/x")
    file = tmp_path / "chats.yaml"
    file.write_text(FILE.format(kind="slack", folder=tmp_path))
    with pytest.raises(SettingsError, match="is not the https address") as error:
        async with open_chats(load(chats=file), Clock()):
            pytest.fail("it was opened")
    assert "very-secret" not in str(error.value)


async def test_an_alert_is_told_to_channels_that_want_alerts(tmp_path: Path) -> None:
    """While the call goes on, whose it is and why; one that wants something else hears nothing."""
    alert = ("alert.raised", ALERT | {"title": ATTACK})
    note = note_of(CALL, events(alert, ends=False))
    async with ChatPeer() as peer:
        (tmp_path / "address").write_text(peer.url + SLACK)
        for when, told in (("alert", 1), ("obligation", 0)):
            chats = tmp_path / "chats.yaml"
            file = FILE.format(kind="slack", folder=tmp_path)
            chats.write_text(file.replace("[obligation]", f"[{when}]"))
            async with open_chats(load(data_dir=tmp_path, chats=chats), Clock()) as (target,):
                found = target.deliveries(CallToTell(note))
                assert [one.kind for one in found] == [ALERT_KIND] * told
                for one in found:
                    await target.send(one)
    (body,) = peer.messages
    assert "<!here>" not in body["text"]
    assert "risk 42/100" in body["blocks"][1]["text"]["text"]
