"""English vocabulary of the memory, as cues; see `conversation.coaching.cues`."""

from conversation.memory.words.vocabulary import MemoryVocabulary, word_set

_DOES = (
    "(send|email|mail|text|call|ring|phone|check|look|find|ask|talk|speak|book|schedule|set|put"
    "|get|give|make|bring|forward|prepare|arrange|confirm|follow|transfer|escalate|raise|open"
    "|order|ship|replace|refund|credit|waive|cancel|change|update|fix|sort|pay|sign|transfer|wire"
    "|return|pass|let|have|write|draft|share|drop|pick|come|chase|note|remove|add|reply|report"
    "|contact|reach|deliver|hand|move|start|review|read|try)"
)
ENGLISH = MemoryVocabulary(
    promises=[
        f"(i'll|we'll|i will|we will|i shall|we shall) [definitely|personally|also|then|just|go"
        f" ahead and|make sure to|be sure to] {_DOES}",
        f"(i'm|we're|i am|we are) (going to|gonna) {_DOES}",
        f"(i can|we can) {_DOES} ... [for] (you|by|today|tomorrow|tonight|monday|tuesday|wednesday"
        "|thursday|friday|next)",
        "(i|we) (promise|guarantee|commit)",
        "(you'll|you will) (get|have|receive|hear) ... (from|by|within|today|tomorrow|before|an"
        "|a|the|your)",
        "let me (send|email|call|ring|book|arrange|set up|get back|follow up|put you through)",
        "(i'll|we'll|i will|we will) get back to you",
        "(let's|let us|see you|speak to you|talk to you) [all|both] [meet|talk|speak|call|do it|say"
        "|make it|catch up|sit down] [again] ... (today|tonight|tomorrow|monday|tuesday|wednesday"
        "|thursday|friday|saturday|sunday|next week|next month)",
    ],
    no_promises=[
        "(i'll|i will|we'll) (have to|let you|tell you what|give you that|be honest|try not)",
        "(i'll|we'll|i will) (have|get) a (think|look around)",
        "(i'll|we'll|i will|we will) (ask|see|try) [you|myself] (if i|whether i|again why)",
    ],
    questions=[
        "(how|what|when|where|why|who|which) (much|many|long|soon|often|about|happens|if|is|are"
        "|was|were|do|does|did|can|could|would|will|should|kind|time|day)",
        "(do|does|did|can|could|would|will|is|are) (you|it|that|this|there|they|we|the)",
    ],
    smalltalk=[
        "how (are|r) (you|things)",
        "(can|do) you hear me",
        "(are you|anybody|anyone|you) (there|still there)",
        "how's it going",
        "(is that|is this) (right|correct|ok|okay)",
    ],
    deflections=[
        "(let me|i'll|i will|i'd have to|i need to|i have to|i would have to|we'll) (check|find"
        " out|ask|see|look|get back|come back|confirm)",
        "(i don't|i do not|i'm not|not) (know|sure|certain)",
        "(good|great|fair) question",
        "(one|just a|give me a|bear with me a) (moment|second|minute|sec)",
        "(bear with me|hold on|hang on)",
    ],
    settled=[
        "(fair enough|makes sense|that works|works for me|works for us|sounds good|sounds great"
        "|sounds fair|sounds fine|sounds reasonable)",
        "(that's|that is|that'd be|that would be) (fine|fair|good|great|okay|ok|reasonable|helpful"
        "|perfect|better|reassuring|all right|alright|good to know|good to hear|doable)",
        "(that|which) (helps|settles it|answers it|answers my question|clears it up|solves it)",
        "(happy|fine|okay|ok|good) with that",
        "(let's|let us) (do|go|start|try|book|sign)",
        "(i'm|we're|i am|we are) (convinced|reassured|in|sold)",
        "(i can|we can|i could|we could) (live with|do|work with) (that|it|this)",
        "(oh|ah) (good|great|perfect|brilliant|excellent|nice)",
        "(perfect|brilliant|excellent|lovely)",
    ],
    unsettled=[
        "(not|isn't|doesn't|don't|wouldn't|hardly|if|would that|whether) ... (fair enough|makes"
        " sense|make sense|works|work|fine|good|helps|perfect)",
        "(but|still|though|however) (it|that|i|we|the|too|not|you)",
    ],
    glad=[
        "(great|excellent|fantastic|brilliant|wonderful|awesome|amazing|perfect|lovely|superb)",
        "(happy|pleased|delighted|glad|impressed|relieved|excited|grateful|satisfied)",
        "(love|like|enjoy|appreciate) (it|that|this|the|your|how|what|you)",
        "(thank you|thanks) so much",
        "(that's|that is|sounds|looks|seems) [really|very|so|pretty] (good|great|helpful|kind"
        "|nice|interesting|promising)",
        "(works|worked|runs|working) (well|great|perfectly|fine)",
        "(much|so much|way) better",
        "(can't wait|looking forward|good news|well done|you're a star|made my day|very helpful)",
    ],
    cross=[
        "(terrible|awful|horrible|dreadful|useless|ridiculous|rubbish|appalling|disgusting"
        "|disgrace*|unacceptable|outrageous|pathetic|shocking|joke|nightmare|shambles|hopeless)",
        "(angry|annoyed|upset|furious|frustrat*|disappoint*|fed up|sick of|tired of|unhappy"
        "|dissatisfied|livid|irritat*|worried|afraid|scared|stressed|desperate|exhausted)",
        "(too|very|so|way too|really) (expensive|dear|slow|complicated|late|long|difficult|much)",
        "(bad|worse|worst|poor) (service|experience|support|quality|idea|time|news|timing|enough)",
        "(hate|regret|dread) (it|that|this|the|your|when|having|how)",
        "(waste|wasting|wasted) ... time",
        "(doesn't|didn't|don't|won't|isn't|never|still not) [even] (work|works|working)",
        "(had enough|enough of this|what a mess|not good enough|let [us|me] down|ripped off"
        "|rip off|not happy|not impressed|not acceptable|not fair|last straw)",
        "(not|never|isn't|wasn't|aren't) [very|really|at all|exactly|so] (happy|pleased|satisfied"
        "|impressed|great|helpful|convinced)",
        "(complain|complaint|complaining)",
        "nobody (calls|called|answers|answered|cares|helps|helped|listens)",
    ],
    unless=[
        "(good|great|lovely|wonderful) (morning|afternoon|evening|day|weekend)",
        "(have|enjoy) a ... (day|weekend|evening|one)",
        "would (you|it) (like|love)",
        "i'd (like|love) to",
        "(i'm|we're|i am|we are) (happy|glad|pleased) to",
        "(happy|glad|pleased) to (help|hear|meet|do|take)",
        "(not|nothing|isn't|wasn't) [too|so|really] (bad|terrible|awful)",
        "not (angry|annoyed|upset|worried|frustrated|disappointed|unhappy)",
        "great (deal|many|britain)",
    ],
    pains=[
        "(we|i) (keep|keeps|kept) (losing|missing|forgetting|having|getting|waiting|paying)",
        "(we|i) [still] (waste|lose|spend|are losing|are wasting|are spending|lost|wasted) ..."
        " (hours|days|weeks|money|time|customers|orders|sleep|a fortune|thousands)",
        "(takes|took|takes us|takes me|costs us|costs me|cost us|cost me) ... (hours|days|weeks"
        "|forever|ages|months|a fortune|too long)",
        "(the|our|my) [biggest|main|real|only] (problem|issue|trouble|headache|pain|worry"
        "|struggle|concern) (is|with|was)",
        "(we're|i'm|we are|i am|we've been|i've been) (struggling|stuck|drowning|falling behind"
        "|short-staffed|understaffed|locked out)",
        "(drives|driving|drove) (me|us|everyone) (mad|crazy|nuts)",
    ],
    paid=word_set(
        "pay pays paying paid cost costs price priced charge charged charges budget quote quoted"
        " spend spending fee fees bill deposit offer offered offers cheaper dearer"
    ),
    introductions=(
        "my name is",
        "my names",
        "my name s",
        "name is",
        "speaking with",
        "speaking to",
        "this is",
        "i am called",
    ),
    origins=word_set("from with at of calling"),
    titles=word_set("mr mrs ms miss dr prof sir madam"),
)
