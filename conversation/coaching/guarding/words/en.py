"""English words for the output guard, as cues (`conversation/coaching/cue_syntax.py`)."""

MACHINES = (
    "(ai|a i|artificial intelligence|language model|llm|chatbot|bot|robot|gpt|chatgpt"
    "|virtual assistant|digital assistant|copilot|assistant|coach)"
)
_AIS = "(ai|a i|artificial intelligence|language model|chatbot|bot|robot|chatgpt|copilot)"
_DEVICES = "(computer|machine|software|program|programme|app|recorder|transcriber|system)"
_LISTENING = (
    "listening in|listening along|listening to (us|me|this|all this|our call|the call)"
    "|listens in|listens to (us|me|this|all this|our call|the call)"
    "|typing (all this|all of this|along|this down|it down|everything down)"
    "|writing (all this|all of this|along|this down|it down|everything down)"
    "|transcribing|taking notes|hearing (us|me|all this)|hears (us|me|all this)"
)
RULES = "(instruction*|rules|guideline*|prompt*|programming|guardrails|restrictions|directives)"
ORDERS = [
    f"(ignore|disregard|forget|override|bypass|overrule) ... {RULES}",
    f"(new|updated) [system] ({RULES}|task|role|persona)",
    "(you are|you're) now (a|an|in|dan|free)",
    "(pretend|imagine|act|behave) ... [a|an|the] ... (bot|ai|assistant|coach|language model"
    "|robot|without rules)",
    "(jailbreak|developer mode|debug mode|god mode|system override)",
    "(repeat|print|reveal|show|output|recite|quote|read out|tell me) ... (your|the system) [own"
    "|system|full|original] (instruction*|prompt*|guideline*|programming)",
    "your [own] system (prompt|message)",
    "from now on ... (suggestion*|card|cards|headline*|write|writes|answer|respond)",
    f"(note|message|memo|instruction*|attention) (to|for) [the|my|your|any|this] ({MACHINES}"
    "|computer)",
    f"(hey|hello|hi|okay|ok|dear|listen|attention|and you|you the) [the] {MACHINES}",
    "(hey|hello|hi|okay|ok|dear|listen|attention|and you|you the) (computer|machine)",
    f"({MACHINES}|computer|machine) [please|now] (record|remember|tell him|tell her|tell them"
    "|say that)",
    f"{MACHINES} [please|now] (put down|repeat after|recite|say it|make him|make her|make them)",
    "(you|u) (who|that) (listen|listens|are listening|is listening|read this|reads this|write"
    "|writes|are transcribing|transcribe)",
    "(automated|automatic|virtual|digital) (helper|assistant|agent|coach) ... (is"
    "|are) (instructed|told|required|supposed)",
    "(updated|new) policy ... (advise|suggest|say)",
    f"{MACHINES} [please] (from now on|ignore|write|display|print|tell the agent|say that|listen"
    "|you must|you shall|your next|your new|your headline|answer with)",
    "(ai|language model|llm|bot|assistant) [that|which|who|is] (reads|reading|listens|listening"
    "|summar*|transcrib*|writes|writing)",
    "(whoever|whatever|whichever) ... (writes|reads|reading|listening|listens|transcrib*"
    "|summar*|generates|typing|writing (this|all this|it) [all] [down])",
    f"(tell|ask|instruct|order|make|have) [your|the|this] {MACHINES} [to] (write|say|put|show"
    "|display|tell|suggest)",
    "[your|the] (headline|next card|next suggestion|every card|every suggestion|output) (must"
    "|should|shall|has to|now) (say|read|be|offer|offers|reads|says)",
    "every (card|suggestion|headline) (offers|says|reads|is)",
    "(write|put|print|output|display) ... (agent's screen|his screen|her screen|the headline)",
    "(put|write|display) [it|this] on (the|your|his|her) (screen|card) that",
    "(tell|tells|make|makes|instruct|order) (the|this|your|that) agent [to|that] (offer|give"
    "|say|promise|refund|confirm|waive|approve|read|accept|grant|hang up|send|close)",
    "(the|every|each) agent (must|should|shall|has to) (give|offer|say|promise|confirm|refund"
    "|waive|send|read)",
    "(following|this|valid) json",
    "(end|start|begin) of [the] (transcript|transcription|prompt|call log)",
    f"{_AIS} (that's|that is|which is|who's|who is|that|who) [now] (listening|listens|typing|on the"
    " line|on this line|on this call|on the call)",
    f"({MACHINES}|{_DEVICES}) (that's|that is|which is|who's|who is|that) [now] ({_LISTENING})",
    f"{_AIS} (taking notes|typing along|listening in)",
    f"({MACHINES}|{_DEVICES}) [and] if you're (listening|hearing|reading|typing)",
    "you [there] the (computer|machine)",
    "(for|to) the (transcript|transcription) [please] (put|write|note|say|the agent|the customer)",
]
COLON = "colon"
ROLES = "agent|system|assistant|customer|user|supervisor|manager|coach|developer"

