"""Guard vocabulary: the words of all languages together, compiled once.

A caller changes languages, and so does a model: nobody needs to say which it is.
"""

from conversation.coaching.cue_index import CueIndex
from conversation.coaching.cues import Cues
from conversation.coaching.guarding.words import en, es, fr, others
from conversation.coaching.wording import folded

CALLERS_ORDERS = [*en.ORDERS, *fr.ORDERS, *es.ORDERS, *others.ORDERS]
ORDERS = CueIndex([CALLERS_ORDERS])
"""Each turn is looked at, and nearly none has one: their words tell in a twentieth of the time."""
GIVES = Cues([*en.GIVES, *fr.GIVES, *es.GIVES])
GIFTS = Cues([en.GIFTS, fr.GIFTS, es.GIFTS])
DENYING = Cues([*en.DENYING, *fr.DENYING, *es.DENYING])
ASKING = Cues([*en.ASKING, *fr.ASKING, *es.ASKING])
UNSAFE = Cues([*en.UNSAFE, *fr.UNSAFE, *es.UNSAFE])
MEDICAL = Cues([*en.MEDICAL, *fr.MEDICAL, *es.MEDICAL])
REFERRING = Cues([en.REFERRING, fr.REFERRING, es.REFERRING])
HARMING = Cues([*en.HARMING, *fr.HARMING, *es.HARMING])
DECLINING = Cues([*en.DECLINING, *fr.DECLINING, *es.DECLINING])
ABOUT_ITSELF = Cues([*en.ABOUT_ITSELF, *fr.ABOUT_ITSELF, *es.ABOUT_ITSELF])
COLONS = "|".join((en.COLON, fr.COLON, es.COLON))
ROLES = "|".join((en.ROLES, fr.ROLES, es.ROLES))
MACHINES = "|".join(folded(words.MACHINES.strip("()")) for words in (en, fr, es))
