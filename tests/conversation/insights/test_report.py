"""The return on the tool in words, and the shares of groups."""

from dataclasses import replace

from conversation.insights.answer import FollowThrough, Group, Insights, TalkMeans
from conversation.insights.report import (
    differences,
    in_words,
    minutes_saved,
    outcome_shares,
    shares_of,
)
from conversation.insights.shares import Difference, Share

NO_TALK = TalkMeans(0, None, {}, {}, {}, None)
NOTHING = Insights(Group(None), [], 0, {}, {}, [], NO_TALK, [], {}, {}, [], 0, None, 0)


def group(key: str, followed: int, ignored: int) -> Group:
    """A group whose cards were judged."""
    follows = {"said": followed - 1, "asked": 1, "ignored": ignored - 1, "contradicted": 1}
    ratings = {"used": 3, "useful": 1, "not_useful": 2, "dismissed": 4}
    return Group(key, 9, shown=40, ratings=ratings, follows=follows)


def test_the_shares_of_a_group() -> None:
    """Used of shown, used or useful of rated, said or paraphrased or asked of judged."""
    assert shares_of(group("x", 10, 5)) == {
        "used": Share(3, 40),
        "useful": Share(4, 10),
        "followed": Share(10, 15),
    }


def test_differences_between_groups() -> None:
    """By the share in which they differ; the group of no key is not compared."""
    groups = [group("a", 90, 10), group("b", 20, 80), replace(group("c", 5, 95), key=None)]
    assert differences(groups) == {"followed": Difference("a", ("b",))}


def test_an_outcome_differs_by_follow_through() -> None:
    """Of all calls with an outcome on each side."""
    sold, lost = outcome_shares([FollowThrough("sold", 60, 20), FollowThrough("lost", 40, 80)])
    assert (sold.followed, sold.not_followed) == (Share(60, 100), Share(20, 100))
    assert (sold.differ, lost.differ) == (True, True)


def test_words_of_nothing() -> None:
    """They say so, and claim nothing."""
    words = in_words(NOTHING, 6)
    assert words[0] == "0 calls, 0 cards shown."
    assert "no minutes of notes were saved" in words[1]
    assert "0 of 0 (too few to tell a share)" in words[2]
    assert words[-1].startswith("Too few to tell")


def test_words_name_the_assumption_and_the_uncertainty() -> None:
    """Minutes by the setting, shares with their intervals, a difference with its caveat."""
    some = replace(
        NOTHING,
        total=replace(group("x", 100, 100), calls=1, shown=1200),
        summaries=200,
        follow_through=[FollowThrough("sold", 60, 20), FollowThrough("lost", 40, 80)],
    )
    assert minutes_saved(some, 6) == 1200
    words = in_words(some, 6)
    assert words[0] == "1 call, 1,200 cards shown."
    assert "1,200 minutes of notes saved, if a note takes 6 minutes" in words[1]
    assert "50% (43% to 57%)" in words[3]
    assert '60% (50% to 69%) of the calls ended with "sold"' in words[4]
    assert "need not be the cause" in words[4]


def test_words_of_no_difference() -> None:
    """Where intervals overlap, none is claimed."""
    through = [FollowThrough("sold", 50, 48), FollowThrough("lost", 50, 52)]
    words = in_words(replace(NOTHING, follow_through=through), 6)
    assert words[-1] == "Calls whose advice was followed end no differently, as far as can be told."
