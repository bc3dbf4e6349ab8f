"""English words of agent acts, as cues; see `conversation.coaching.cues`."""

from conversation.coaching.detection.agent_act import AgentAct

_AMOUNT = (
    "(#|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
    "|two|three|four|five|six|seven|eight|nine|nineteen|eighteen)"
)
_SUM = f"({_AMOUNT}|one|eleven|thirteen|fourteen|sixteen|seventeen|million)"
"""What may stand right before a currency: the last word of any number."""
_DATA = (
    "(name|surname|number|email|address|postcode|zip|zip code|phone|date of birth|birthday|policy"
    "|reference|serial|account|order|booking|plate|registration|member id|social|digits|spelling"
    "|extension|case number|ticket)"
)

ACTS: dict[AgentAct, list[str]] = {
    AgentAct.GREETED: [
        "how (can|may|could) [i|we] ... help",
        "(my name is|you're speaking with|you're through to)",
        "(thanks|thank you) for (calling|contacting)",
        "this is ... (from|with|calling)",
        "(good morning|good afternoon|good evening)",
        "what can i do for you",
    ],
    AgentAct.ASKED_DATA: [
        "(can|could|may|might) (i|you|we) ... (have|get|take|give|confirm|verify|tell) ..."
        f" {_DATA}",
        f"(what's|what is|what was|what are|which is) (the|your) ... {_DATA}",
        f"(your|the) (full|first|last|account|order|policy|customer|phone|email) ... {_DATA}"
        " (please|?)",
        f"(confirm|verify|give me|tell me|read me|read out|repeat) (your|the|that) ... {_DATA}",
        "(spell|spelled|spelling) (that|it|your|the|this)",
        "spell (that|it)",
        "(who am i|whom am i|who do i have the pleasure of) [speaking|talking] [to|with]",
        "how (is|do you) ... spell*",
        "(make and model|which model|what model|what year)",
        "which (email|number|address|account|order)",
        "(first|last) (four|three|two|name)",
        "what's it (say|called)",
    ],
    AgentAct.ASKED_OPEN: [
        "(tell|show|describe|walk|explain) (me|us) [through|about|more|what|how]",
        "(can|could|would) you (describe|explain|walk|elaborate)",
        "(what|how|why) (happened|happens|exactly|about|would|did|do|does|is|are|was|can|could)",
    ],
    AgentAct.TOLD_PRICE: [
        f"{_SUM} (dollars|euros|pounds|bucks|grand|quid|cents|€|$|£|eur|usd|gbp)",
        "(€|$|£) #",
        f"{_AMOUNT} [a|per|an|each|every] (month|year|seat|user|agent|week|head|person|hour|licence"
        "|license|device|unit|monthly|yearly|annually)",
        f"(price|cost|costs|fee|charge|total|rate|quote|comes to|comes out|come to|that's|that'd be"
        f"|priced at|we charge|starts at|start at|runs|works out) [is|of|would be|at] [about|around"
        f"|just] {_AMOUNT} ... (month|year|seat|user|agent|hundred|thousand|total|plus|vat|tax)",
        f"(price|cost|fee|total|rate) (is|of|would be|comes to) [about|around|just] {_SUM}",
        f"(comes to|comes out at|priced at|works out at|costs) [about|around|just] {_SUM}",
    ],
    AgentAct.PROPOSED: [
        "(shall|should|could|can) we ... ?",
        "(would|do) you (like|want) (me|us|to)",
        "would (it|that|you|this) (help|be|work|prefer|suit|make sense)",
        "(how|what) about [we|if|a|on|monday|tuesday|wednesday|thursday|friday|tomorrow|next]",
        "(what if|why don't) (i|we|you)",
        "(i|we) (can|could) (offer|send|book|put|set|arrange|do|give|schedule|get you)",
        "let's",
        "(i'd|i would|we'd) (suggest|recommend|propose)",
        "(are you|would you be) (free|available|open)",
        "(does|would|how does) ... (work|suit|sound) [for] [you]",
        "(shall|should) i ... ?",
    ],
    AgentAct.APOLOGISED: ["(sorry|apologi*|apologies)"],
    AgentAct.REFUSED: [
        "unfortunately",
        "(i'm|we're|i am) (afraid|not able|unable|not allowed)",
        "(can't|cannot|could not|couldn't|won't be able to) (do|give|offer|refund|waive|cancel|make"
        "|change|accept|approve|help|go)",
        "(not possible|isn't possible|not allowed|no exceptions|non-refundable|not covered)",
        "(our|the|company) (policy|system) (doesn't|does not|says|is|won't)",
        "against (our|the|company) policy",
        "nothing (i|we) can do",
    ],
    AgentAct.INSTRUCTED: [
        "(please|try|go ahead and|can you|could you|you can|you need to|i need you to|just|now)"
        " (click|open|press|restart|type|select|unplug|plug|sign|log|hold|check|look|turn|scroll"
        "|enter|switch|reset|go to|tap|remove|put)",
        "(click|press|tap|type) (on|the|in|that)",
    ],
    AgentAct.HELD: [
        "(one|just a|give me a|bear with me a|half a) (moment|second|minute|sec)",
        "(bear with me|hold on|hang on|please hold|put you on hold)",
        "let me [just|quickly] (check|look|see|pull|have a look|find|bring)",
    ],
    AgentAct.WRAPPED_UP: [
        "(anything|something) else",
        "have a (good|great|nice|lovely|wonderful) (day|one|weekend|afternoon|evening|rest)",
        "(bye|goodbye|take care)",
        "(thanks|thank you) for (your time|choosing|your patience|the call)",
        "(speak|talk|see you) (soon|then|tomorrow)",
    ],
}
CLOSED = (
    r"(?:so |and |okay |ok |all |right |alright |great |perfect |well |now |then |just |but )*"
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|would|will|shall|should|isn t|aren t"
    r"|don t|doesn t|didn t|won t|may) (?:you|it|that|this|there|we|i|they|he|she|the|your|any|all)"
)
ASKING = "(what|how|why|when|where|which|who|whose)"
TAGS = "(right|correct|yes|is that right|is that correct|isn't it|okay|or not|aren't you|or no) ?"
BACKCHANNEL = (
    "(mm|mmm|mhm|mmhm|huh|uhhuh|aha|oh|ok|okay|right|yeah|yes|yep|sure|of course|i see"
    "|i understand|got it|understood|great|perfect|wonderful|thanks|thank you|alright|all right)"
)
