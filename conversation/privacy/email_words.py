"""E-mail address words: connectors, ends of domains, and words that are no part of an address."""

DOTS = {"dot", "point", "punto", "período"}
CONNECTORS = DOTS | {
    "underscore", "under", "score", "dash", "hyphen", "minus", "plus", "tiret", "bas", "guion",
    "guión", "bajo",
}  # fmt: skip
AT_SIGNS = {"arobase", "arobas", "arroba"}
ATS = AT_SIGNS | {"at", "chez"}
ENDINGS = {
    "com", "net", "org", "io", "co", "uk", "fr", "es", "de", "eu", "edu", "gov", "us", "info",
    "biz", "app", "dev", "ai", "ca", "be", "ch", "it", "nl", "me", "tv", "ie", "mx", "ar", "cat",
}  # fmt: skip
# Before "at" they tell that no address is meant; before an address, that it begins behind them.
STOPS = {
    "us", "me", "them", "him", "her", "you", "it", "is", "are", "was", "were", "be", "been",
    "look", "looking", "looked", "find", "found", "meet", "visit", "available", "online",
    "here", "there", "out", "site", "website", "stay", "live", "work", "working", "based",
    "store", "located", "s", "my", "our", "your", "email", "mail", "e", "address", "to", "on",
    "yes", "so", "um", "uh", "er", "the", "and", "write", "send", "at", "reach", "contact",
    "ok", "okay", "sure", "for", "use", "or", "can", "just", "under", "with", "please",
    "that", "this", "i", "we", "he", "she", "they", "know", "up", "got", "have", "has", "if",
    "only", "about", "aim", "good", "bad", "home", "point", "but", "not", "no", "all", "who",
    "what", "where", "arrive", "arrived", "start", "adresse", "mon", "ma", "est", "c", "à",
    "a", "au", "le", "la", "les", "et", "euh", "écrivez", "courriel", "correo", "mi", "es",
    "el", "al", "y", "un", "une", "escríbame", "dirección", "por", "favor", "oui", "sí",
    "well", "actually", "sign", "log", "stop", "call", "called", "o'clock", "staying", "team",
    "people", "guys", "someone", "everyone", "everybody", "anyone", "worked", "works", "job",
    "join", "joined", "met", "seen", "saw", "meeting", "meetings", "office", "stand", "sits",
    "sit", "price", "priced", "valued", "estimated",
}  # fmt: skip
# Local parts in spite of that, right before "at".
LOCALS = {"contact", "mail", "office", "team"}
# Behind "at" they are no domain.
NOT_A_DOMAIN = {
    "the", "a", "an", "all", "least", "most", "first", "last", "once", "work", "home", "noon",
    "night", "any", "this", "that", "these", "some", "about", "around", "my", "your", "our",
    "his", "her", "their", "what", "which", "point", "one", "two", "three", "four", "five",
    "six", "seven", "eight", "nine", "ten",
}  # fmt: skip
PROVIDERS = {
    "gmail", "yahoo", "hotmail", "outlook", "icloud", "aol", "protonmail", "laposte", "wanadoo",
}  # fmt: skip
