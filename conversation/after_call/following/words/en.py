"""English vocabulary of following; see `conversation.after_call.following.words.vocabulary`."""

from conversation.after_call.following.words.vocabulary import FollowingVocabulary

ENGLISH = FollowingVocabulary(
    owns=[
        "(sorry|apologi*|apologies|my fault|our fault|our mistake|my mistake)",
        "(i'd|i would|anyone would|anybody would) be ... too",
        "(i can|i completely|i totally|i do|i) (see|hear|understand) (how|why|that you|you're"
        "|your)",
        "that (must|shouldn't|should not|isn't|is not) (be|have|good enough|how|okay|right)",
        "(you're|you are) right to be",
        "you have every (right|reason)",
        "(you) shouldn't have (had|been|to)",
    ],
    thanks=[
        "(thank you|thanks) [so much|very much] for",
        "(appreciate|grateful|glad) [it|that|you] [for] (you|your|it|that|being|telling|saying)",
        "means a lot",
    ],
    recaps=[
        "(to|quick|let me|i'll) (recap|sum up|summarise|summarize|go over)",
        "(so we've|so we have|so far we've) (agreed|done|got|said)",
        "in short",
    ],
    offers=[
        "(i|we) (can|could) (offer|do|give|set|put|move|split|get|send|arrange|book|pause)",
        "(how about|what about|what if|shall we|shall i|why don't we|let's|rather than|instead of)",
        "(you could|you can) (go|try|start|have|take|pay|move|split|keep)",
        "would you (like|prefer) (me|us|to|a)",
        "(would|does|is) (monday|tuesday|wednesday|thursday|friday|tomorrow|next week)",
    ],
    promises=[
        "(i'll|we'll|i will|we will|i'm going to|we're going to) (get|book|send|call|ring|email|do"
        "|have|make|put|check|block|confirm|arrange|find|bring|open|order|refund|fix|chase|note)",
        "you'll (have|get|hear|receive)",
    ],
    gives_back=[
        "(bad|wrong|busy) (time|moment)",
        "(in the middle of|let you go|won't keep you|won't bother you|leave you to it)",
        "(try|call|ring) you [back] (later|tomorrow|again|another)",
    ],
    brings_in=[
        "(colleague|supervisor|manager|our care team|our team|specialist) ... (join|speak|talk|help"
        "|call|here|in)",
        "(someone|somebody) [else] from",
        "(put|pass|hand) you (through|over|on)",
        "bring in",
    ],
    argues=[
        "(that's|that is|it's|this is) (not true|wrong|incorrect|nonsense|not correct|not right"
        "|simply not)",
        "you (did|do|are) [get|have] ... (i can see|letter|wrong|mistaken)",
        "(price|it) is (completely|perfectly|absolutely|very|really) (fair|reasonable|normal"
        "|cheap)",
        "(nobody|no one|no other) ... (gives|offers|has)",
        "(with respect|with all due respect|as i said|like i said|as i already)",
    ],
    refuses=[
        "(i'm|we're) afraid",
        "unfortunately",
        "(can't|cannot|won't|couldn't|unable to|don't|not able to) (do|give|offer|refund|send|pause"
        "|change|cancel|waive|make|help|accept|move|replace|that)",
        "(against|not in) (our|the|company) policy",
        "(not possible|isn't possible|no refund*)",
    ],
    leaves=[
        "(have to|got to|need to|going to|gonna|must) (hang up|go now|leave you|drop off|end the)",
        "i'm hanging up",
    ],
    hands_out=["(what's|what is|tell me|give me|read me|confirm) [your|the] ...", "i promise"],
    asks=[
        "(who|whom|whose|what|which|when|where|why|how)",
        "(is|are|was|were|do|does|did|have|has|can|could|would|will|may) (you|it|that|there|they"
        "|this|anything|anybody|anyone|somebody|someone|something|i|we|your|the)",
    ],
    empty=(
        "the and you your yours for with that this these those from have has had are was were"
        " will would could should can may might must not but its it's they them their there here"
        " what which who whom whose when where why how about into out off one once then than too"
        " very just also only all any some more most much many our ours ask asks say says tell"
        " tells get give gives make let lets put take before after again still now today really"
        " right okay yes well like know think going want need does did done don doesn isn being"
        " been him her his she let's other each over under until while because if so is be to of"
        " in on at by as it an a i we he me my us or no do something anything somebody anybody"
        " someone anyone nothing thing things"
    ),
)
