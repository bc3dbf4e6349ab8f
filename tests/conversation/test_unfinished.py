import pytest

from conversation.speech.unfinished import is_unfinished

OPEN = {
    "en": """
        I'm calling because about
        I'm calling because about.
        My name is
        It's a
        It's a.
        I called last week, and.
        We are looking for
        if the
        I would like to
        do you have any
        the problem is
        it's a 2018
        I don't know what
        """,
    "fr": """
        c'est pour le
        je vous appelle parce que
        J'ai acheté une
        c'est un
        je voulais savoir si
        la facture de
        c'est à cause de l'
        je voudrais
        qu'il
        """,
    "es": """
        Mi nombre es
        llamo porque.
        quiero el
        tengo una
        quería saber si
        la factura de la
        """,
    "en-GB": "I think that the",
    "": """
        Well,
        Well...
        So I –
        “and then…”
        my number is […]
        So, euh.
        """,
}
FINISHED = {
    "en": """
        Yes.
        How much is it?
        yes it is
        I think so.
        What is it for?
        That's what I'm looking for.
        Hold on.
        yes hang on
        they'd send it on
        Wednesday at ten fifteen.
        I'd love to.
        It is too expensive
        It's 2018.
        at 8 a.m.
        No!
        my card is [card 1]
        """,
    "fr": """
        Oui.
        C'est trop cher.
        je réfléchis
        il est là.
        oui je l'ai
        j'en veux un.
        Vous pouvez me rappeler ?
        """,
    "es": """
        Sí.
        es muy caro
        eso es
        ya está
        Qué apuro, con lo majo que era.
        quiero este.
        ¿Cuánto cuesta?
        """,
    "de": "ich möchte the",
    "": """
        because
        mm
        """,
}


def cases(table: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (language, line.strip()) for language, text in table.items() for line in text.split("\n")
    ]


@pytest.mark.parametrize(("language", "text"), [case for case in cases(OPEN) if case[1]])
def test_words_that_leave_a_thought_open(language: str, text: str):
    """A sentence that can't end where it does goes on, whatever mark a recogniser puts there."""
    assert is_unfinished(text, language or None)


@pytest.mark.parametrize(("language", "text"), cases(FINISHED))
def test_words_that_may_be_all(language: str, text: str):
    """A sentence, an answer, a question: nobody waits for more of it."""
    assert not is_unfinished(text, language or None)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The last name is T I L"),
        ("en", "-T -I -L -L."),
        ("en", "it's S as in Sam"),
        ("en", "Tilly S"),
        ("fr", "D U P"),
        ("fr", "D comme Daniel."),
        ("es", "G de gato"),
    ],
)
def test_a_name_that_is_being_spelled(language: str, text: str):
    """Letters by themselves are followed by more of them."""
    assert is_unfinished(text, language)


@pytest.mark.parametrize(
    "text", ["Option B.", "There is a plan B for that.", "so do I.", "it's in a."]
)
def test_a_letter_by_itself_is_no_spelling(text: str):
    """One letter in a sentence that ends is a name of something."""
    assert is_unfinished(text, "en") is (text == "it's in a.")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "my number is five five"),
        ("en", "5 5 5 12"),
        ("en", "555-12, 4."),
        ("fr", "06 12 34"),
        ("fr", "zéro six douze"),
        ("es", "seis uno dos"),
    ],
)
def test_a_number_that_is_being_read(language: str, text: str):
    """Groups of digits are followed by more of them, up to the length of a phone number."""
    assert is_unfinished(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "it costs twenty five"),
        ("en", "two hundred fifty"),
        ("en", "2018"),
        ("en", "06 12 34 56 78"),
        ("fr", "ça coûte quatre-vingt-dix-neuf"),
        ("es", "veinte"),
    ],
)
def test_a_number_that_is_said(language: str, text: str):
    """A price, a year, and a whole phone number are not waited for."""
    assert not is_unfinished(text, language)


def test_what_was_asked_for_is_known_by_its_first_bit():
    """Who was asked to spell, or for a number, is not done with one letter or one group."""
    assert is_unfinished("S.", "en", "Could you spell that for me, please?")
    assert is_unfinished("It's 4471", "en", "What is your order number?")
    assert is_unfinished("C'est 44.", "fr", "Quel est votre numéro de client ?")
    assert not is_unfinished("It's 4471.", "en", "How many do you have?")
    assert not is_unfinished("Grade B.", "en", "And which one?")
