"""What agents say by which a bundled obligation is met or violated, and what comes close to it."""

from typing import Final

OBLIGED: Final[dict[tuple[str, str], list[tuple[str | None, str]]]] = {
    ("insurance", "en"): [
        ("recording_notice", "This call may be recorded for training purposes."),
        ("recording_notice", "just so you know we record all our calls"),
        (None, "I have that on record, thank you."),
        ("no_recommendation", "I'd recommend the gold plan for you."),
        (None, "I'd recommend you keep the receipts."),
        (None, "I can't recommend the gold plan, only explain it."),
    ],
    ("insurance", "fr"): [
        ("recording_notice", "Cet appel est enregistré pour la qualité."),
        (None, "J'ai bien enregistré votre demande."),
        ("no_recommendation", "Je vous conseille de prendre la formule confort."),
        (None, "Je ne peux pas vous conseiller de prendre la formule confort."),
    ],
    ("insurance", "es"): [
        ("recording_notice", "Le informo que esta llamada está siendo grabada."),
        (None, "Ya quedó registrado su reclamo."),
        ("no_recommendation", "Le recomiendo la amplia."),
        (None, "No le recomiendo la amplia ni la básica."),
    ],
    ("collections", "en"): [
        ("identity_first", "Hello, am I speaking to Mr Oakes?"),
        ("identity_first", "could you confirm your date of birth for me"),
        (None, "I'm ringing because there's a balance on it."),
        ("no_threats", "Pay by Friday or else."),
        ("no_threats", "We'll call your boss about this."),
        (None, "Nobody is going to send bailiffs."),
    ],
    ("collections", "fr"): [
        ("identity_first", "Je parle bien à monsieur Vauquelas ?"),
        (None, "Je vous appelle pour une échéance en retard."),
        ("no_threats", "On va prévenir votre employeur."),
        (None, "On ne va pas prévenir votre employeur."),
    ],
    ("collections", "es"): [
        ("identity_first", "¿Hablo con el señor Tamez?"),
        (None, "Le llamo por una cuota vencida."),
        ("no_threats", "Le vamos a embargar la casa."),
        (None, "Nadie le va a embargar la casa."),
    ],
    ("healthcare", "en"): [
        ("emergency_notice", "Hang up and call 911 now."),
        ("emergency_notice", "if it gets worse go to the emergency department"),
        (None, "I can offer you Friday at ten."),
        ("no_medical_claims", "You don't need a doctor for that."),
        ("no_medical_claims", "you can just stop taking the tablets"),
        (None, "Please don't stop taking the tablets."),
        (None, "The doctor says you can stop taking the tablets."),
    ],
    ("healthcare", "fr"): [
        ("emergency_notice", "Appelez le quinze tout de suite."),
        (None, "Je peux vous proposer jeudi à dix heures."),
        ("no_medical_claims", "Vous pouvez arrêter le traitement."),
        (None, "Le docteur dit que vous pouvez arrêter le traitement."),
    ],
    ("healthcare", "es"): [
        ("emergency_notice", "Vaya a urgencias ya mismo."),
        (None, "Tengo el martes a las siete."),
        ("no_medical_claims", "Puede dejar de tomar las pastillas."),
        (None, "No puede dejar de tomar las pastillas sin hablar con el médico."),
    ],
    ("fraud", "en"): [
        ("no_secrets", "Can you tell me your PIN?"),
        ("no_secrets", "please read me the six digit code"),
        (None, "We will never ask you to tell me your PIN."),
        (None, "Did he ask you to read him the code?"),
        (None, "can I have the last four of the card"),
    ],
    ("fraud", "fr"): [
        ("no_secrets", "Pouvez-vous me donner votre code secret ?"),
        (None, "Nous ne vous demanderons jamais votre code."),
        (None, "Pouvez-vous me donner votre code postal ?"),
    ],
    ("fraud", "es"): [
        ("no_secrets", "¿Me puede dar su clave?"),
        (None, "Nunca le vamos a pedir su clave."),
        (None, "¿Me puede dar su código postal?"),
    ],
    ("retention", "en"): [
        ("no_guarantee", "I guarantee you'll save money with it."),
        ("no_guarantee", "the price will never go up"),
        (None, "I can't guarantee you'll save money."),
        (None, "The price won't go up before March."),
    ],
    ("retention", "fr"): [
        ("no_guarantee", "Le prix ne bougera plus jamais."),
        (None, "Le prix ne bouge pas avant mars."),
    ],
    ("retention", "es"): [
        ("no_guarantee", "Le garantizo que no vuelve a pasar."),
        (None, "No le garantizo que va a ahorrar."),
    ],
}
"""By playbook and language: the obligation that is heard, or none, and the agent's words."""
