"""The summary by rules: in the words of the call, and nothing besides."""

import time

import pytest

from conversation.after_call.summary.cleaning import cleaned, uncut
from conversation.after_call.summary.crm import crm_fields
from conversation.after_call.summary.extractive import by_rules
from conversation.after_call.summary.parts import CallOutcome, FieldState
from conversation.coaching.crm_field import CrmField, Framework
from conversation.coaching.wording import Wording
from tests.summaries import CALL, playbook, read, the_call, the_rules


def test_what_the_customer_wants_and_what_was_agreed():
    """In their own words, with the turns; not what was denied, mocked or dictated."""
    customer = the_rules().customer
    assert [one.turn_ids for one in customer.wants if "paper" in one.text] == [("c2",)]
    assert not any("pay double" in one.text for one in customer.wants)
    agreed = [(one.text, one.turn_ids) for one in customer.agreed]
    assert ("Agent: I'll send you the offer on Friday.", ("a12",)) in agreed
    assert ("Customer: I'll call you back on Tuesday.", ("c17",)) in agreed
    assert any(ids == ("a7", "c8") for _, ids in agreed)
    assert not any("50" in text or "discount" in text for text, _ in agreed)
    assert [one.text for one in customer.open] == ["Does it work with our old printers?"]


def test_what_the_lead_reads():
    """The objection with its answer, who else decides as a risk, the next step with its date."""
    lead = the_rules().lead
    (objection,) = (one for one in lead.objections if "expensive" in one.text)
    assert (objection.turn_ids, objection.state) == (("c6", "a7"), "handled")
    assert "annual contract" in (objection.answer or "")
    assert ("c9",) in [one.turn_ids for one in lead.risks]
    assert lead.next_step
    assert (lead.next_step.date, lead.next_step.turn_ids) == ("Tuesday", ("c17",))
    assert lead.stage


def test_the_next_step_is_the_day_on_which_they_meet():
    """Whoever names it; it is agreed, too."""
    call = read(
        "agent: Your pilot could be live next Tuesday.\n"
        "customer: Great, let's meet on Thursday at ten with my finance director.\n"
        "agent: Wonderful, you will have the invitation this afternoon."
    )
    parts = by_rules(call, crm_fields(playbook()), "en")
    step = parts.lead.next_step
    assert step
    assert (step.date, step.turn_ids) == ("Thursday at ten", ("c2",))
    assert ("c2",) in [one.turn_ids for one in parts.customer.agreed]
    assert {one.name: one.turn_id for one in parts.fields}["authority"] == "c2"


def test_the_minutes_are_the_turns_without_their_fillers():
    """Each with its party and its turn; what says nothing, and what was dictated, is left out."""
    minutes = {one.turn_ids[0]: one.text for one in the_rules().minutes}
    assert minutes["c2"] == (
        "Customer: Hi, my name is Dana Whitfield, I'm calling because we keep losing orders on"
        " paper"
    )
    assert "c13" not in minutes
    assert list(minutes) == sorted(minutes, key=lambda id: int(id[1:]))


def test_no_word_is_put_in():
    """All that is quoted stands in the call, but for the names of the parties."""
    said = set(Wording(CALL).words) | {"agent", "customer"}
    for one in (*the_rules().minutes, *the_rules().customer.agreed):
        assert set(Wording(one.text).words) <= said


def test_the_fields_are_told_or_not_asked():
    """By an answer to the agent's question, or by the customer's own words."""
    fields = {one.name: one for one in the_rules().fields}
    assert list(fields) == ["budget", "authority", "need", "timeline"]
    budget = fields["budget"]
    assert (budget.value, budget.quote, budget.turn_id) == (
        "Around four thousand a month",
        "around four thousand a month",
        "c4",
    )
    assert budget.confidence == 0.5
    assert fields["authority"].turn_id == "c9"
    assert fields["timeline"].state is FieldState.NOT_ASKED


def test_what_was_asked_without_an_answer_is_said():
    """That is not the same as not asked."""
    call = read("agent: And what's your budget?\nagent: Anyway, let me show you the plans.")
    (budget, *_) = by_rules(call, crm_fields(playbook()), "en").fields
    assert (budget.state, budget.turn_id, budget.value) == (FieldState.ASKED, "a1", None)


def test_the_mail_lists_promises_and_open_questions():
    """With the customer's name where it was told."""
    body = the_rules().email.body
    assert body.startswith("Hello Dana Whitfield,")
    assert "- I'll send you the offer on Friday." in body
    assert "- Does it work with our old printers?" in body


def test_the_words_around_it_are_of_the_language_that_is_asked_for():
    """The quotes stay as they were said."""
    french = by_rules(the_call(), crm_fields(playbook()), "fr")
    assert french.email.body.startswith("Bonjour Dana Whitfield,")
    assert french.minutes[0].text.startswith("Client: ")