MONEY = "(pounds|dollars|euros|quid|pesos|$|€|£)"
GIVING = (
    "(give|giving|grant|offer|apply|promise|approve|approved|accept|agree|agreed|match|honor"
    "|honour|waive|guarantee|credit|refund|reimburse|compensate|pay|deduct|knock off|take off"
    "|cut|throw in|let|mention|use|keep|sign|confirm|authorise|authorize|do it|get|gets|close"
    "|ship|send|say|tell|announce|wire|won|win|go|make it|come down)"
)
GIFTS = (
    "(%|percent|per cent|half off|half the price|half price|for half|a third off"
    "|a third of the price|a quarter off|for free|free of charge|free year|free month"
    "|free months|free week|first year free|for nothing|no charge|no cost|bonus|compensation"
    "|payout|cash|waive|full refund|penalty free|without penalty|no penalty|goodwill"
    "|on the house|at our expense|as a gift|complimentary)"
)
GIVES = [
    f"{GIVING} ... {GIFTS}",
    "(# %|# percent|half) (discount|off)",
    "(drop|lower|reduce|cut|slash) [the|your|our|their|his|her] (price|fee|rate|cost|rent|bill)"
    " (by|to)",
    "(halve|halving) it",
    "(halve|halving) (the|your|our|their|his|her) [monthly|yearly|whole] (price|fee|fees|cost|rate"
    "|bill|rent|premium|debt|balance|amount)",
    "throw in (a|an|the|two|three|four|some|another|one|#|extra|free)",
    "(give|giving|offer|grant) ... (extra|free) (day*|week*|month*|year*|visit*|seat*|hour*)",
    f"(refund|reimburse|pay back|give back|credit) ... {MONEY}",
    "make it free",
    "(skip|write off|forget|forgive|drop|pay|cover) (the|their|his|her|this|that|all) [first|last"
    "|next|whole|remaining|missed] (invoice*|bill*|instalment*|fee|fees|debt*|balance|arrears)",
    "pay for (the|their|his|her|it|that)",
    "(meet|meeting) (them|him|her) (halfway|half way|in the middle)",
    "(split|share|halve) the difference",
    "match (their|his|her|the|what|whatever) ... (price|offer|quote|rate|wants|want|pays|pay)",
    "guarantee [them|him|her] (that|results|savings)",
    "buy one get",
    "(two|three) for [the price of] (one|two)",
    "if i (do|give) ... (half|%|percent)",
    "waive ... (fee|fees|charge|cost|penalty)",
    "(have won|has won|wins a|won a)",
    "(is|are|was|has been|have been) [already|fully] (accepted|approved|granted|waived"
    "|authorised|authorized|agreed)",
]
DENYING = [
    "(don't|do not|never|no|not|without|avoid|refuse|decline|instead of|before|rather than"
    "|keep from|hold|resist|can't|cannot|won't)"
]
ASKING = [
    "(ask|check|find out|explore|explain|verify|clarify|see if|see whether|look into|discuss"
    "|what|how|why|which|whether)"
]
UNSAFE = [
    "(unlock|reset|change|open|release) ... (without|before you ask|before asking)",
    "(without|no) [any|further|more|other] (security|identity) (question|questions|check|checks)",
    "before you ask anything",
    "(idiot|idiots|stupid|moron|morons|loser|losers|dumb|liar|liars|scum|thieves)",
    "(skip|bypass|waive|drop|ignore|leave out|omit|forgo|without) [the|any|all|this|their|her"
    "|his] (verif*|security|identity|identification|authentic*|check)",
    "(give|read|tell|share|reveal|send|dictate|disclose|hand) ... (password*|passcode*|pin|code"
    "|codes|card number|card numbers)",
    "write the code down",
    "(disable|switch off|turn off|remove|drop) ... (check|checks|security|verification|protection)",
    "without [the|a|any|their] (code|password|verification|check|checks)",
    "(give|read|tell|share|reveal|look up) ... (address|phone number|number|data) of",
    "(customer|caller|client) is [already] verified",
]
_MEDICINES = (
    "(pill*|tablet*|medication*|medicine*|dose|doses|antibiotic*|insulin|painkiller*|paracetamol"
    "|ibuprofen|aspirin|drops|mg|milligrams)"
)
MEDICAL = [
    "(stop|skip|halve|double|increase|reduce|lower|raise) [taking] (the|their|his|her|your|those"
    f"|these|any|all) ... {_MEDICINES}",
    f"(to|should|can|may|could|might|just) (take|have|use|try) ... {_MEDICINES}",
    f"(suggest|recommend|prescribe|advise) ... {_MEDICINES}",
    f"{_MEDICINES} (is|are) [quite|perfectly|completely|absolutely] (safe|fine|harmless|okay|ok)",
    "(swelling|lump|pain|rash|symptom*|bleeding|fever|result*|mole|cough|headache*) (is|are|isn't"
    "|aren't) [probably|surely|quite|likely|just] (harmless|benign|serious|nothing serious|normal"
    "|nothing to worry about|nothing to fear)",
    "(sounds|looks) like [a|an|the] [case of|bit of] (gout|flu|infection|allergy|migraine|cancer"
    "|sprain|fracture|virus|arthritis|diabetes|depression|covid|eczema)",
]
REFERRING = "(nurse|doctor|clinician|pharmacist|gp|specialist|surgeon|vet)"
HARMING = [
    "(hang up|insult|shame|threaten|lie to|mock|hang up on them|transfer this caller)",
]
DECLINING = [
    "(don't|do not|never|no|not|stay|keep|hold|ignore|decline|refuse|resist|return|come back"
    "|go back|bring|steer|redirect|politely|refocus|remind|set aside|move on|stick)"
]
ABOUT_ITSELF = [
    "(system prompt|silent coach|language model|answer in json)",
    "my (instructions|guidelines|rules|prompt)",
    "(as an ai|i am an ai|i'm an ai|i am a bot)",
]
