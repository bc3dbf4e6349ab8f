"""English vocabulary of summaries; see `conversation.after_call.summary.words.vocabulary`."""

from conversation.after_call.summary.words.vocabulary import SummaryWords, field
from conversation.memory.words.vocabulary import word_set

_BUDGET = field(
    "budget",
    "Budget",
    "What the customer can or will spend.",
    "(budget|budgeted|budgets)",
    "(can|could|able to|afford to|willing to|want to|going to) (spend|pay)",
    "(set aside|allocated) ... for",
)
_DECIDES = (
    "(decide|decides|decision|decisions|sign off|signs off|sign it off|approval|approves|approve)",
    "(my|our|the) [finance|financial|managing|sales|technical] (boss|manager|director|board|cfo"
    "|ceo|cto|partner|wife|husband|owner)",
    "(run|take|put) it (by|past|to) (my|our|the)",
)
_PAIN_CUES = (
    "(problem|problems|issue|issues|trouble|headache|struggle|struggling|frustrating|painful)",
    "(we|i) [keep|still] (losing|lose|waste|wasting|miss|missing)",
    "(need|needs|looking for)",
)
ENGLISH = SummaryWords(
    wants=[
        "(i'd|i would|we'd|we would) (like|love|prefer)",
        "(i|we) [really|also|just|actually] (want|need|wanted|require)",
        "(i'm|we're|i am|we are) [really|also|just] (looking|hoping|interested|trying|after)",
        "(calling|ringing|phoning|call) (about|because|to|regarding)",
        "(can|could) (you|i|we) [please] (get|have|send|change|cancel|move|book|check|tell|give"
        "|help)",
    ],
    yes=[
        "(yes|yeah|yep|yup|ok|okay|sure|deal|agreed|absolutely|definitely|exactly|correct|right"
        "|perfect|fine|great|good|alright|all right|sounds good|go ahead|let's do|works for me)",
    ],
    understands=[
        "(i|we) [can|do|totally|completely|fully|really|absolutely|quite] (hear|understand|get|see"
        "|appreciate) [where] (you|you're|your|that|it|how|why) [coming from|feel|say|mean]",
        "(that's|that is|it's|it is|that's a) [a|totally|completely|perfectly|very] (fair"
        "|understandable|reasonable|fair point|good point|fair question|valid point|a lot)",
        "(fair enough|good point|no problem|no worries|of course|sure|right|okay|ok|yeah|yes|hmm)",
        "(goodbye|bye|thank you for your time|thanks for your time|have a nice day)",
        "(take your time|thanks for telling me|thank you for telling me|let me see|good question"
        "|i'm sorry to hear that|sorry to hear that)",
    ],
    moves_on=[
        "(anyway|anyhow|by the way|another thing|one more thing|something else|another question"
        "|different question|moving on|on another note)",
    ],
    dictated=[
        "(write|put|note|record|say|state|add|include|mention|log) [it|this|that|down|please]"
        " (in|into|on|to) (the|your|this|our) [call|meeting] (summary|minutes|recap|transcript"
        "|report|notes|crm)",
        "(the|your|this) [call] (summary|minutes|recap|transcript) (must|should|shall|has to"
        "|needs to|will|can) (say|state|read|show|mention|include)",
        "(make sure|ensure) [that] (the|your|this) [call] (summary|minutes|recap) (says|states"
        "|shows|reads|mentions)",
    ],
    promising=[
        "(agree|agrees|agreed|agreeing|agreement|promise|promises|promised|promising|commit"
        "|commits|committed|commitment|guarantee|guarantees|guaranteed|confirm|confirms|confirmed"
        "|accept|accepts|accepted|approve|approved|approves|pledged|undertakes|undertook|signed"
        "|ordered|granted|waived|offered|assured|consented)",
    ],
    will=["(will|shall|is going to|are going to|i'll|we'll|he'll|she'll|they'll)"],
    denied=[
        "(not|no|never|none|nothing|nobody|neither|nor|without|don't|doesn't|didn't|isn't|aren't"
        "|wasn't|weren't|won't|wouldn't|can't|cannot|couldn't|haven't|hasn't|hadn't|refuse|refuses"
        "|refused|declines|declined|rejected|rejects|unable|instead of|rather than|unless)",
    ],
    of_agent=["(agent|advisor|representative|rep|seller|we|i|company|our team|we'll|i'll)"],
    of_customer=["(customer|client|caller|buyer|prospect|lead|patient)"],
    telling=word_set(
        "customer client caller agent advisor says said saying tells told asks asked wants want"
        " wanted needs need needed mentions mentioned explains explained states stated reports"
        " reported calls called about that they their them there this with from have been would"
        " could should will what which when where also than then into more some very and the"
    ),
    agent="Agent",
    customer="Customer",
    missed="Not met",
    subject="Our call",
    greeting="Hello {name},",
    greeting_nobody="Hello,",
    thanks="Thank you for your call. This is what I have noted.",
    promised="From our side:",
    accepted="From your side:",
    open="Still open:",
    closing="If anything is missing or wrong, please tell me.",
    bant=(
        _BUDGET,
        field("authority", "Authority", "Who decides, and who else has a say.", *_DECIDES),
        field("need", "Need", "What the customer needs, and why.", *_PAIN_CUES),
        field(
            "timeline",
            "Timeline",
            "By when the customer wants to decide or begin.",
            "(deadline|timeline|timeframe|time frame|start date|go live|by when|as soon as|asap)",
            "(by|before|until|end of|from|in) [the] (next week|next month|next quarter|next year"
            "|monday|tuesday|wednesday|thursday|friday|january|february|march|april|may|june|july"
            "|august|september|october|november|december|this month|this year|the year)",
        ),
    ),
    meddpicc=(
        field(
            "metrics",
            "Metrics",
            "The figures by which the customer measures success.",
            "(save|saves|saving|reduce|reduces|increase|roi|return on|per cent|percent|hours a"
            " week|hours a month|kpi|metric*)",
        ),
        field("economic_buyer", "Economic buyer", "Who releases the money.", *_DECIDES),
        field(
            "decision_criteria",
            "Decision criteria",
            "What the customer judges an offer by.",
            "(important|matters|criteria|criterion|must have|requirement*|compare|comparing)",
        ),
        field(
            "decision_process",
            "Decision process",
            "The steps by which the customer decides.",
            "(process|committee|procurement|tender|next step*|evaluation|pilot|trial|shortlist)",
        ),
        field(
            "paper_process",
            "Paper process",
            "What contracts and forms it takes.",
            "(contract|legal|paperwork|terms|purchase order|po|nda|signature|security review)",
        ),
        field("pain", "Identified pain", "What hurts, and what it costs.", *_PAIN_CUES),
        field(
            "champion",
            "Champion",
            "Who at the customer's wants this to happen.",
            "(champion|colleague*|i'll push|i'd push|pushing for|recommend it)",
            "my team (loves|wants)",
        ),
        field(
            "competition",
            "Competition",
            "Who else is considered, or in use.",
            "(competitor*|alternative*|other (offer*|provider*|supplier*|vendor*|quote*)|currently"
            " (use|using|with)|we use|another (company|provider|supplier|offer|quote))",
        ),
    ),
)
