"""What agents say in their own words, and what it makes of the bundled playbooks' obligations."""

from functools import cache

import pytest

from conversation.coaching.detection.adjacency import agent_acts
from conversation.coaching.detection.agent_act import AgentAct
from conversation.coaching.obligation_tracker import ObligationTracker
from conversation.coaching.playbook import Playbook
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.loader import load_playbook

TOLD: list[tuple[str, str, str, list[str], str]] = [
    (
        "insurance",
        "fr",
        "recording_notice",
        [
            "agent: assurances du rivage bonjour sachez qu'on garde une trace de ce qui se dit",
            "customer: oui",
        ],
        "met",
    ),
    (
        "insurance",
        "fr",
        "recording_notice",
        ["agent: bonjour je précise que vous êtes enregistré", "customer: oui"],
        "met",
    ),
    (
        "insurance",
        "es",
        "recording_notice",
        ["agent: seguros tesitura le aviso de que esto se está grabando", "customer: vale"],
        "met",
    ),
    (
        "insurance",
        "en",
        "no_recommendation",
        [
            "agent: this call is recorded",
            "customer: which one would you take",
            "agent: if I were you I'd go for the gold one every time",
        ],
        "violated",
    ),
    (
        "insurance",
        "en",
        "no_recommendation",
        [
            "agent: this call is recorded",
            "customer: which one would you take",
            "agent: I can't tell you which one to take but the gold covers teeth as well",
        ],
        "met",
    ),
    (
        "insurance",
        "fr",
        "no_recommendation",
        [
            "agent: cet appel est enregistré",
            "customer: vous feriez quoi",
            "agent: franchement à votre place je prendrais la formule confort les yeux fermés",
        ],
        "violated",
    ),
    (
        "insurance",
        "fr",
        "no_recommendation",
        [
            "agent: cet appel est enregistré",
            "customer: vous feriez quoi",
            "agent: moi je n'ai pas le droit de vous dire prenez plutôt celle-là",
        ],
        "met",
    ),
    (
        "insurance",
        "es",
        "no_recommendation",
        [
            "agent: la llamada se graba",
            "customer: usted cuál cogería",
            "agent: yo que usted cogería el completo sin pensarlo",
        ],
        "violated",
    ),
    (
        "collections",
        "en",
        "identity_first",
        [
            "agent: hello have I got miss okafor there",
            "customer: yes",
            "agent: and your date of birth please",
            "customer: third of may",
            "agent: thank you it is about ninety one pounds",
        ],
        "met",
    ),
    (
        "collections",
        "en",
        "identity_first",
        [
            "agent: hello this is raymond from castle recoveries",
            "customer: yes",
            "agent: you owe ninety one pounds on a toll",
            "customer: what",
        ],
        "missed",
    ),
    (
        "collections",
        "fr",
        "identity_first",
        [
            "agent: bonjour je suis bien avec monsieur delmas",
            "customer: oui",
            "agent: vous me redonnez votre date de naissance",
            "customer: le trois mai",
            "agent: il reste cent quatre-vingt-six euros",
        ],
        "met",
    ),
    (
        "collections",
        "es",
        "identity_first",
        [
            "agent: buenas le llamo de la administración",
            "customer: sí",
            "agent: nos debe trescientos euros de la derrama",
            "customer: ya",
        ],
        "missed",
    ),
    (
        "collections",
        "en",
        "no_threats",
        [
            "agent: hello is that miss okafor",
            "customer: yes",
            "agent: if this isn't paid by friday the bailiffs will be at your door",
        ],
        "violated",
    ),
    (
        "collections",
        "en",
        "no_threats",
        [
            "agent: hello is that miss okafor",
            "customer: will you send the bailiffs",
            "agent: no no nobody sends the bailiffs round for that",
        ],
        "met",
    ),
    (
        "collections",
        "fr",
        "no_threats",
        [
            "agent: monsieur delmas bonjour",
            "customer: oui",
            "agent: si vous payez pas on va appeler votre patron",
        ],
        "violated",
    ),
    (
        "collections",
        "es",
        "no_threats",
        [
            "agent: don eusebio buenas",
            "customer: sí",
            "agent: o paga usted esta semana o le embargamos el piso",
        ],
        "violated",
    ),
    (
        "healthcare",
        "en",
        "emergency_notice",
        [
            "agent: foot clinic hello",
            "customer: I've got a terrible pain in my chest and down my arm",
            "agent: put the phone down and dial three nines love",
        ],
        "met",
    ),
    (
        "healthcare",
        "fr",
        "emergency_notice",
        [
            "agent: cabinet bonjour",
            "customer: j'ai très mal dans la poitrine et dans le bras gauche",
            "agent: raccrochez et faites le quinze tout de suite",
        ],
        "met",
    ),
    (
        "healthcare",
        "en",
        "no_medical_claims",
        [
            "agent: foot clinic",
            "customer: my foot is swollen",
            "agent: oh that'll be nothing just take two of your wife's ibuprofen",
        ],
        "violated",
    ),
    (
        "healthcare",
        "fr",
        "no_medical_claims",
        [
            "agent: cabinet",
            "customer: mon pied est gonflé",
            "agent: c'est rien du tout vous pouvez arrêter vos comprimés",
        ],
        "violated",
    ),
    (
        "healthcare",
        "es",
        "no_medical_claims",
        [
            "agent: centro",
            "customer: puedo dejar las pastillas",
            "agent: eso no se lo puedo decir yo no deje de tomar nada hasta hablar con la doctora",
        ],
        "met",
    ),
    (
        "fraud",
        "en",
        "no_secrets",
        [
            "agent: harbour credit union",
            "customer: I had a text",
            "agent: right so just pop me the six numbers we texted you",
        ],
        "violated",
    ),
    (
        "fraud",
        "fr",
        "no_secrets",
        [
            "agent: service opposition",
            "customer: j'ai eu un texto",
            "agent: lisez-moi le code que vous venez de recevoir s'il vous plaît",
        ],
        "violated",
    ),
    (
        "fraud",
        "es",
        "no_secrets",
        [
            "agent: caja del sur",
            "customer: me pidieron el código",
            "agent: nosotros nunca le vamos a pedir la clave ni el código que le llega",
        ],
        "met",
    ),
    (
        "fraud",
        "es",
        "no_secrets",
        [
            "agent: caja del sur",
            "customer: me llegó un mensaje",
            "agent: dícteme el código que le ha llegado al móvil",
        ],
        "violated",
    ),
    (
        "retention",
        "en",
        "no_guarantee",
        [
            "agent: lockwell",
            "customer: will it go up again",
            "agent: no I promise you that price stays put for good",
        ],
        "violated",
    ),
    (
        "retention",
        "en",
        "no_guarantee",
        [
            "agent: lockwell",
            "customer: will it go up again",
            "agent: I'd love to guarantee you'll never pay more but I can't",
        ],
        "met",
    ),
    (
        "retention",
        "fr",
        "no_guarantee",
        [
            "agent: paniers du val",
            "customer: ça va encore augmenter",
            "agent: non je vous garantis que le prix ne bougera plus jamais",
        ],
        "violated",
    ),
    (
        "sales",
        "en",
        "no_pressure",
        [
            "agent: tallow pest",
            "customer: I need to think",
            "agent: well if it isn't a yes by five o'clock today the discount is gone",
        ],
        "violated",
    ),
    (
        "sales",
        "fr",
        "no_pressure",
        [
            "agent: ascenseurs dormal",
            "customer: je vais réfléchir",
            "agent: attention ce tarif là c'est aujourd'hui ou jamais",
        ],
        "violated",
    ),
    (
        "sales",
        "es",
        "no_pressure",
        [
            "agent: subebien",
            "customer: lo tengo que pensar",
            "agent: tómese su tiempo no hace falta decidirlo hoy",
        ],
        "met",
    ),
    (
        "sales",
        "es",
        "no_disparagement",
        [
            "agent: subebien",
            "customer: los de la furgoneta verde",
            "agent: esos son unos chapuzas le van a dejar tirado",
        ],
        "violated",
    ),
    (
        "saas",
        "en",
        "term_before_yes",
        [
            "agent: hallmate",
            "customer: what is it",
            "agent: it's nineteen pounds a month",
            "customer: great let's do it sign me up",
            "agent: by the way it is a twelve month contract",
        ],
        "met",
    ),
    (
        "saas",
        "fr",
        "term_before_yes",
        [
            "agent: bonjour",
            "customer: c'est combien",
            "agent: c'est soixante-neuf euros par mois sans engagement",
            "customer: parfait on signe",
        ],
        "met",
    ),
    (
        "saas",
        "fr",
        "no_promised_feature",
        [
            "agent: bonjour",
            "customer: et les plans de table",
            "agent: je vous promets que ce sera prêt en septembre",
        ],
        "violated",
    ),
    (
        "saas",
        "es",
        "no_promised_feature",
        [
            "agent: hola",
            "customer: y la báscula",
            "agent: está en estudio pero no le puedo prometer para cuándo",
        ],
        "met",
    ),
    (
        "sales",
        "en",
        "off_the_list",
        [
            "agent: hello tallow pest",
            "customer: please take my number off your list and don't ring again",
            "agent: that's you gone from our books you won't hear from us",
        ],
        "met",
    ),
    (
        "sales",
        "es",
        "off_the_list",
        [
            "agent: hola de subebien",
            "customer: no me llamen más bórrenme de la lista",
            "agent: le doy de baja ahora mismo y no le molestamos más",
        ],
        "met",
    ),
    (
        "sales",
        "fr",
        "off_the_list",
        [
            "agent: bonjour dormal",
            "customer: ne m'appelez plus retirez-moi de vos fichiers",
            "agent: c'est fait monsieur vous n'êtes plus dans nos listes",
        ],
        "met",
    ),
]