def test_a_playbook_has_its_own_fields():
    """In the place of the framework's, or beside them."""
    own = CrmField(id="budget", title="Money", about="What they pay.", cues=["money"])
    book = playbook().model_copy(update={"framework": Framework.MEDDPICC, "fields": [own]})
    assert [one.id for one in crm_fields(book)][-2:] == ["competition", "budget"]
    alone = book.model_copy(update={"framework": Framework.NONE})
    assert crm_fields(alone) == [own]


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("agent: Hello?", CallOutcome.NO_CONVERSATION),
        ("customer: No thank you, we're not interested.", CallOutcome.NOT_INTERESTED),
        ("agent: I'll send you the offer on Friday.\ncustomer: ok", CallOutcome.FOLLOW_UP),
        ("customer: How much is a seat?", CallOutcome.UNRESOLVED),
        ("customer: We have four vans in the yard.", CallOutcome.INFORMED),
    ],
)
def test_how_a_call_ended(call: str, value: CallOutcome):
    """By what was said last."""
    assert by_rules(read(call), (), "en").disposition.value is value


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("um so, uh, I I want the the blue one", "So, I want the blue one"),
        ("We're, um, we're looking at it", "We're looking at it"),
        ("four four two, very very good", "Four four two, very very good"),
        ("euh je je voudrais un devis", "Je voudrais un devis"),
        ("you know, it's late", "It's late"),
        ("", ""),
    ],
)
def test_fillers_go_and_nothing_else(said: str, written: str):
    """A number or a word that is said twice for a reason stays."""
    assert cleaned(said) == written


def test_an_hour_is_read_in_seconds():
    """600 turns: the work after a call may take longer than a turn, but not long."""
    hour = "\n".join([CALL.strip()] * 34)
    begin = time.process_time()
    parts = by_rules(read(hour), crm_fields(playbook()), "en")
    assert len(parts.minutes) > 300
    assert time.process_time() - begin < 10


@pytest.mark.parametrize(
    ("language", "objection", "after", "answer"),
    [
        ("en", "That's too expensive.", "I totally hear you, and that's fair.", None),
        ("en", "That's too expensive.", "Okay, well, thank you for your time, goodbye.", None),
        ("en", "It's too expensive, really.", "Compared to what, if I may ask?", "Compared to"),
        ("fr", "C'est trop cher pour nous.", "Je comprends tout à fait votre réaction.", None),
        ("fr", "C'est trop cher.", "Vous comparez avec quoi, en fait ?", "Vous comparez"),
        ("es", "Es demasiado caro.", "Le entiendo perfectamente, de verdad.", None),
        ("es", "Es muy caro para nosotros.", "¿Y con qué lo está comparando?", "¿Y con qué"),
    ],
)
def test_what_meets_an_objection(
    language: str, objection: str, after: str, answer: str | None
) -> None:
    """Not that it was heard; a question only where nothing else comes, and no other subject."""
    subject = {"en": "Anyway, do you ship?", "fr": "Sinon, vous livrez ?", "es": "Otra cosa, ¿y?"}
    met = {
        "en": "Right, but with the annual plan support is included.",
        "fr": "D'accord, mais là le support est compris toute l'année.",
        "es": "Ya, pero con el plan anual el soporte va incluido.",
    }
    so_far = f"customer: {objection}\nagent: {after}\ncustomer: "
    for rest, expected in (
        (f"Hmm.\nagent: {met[language]}", met[language]),
        (f"{subject[language]}\nagent: {met[language]}", answer),
    ):
        found = by_rules(read(so_far + rest, language), (), language).lead.objections
        told = found[0].answer or ""
        assert told.startswith(expected) if expected else not told


@pytest.mark.parametrize(
    ("language", "said", "objections"),
    [
        (
            "en",
            "Your price is too high. Does it work with our printers?",
            ["Your price is too high"],
        ),
        ("en", "Do you ship to Spain? Your fees are too high.", ["Your fees are too high"]),
        ("en", "You charge too much. Who else uses it?", ["You charge too much"]),
        ("en", "We already have a vendor. How are you better?", ["We already have a vendor"]),
        ("en", "We don't need it. Who gave you my number?", ["We don't need it"]),
        ("en", "Your price isn't too high. Does it work with our printers?", []),
        ("en", "Their prices are too high. What about yours?", []),
        ("en", "We don't need it until June. Is that too late?", []),
        ("en", "My heart rate is high at the moment.", []),
        ("fr", "Vos prix sont trop élevés. Vous livrez ?", ["Vos prix sont trop élevés"]),
        ("fr", "Votre prix n'est pas trop élevé. Vous livrez ?", []),
        ("fr", "Leur prix est trop élevé. Et le vôtre ?", []),
        ("es", "Sus precios son demasiado altos. ¿Envían?", ["Sus precios son demasiado altos"]),
        ("es", "Los precios no son altos. ¿Envían?", []),
    ],
)
def test_an_objection_beside_a_question(language: str, said: str, objections: list[str]) -> None:
    """In one turn; what nobody objects to is none."""
    call = f"customer: {said}\nagent: I see, let me look at that."
    lead = by_rules(read(call, language), (), language).lead
    assert [one.text for one in lead.objections] == objections


@pytest.mark.parametrize(
    ("said", "quote", "written"),
    [
        ("Hm. That's too dear, I fear.", "That's too dear", "That's too dear"),
        (
            "I have to ask my boss before I sign anything. Then we see.",
            "I have to ask my boss before I sign",
            "I have to ask my boss before I sign anything.",
        ),
        (
            f"it is too dear for us {'and so on ' * 12}",
            "it is too dear for",
            "It is too dear for …",
        ),
        ("Something else.", "it is too dear", "It is too dear"),
    ],
    ids=["a clause", "cut in its sentence", "too long to quote", "of another turn"],
)
def test_a_quote_does_not_break_off(said: str, quote: str, written: str) -> None:
    """It ends where the speaker did, or says that it goes on."""
    assert uncut(said, quote) == written
