"""Words of other languages that a caller may turn to, to give the machine its orders, as cues."""

ORDERS = [
    "(ignoriere|ignorieren|vergiss|vergessen) ... (anweisung*|regeln|vorgaben)",
    "(ignora|ignori|dimentica|dimentichi) ... (istruzioni|regole|indicazioni)",
    "(ignore|esqueça|esquece) ... (instruções|regras)",
    "(negeer|vergeet) ... (instructies|regels)",
]