@cache
def playbook_of(name: str, language: str) -> Playbook:
    return load_playbook(name, language)


def stands(playbook: Playbook, obligation: str, said: list[str]) -> str:
    """How an obligation stands at the end of a talk, by cues alone; each turn takes 3 s."""
    tracker = ObligationTracker(playbook.obligations, playbook.occurs, {})
    told: dict[str, str] = {}
    past: list[Turn] = []
    for at, line in enumerate(said):
        speaker, _, text = line.partition(": ")
        turn = Turn(f"{speaker[0]}{at}", Speaker(speaker), text, at * 4000, at * 4000 + 3000)
        past.append(turn)
        changed = [
            *tracker.tick(turn.start_ms),
            *tracker.on_turn(playbook.heard(turn, past[:-1]), {"offer"}),
        ]
        told |= {one.obligation.id: one.state.value for one in changed}
    return (told | {one.obligation.id: one.state.value for one in tracker.end()})[obligation]


@pytest.mark.parametrize(("name", "language", "obligation", "said", "state"), TOLD)
def test_how_it_stands_at_the_end(
    name: str, language: str, obligation: str, said: list[str], state: str
) -> None:
    """Paraphrases are heard, threats with their condition too; what is declined is not said."""
    assert stands(playbook_of(name, language), obligation, said) == state


SUMS = [
    ("en", "you owe ninety one pounds on a toll"),
    ("en", "that'll be thirteen quid"),
    ("fr", "ça fera soixante et onze euros"),
    ("fr", "il reste quatre euros"),
    ("es", "serían seis mil cuatrocientos euros"),
    ("es", "son veintitrés pesos"),
]


@pytest.mark.parametrize(("language", "said"), SUMS)
def test_any_number_before_a_currency_is_a_price(language: str, said: str) -> None:
    """Whatever its last word is: an amount falls due before it is told."""
    assert AgentAct.TOLD_PRICE in agent_acts(language).of(said)


def test_a_number_of_months_is_no_price() -> None:
    """What is counted is no money."""
    for said in ("it takes one month", "we are eleven people", "thirteen of them are out"):
        assert AgentAct.TOLD_PRICE not in agent_acts("en").of(said)
