"""Replays by the rules of a bundled playbook."""

from coach.factory import CoachFactory
from coach.options import CoachOptions
from evaluation.labels.labelled_call import LabelledCall
from evaluation.replay.replay import TimedEvent, replay
from prompts.loader import load_playbook
from tests.evaluation.stage import SETTINGS


def replayed(call: LabelledCall, playbook: str = "sales") -> list[TimedEvent]:
    """The events of a call that is coached by rules alone."""
    coaches = CoachFactory(load_playbook(playbook, call.language), None, CoachOptions())
    return replay(call, coaches, SETTINGS)
