"""The utterances of the classifier, and what is learnt from them."""

from pathlib import Path

import numpy as np
import pytest

from conversation.coaching.detection.convolution import Convolution
from evaluation.utterances import train
from evaluation.utterances.convolved import LearntConvolution
from evaluation.utterances.corpus import FOLDER, corpus_hash, written
from evaluation.utterances.dialogues import dialogue_files, dialogues, held_back
from evaluation.utterances.loss import slope
from evaluation.utterances.measure import Told, found
from evaluation.utterances.samples import Samples, samples
from prompts.bundled import playbooks
from prompts.learnt import bundled_classifier, classifier_of, learnt_from
from prompts.loader import load_playbook
from services.encoder.sentence_model import SentenceModel

BUNDLED = {
    (rule.id, rule.signal)
    for name in playbooks()
    for rule in load_playbook(name, "en").rules
    if rule.leads
}
CLASSES = ("dear.price", "raise.price", "late.delivery")


@pytest.fixture(scope="module")
def model() -> SentenceModel:
    """The encoder's model, loaded once."""
    return SentenceModel()


def test_the_weights_belong_to_the_utterances() -> None:
    """Whoever changes those runs `python -m evaluation.utterances.train`."""
    assert learnt_from() == corpus_hash()


def test_each_utterance_means_a_rule_of_a_bundled_playbook_or_none() -> None:
    assert {one.meant for one in written()} - {f"{id}.{signal}" for id, signal in BUNDLED} == {None}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_file_has_marked_lines_each_once(path: Path) -> None:
    """A line is a mark, a space and the words; what stands twice counts twice, unseen."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line and line[0] != "["]
    assert [line for line in lines if line[:2] not in {"p ", "i ", "n ", "s "}] == []
    texts = [line[2:].casefold() for line in lines]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("path", dialogue_files(), ids=lambda path: path.stem)
def test_a_dialogue_names_a_playbook_and_marks_each_turn(path: Path) -> None:
    first, *calls = path.read_text("utf-8").split("== ")
    assert first == ""
    turns = [turn for call in calls for turn in call.splitlines()[1:]]
    assert [turn for turn in turns if turn[:2] not in {"a ", "p ", "i ", "n ", "s "}] == []
    assert {call.splitlines()[0] for call in calls} <= playbooks().keys()


def test_a_turn_of_a_dialogue_means_a_rule_of_its_playbook_or_none() -> None:
    of = {
        name: {f"{rule.id}.{rule.signal}" for rule in load_playbook(name, "en").rules}
        for name in playbooks()
    }
    calls = [*dialogues(), *held_back()]
    assert [
        said for call in calls for said in call.said if said.meant not in {None, *of[call.playbook]}
    ] == []
    hinted = next(said for call in calls for said in call.said if said.is_hint)
    assert hinted.text
    assert hinted.meant


def test_nobody_learns_from_the_dialogues_that_are_held_back() -> None:
    """But for what people say in every call."""
    learnt = {said.text for call in dialogues() for said in call.said}
    kept = [said for call in held_back() for said in call.said if said.meant]
    assert len(kept) > 200
    assert [said.text for said in kept if said.text in learnt] == []


def test_what_follows_on_the_agent_is_learnt_by_itself_too() -> None:
    """As parts of turns are told without it where the agent has said nothing yet."""
    known = samples()
    alone = set(known.by_themselves.texts)
    after = {text for text, before in zip(known.texts, known.before, strict=True) if before}
    assert len(after) > 10_000
    assert after <= alone


def test_the_measure_counts_what_is_right_above_the_silent_turns() -> None:
    """Of 100 silent ones the 2 % that score highest are alarms at a bar of 2 %."""
    silent = [Told(score / 100, False, True, False) for score in range(100)]
    plain = [Told(0.985, True, False, False), Told(0.5, True, False, False)]
    hints = [Told(2.0, False, False, True), Told(0.975, True, False, True)]
    told = [*silent, *plain, *hints]
    assert found(told, is_hint=False) == [0.5, 0.5, 0.5, 0.5]
    assert found(told, is_hint=True) == [0.0, 0.5, 0.5, 0.5]


def test_each_leading_rule_of_the_bundled_playbooks_was_learnt() -> None:
    """One that is added keeps to its discriminant until then."""
    known = bundled_classifier()
    assert {rule for rule in BUNDLED if not known.knows(*rule)} == set()


def test_what_is_learnt_tells_the_classes_apart(tmp_path: Path, model: SentenceModel) -> None:
    """Of texts that it never saw too; the same samples give the same file."""
    said = {"dear": "{} cost too much", "raise": "{} went up again", "late": "the {} came so late"}
    things = ["bikes", "phones", "desks", "lamps", "chairs", "boats", "tents", "hats"]
    texts = [text.format(thing) for text in said.values() for thing in things]
    texts += [f"I have {thing}" for thing in things]
    learnt = Samples(texts, CLASSES, np.repeat(np.arange(4), len(things)), [""] * len(texts))
    files = [tmp_path / "one.npz", tmp_path / "other.npz"]
    for file in files:
        train.write(file, learnt, model)
    assert files[0].read_bytes() == files[1].read_bytes()
    known = classifier_of(files[0])
    new = ["cars cost too much", "cars went up again", "the car came so late", "I have cars"]
    rules = [(name.partition(".")[0], name.partition(".")[2]) for name in CLASSES]
    scores = known.scores(rules, new, model.token_vectors(new))
    assert list(scores[:3].argmax(1)) == [0, 1, 2]
    assert (scores[:3].max(1) > 0).all()
    assert scores[3].max() < 0


def test_the_convolution_knows_words_that_it_never_learnt(model: SentenceModel) -> None:
    """Which the encoder's model knows to be alike; n-grams have nothing in common there."""
    said = ["this is too expensive", "it costs too much", "the price is high", "that is dear"]
    others = ["the parcel is late", "it never arrived", "the van came on Monday", "it was not sent"]
    meant = np.tile(np.repeat([0, 2], 4), 40)
    heard = Samples([*said, *others] * 40, CLASSES, meant, [""] * len(meant))
    tokens, chance = model.token_vectors(heard.texts), np.random.default_rng(1)
    learner = LearntConvolution(heard, tokens, model.convolution(), chance)
    learner.learn()
    logits = Convolution(learner.learnt).logits(
        model.token_vectors(["c'est cher", "le colis n'est pas là"])
    )
    assert logits[0, 0] > logits[0, 2]
    assert logits[1, 2] > logits[1, 0]


def test_rules_of_one_signal_are_not_told_apart_by_the_loss() -> None:
    """Its slope of a rival is nothing, that of the class itself below, and of others above."""
    samples = Samples(["x"], CLASSES, np.array([0]), [""])
    slopes = slope(np.zeros((1, 4), np.float32), samples.meant, samples.rivals)
    assert slopes[0, 1] == 0
    assert slopes[0, 0] < 0 < slopes[0, 2]
    assert slopes.sum() == pytest.approx(0, abs=1e-6)
