"""Stance vocabulary: the words by which a language denies, supposes, reports, mocks and quotes."""

from dataclasses import dataclass

END = "end"
"""What stands for the word after a sentence's last one."""


@dataclass(frozen=True, slots=True)
class StanceVocabulary:
    """The words of one language. All but the regular expressions are cues.

    Attributes:
        negators: "not", "never", "there's no": the next few words are denied.
        no_negation: Wordings with a negator that denies nothing: "can't believe", "isn't that".
        opinions: Verbs that carry a negator into their sentence: "don't want me to …".
        subjects: Words that begin a new statement, and end a negator's reach.
        restarts: Words that begin a new statement after a denial: "je veux pas ça je veux
            partir". None where speakers leave out what links a statement to the one before: "I
            don't think I want to cancel".
        links: The same words, linked to what was said: "je dis pas que je pars".
        deniers: Wordings that deny the rest of the clause: "I'm not saying", "I don't think".
        behind: Denials right behind what they deny, and the word after: "il plante jamais lui";
            `END` where nothing follows.
        reporting: Verbs of what somebody else says.
        hearsay: Sayings of people who have no part in this: "people say", "my cousin thinks".
        others: Stories of somebody else: "my neighbour had".
        disowned: Clauses that take back what was reported: "but I don't think so".
        shared: Clauses that take it over: "and he's right".
        joking: Clauses that take back anything: "just kidding".
        over: Clauses that say of what was told that it is no more: "but it's fine now".
        supposed: Beginnings of what is not the case: "if I wanted to".
        again: What turns a supposition into a threat: "if it ever happens again I'm leaving".
        ironic: Praise that is meant as blame.
        idioms: Wordings in which a word does not have its meaning: "put the phone down".
        quoting: Beginnings of somebody else's words: "the ad says".
        breaks: Words that begin a clause.
    """

    negators: list[str]
    no_negation: list[str]
    opinions: list[str]
    subjects: list[str]
    restarts: list[str]
    links: list[str]
    deniers: list[str]
    behind: list[str]
    reporting: list[str]
    hearsay: list[str]
    others: list[str]
    disowned: list[str]
    shared: list[str]
    joking: list[str]
    over: list[str]
    supposed: list[str]
    again: list[str]
    ironic: list[str]
    idioms: list[str]
    quoting: list[str]
    breaks: list[str]
