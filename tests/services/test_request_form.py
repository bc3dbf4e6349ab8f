from conversation.coaching.model_answer import ADVICE_FORM
from services.llm.dialects.chat_body import chat_body
from services.llm.refusal import ModelRefusal
from services.llm.request_form import AnswerFormat, RequestForm

MESSAGES = [{"role": "system", "content": "You coach."}, {"role": "user", "content": "Hm."}]


def test_the_full_form():
    """All that a server may take is asked for, and the prompt is as it is."""
    body = chat_body("m", MESSAGES, ADVICE_FORM, RequestForm(), {})
    assert body["messages"] == MESSAGES
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True}
    assert body["response_format"]["type"] == "json_schema"
    assert RequestForm().missing() == ""


def test_the_lowest_form():
    """Nothing but messages is left, and they say what to write."""
    form = RequestForm(AnswerFormat.TEXT, streamed=False, system_role=False)
    body = chat_body("m", MESSAGES, ADVICE_FORM, form, {})
    assert body.keys() == {"model", "messages"}
    assert [message["role"] for message in body["messages"]] == ["user"]
    assert "headline" in body["messages"][0]["content"]
    assert "stream" in form.missing()


def test_a_named_part_goes_alone():
    """The part that is named goes, the others stay; a tool and an object come before no format."""
    form = RequestForm()
    refusal = ModelRefusal(400, words="json_schema is unknown")
    assert (one := form.without_named(refusal)) == RequestForm(AnswerFormat.TOOL)
    assert one
    no_tools = ModelRefusal(400, words="tool_choice is not supported")
    assert (two := one.without_named(no_tools)) == RequestForm(AnswerFormat.OBJECT)
    assert two
    assert two.without_named(refusal) == RequestForm(AnswerFormat.TEXT)
    assert form.without_named(ModelRefusal(422, words="body stream")) == RequestForm(streamed=False)
    assert form.without_named(
        ModelRefusal(400, words="unknown field stream_options")
    ) == RequestForm(usage=False)
    assert form.without_named(ModelRefusal(400, words="no system role")) == RequestForm(
        system_role=False
    )


def test_nothing_goes_where_another_cause_is_certain():
    """A limit or a key is no matter of the form, whatever words it is told in."""
    assert RequestForm().without_named(ModelRefusal(429, words="no stream, retry in 5s")) is None
    assert RequestForm().without_named(ModelRefusal(401, words="stream")) is None
    assert RequestForm().lower(ModelRefusal(404, words="no")) is None
    assert RequestForm().lower(ModelRefusal(503, words="no")) is None


def test_without_a_name_all_goes_in_turn():
    """What is not named is found by trial: the format, the system message, streaming."""
    form: RequestForm | None = RequestForm()
    steps: list[str] = []
    while form := form.lower(ModelRefusal(400)):
        steps.append(form.missing().removeprefix("response_format json_schema, "))
    assert steps == [
        "response_format json_object, stream_options",
        "response_format json_object, a system message, stream_options",
        "response_format json_object, a system message, stream",
    ]
