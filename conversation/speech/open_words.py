"""Words that leave a sentence open at its end, in English, French and Spanish.

`OPEN` can't end one, whatever mark a recogniser puts behind them. `LEANING` may, where it puts a
mark: "what is it for.", "I'd love to."; two of them in a row seldom do ("because about."). `VERBS`
can with a mark, and where they answer: "yes it is".
"""

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OPEN: Mapping[str, frozenset[str]] = {
    "en": _words(
        "a an the and or but because cause cos my your our their of into than whether if it's i'm"
        " we're they're he's she's there's i've we've i'd i'll we'll it'll who's"
    ),
    "fr": _words(
        "le la les l' du des d' de au aux et ou mais car que qu' mon ma mes ton ta tes son sa ses"
        " notre votre nos vos leurs cet cette ces quel quelle quels quelles dont chez entre je j'"
        " n' s' m' t' c' lorsque lorsqu' puisque puisqu' parce jusqu' très"
    ),
    "es": _words(
        "el los las del al y pero porque que de en hacia desde sobre entre según mi tu su mis tus"
        " sus nuestro nuestra nuestros nuestras cuyo cuya muy la un"
    ),
}

LEANING: Mapping[str, frozenset[str]] = {
    "en": _words(
        "to for from with about at by as like so i when where which what who how why until while"
        " although that's this these those some any very his its per"
    ),
    "fr": _words(
        "un une à pour avec sans sur sous dans par en vers comme si qui quand où donc alors il elle"
        " on tu ce c'est qu'il qu'elle qu'on d'un d'une qu'un contre depuis ne"
    ),
    "es": _words(
        "una unos unas a e o u con por para sin como si cuando donde hasta lo se me te le nos este"
        " esta ese esa"
    ),
}

VERBS: Mapping[str, frozenset[str]] = {
    "en": _words("is are was were will would could should"),
    "fr": _words("est suis ai sont était j'ai voudrais aimerais"),
    "es": _words("es son está he ha quisiera"),
}

HESITATIONS = _words("um umm uh uhm erm er hmm mmm euh heu hum ehm em mm")

LETTER_WORDS: Mapping[str, frozenset[str]] = {
    "en": _words("a i o"),
    "fr": _words("a à y ô"),
    "es": _words("a e o u y"),
}
"""Words of one letter, which are not spelled."""

DIGITS: Mapping[str, frozenset[str]] = {
    "en": _words("zero oh one two three four five six seven eight nine double triple"),
    "fr": _words("zéro un deux trois quatre cinq six sept huit neuf"),
    "es": _words("cero uno dos tres cuatro cinco seis siete ocho nueve"),
}

TENS: Mapping[str, frozenset[str]] = {
    "en": _words(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
        " thirty forty fifty sixty seventy eighty ninety"
    ),
    "fr": _words(
        "dix onze douze treize quatorze quinze seize vingt trente quarante cinquante soixante"
        " dix-sept dix-huit dix-neuf soixante-dix quatre-vingt quatre-vingts quatre-vingt-dix"
    ),
    "es": _words(
        "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte"
        " treinta cuarenta cincuenta sesenta setenta ochenta noventa"
    ),
}
