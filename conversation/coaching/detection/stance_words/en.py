"""English words of stance, as cues; see `conversation.coaching.cues`."""

from conversation.coaching.detection.stance_words.vocabulary import StanceVocabulary

_TOLD = "(says|said|say|finds|thinks|thought|reckons|claims|told me|tells me|keeps saying|swears)"
_KIN = (
    "(brother|sister|cousin|uncle|aunt|neighbour|neighbor|friend|friends|mate|buddy|brother-in-law"
    "|sister-in-law|flatmate|roommate|classmate|hairdresser|colleague at my old job)"
)

ENGLISH = StanceVocabulary(
    negators=[
        "(not|never|neither|nor|without|hardly|no longer)",
        "(don't|doesn't|didn't|isn't|aren't|wasn't|weren't|won't|wouldn't|shouldn't)",
        "(haven't|hasn't|hadn't|ain't)",
        "(there's|there is|there are|have|has|had|having|with|is|got) no",
    ],
    no_negation=[
        "not (going to lie|gonna lie|mess about|mess around)",
        "you not (got|have|do|see|know|think)",
        "(don't|doesn't|isn't|aren't|won't|can't|didn't) ... ... (do you|does it|is it|are you"
        "|will you|did you)",
        "(can't|cannot|couldn't|don't|won't|didn't) (believe|stand|help|get over|understand"
        "|wait|think so"
        "|get me wrong|tell me)",
        "(not|isn't|don't|doesn't) (only|just|even|know|sure|to mention|happy|good|ok|okay|fair)",
        "(why|if) (don't|doesn't|didn't|isn't|aren't|can't|won't|not)",
        "(isn't|aren't|wasn't|doesn't|don't|didn't|can't|won't|couldn't) (that|this|it|there"
        "|you|they"
        "|we|he|she)",
        "(couldn't|can't) be (more|any)",
        "not (for|until|unless|working|one|a single|enough|again|anymore|any more)",
        "nothing (but|works|is working|happens)",
        "(not going to|won't|not gonna|never going to) (pay|accept|put up|stand|take|tolerate|let)",
        "no wonder",
        "(wouldn't|won't|not) (believe|credit)",
        "never (again|mind|ever)",
    ],
    opinions=[
        "(think|thinking|say|saying|said|mean|believe|find|feel|suggest|suggesting|imply|call"
        "|calling"
        "|claim|claiming|expect|want|need|have|know of|seem|look|sound|plan|planning|going|asking)",
    ],
    subjects=["(i|you|we|they|he|she|it|that|this|there|what|who|which)"],
    restarts=[],
    links=[],
    deniers=[
        "(not|it isn't|it wasn't|that isn't) (saying|that|like|because|about|as if|so much|the)",
        "(don't|didn't|do not) (mean|say|think|believe|want you to think)",
        "wouldn't (say|think|want you to think)",
        "(nobody|no one) (says|said|saying|thinks|wants)",
        "(nobody's|no one's|nobody is|no one is) (saying|talking)",
        "(no need|no reason|no intention|no plans) (to|for|of)",
        "(far from|anything but|by no means|in no way|far be it from)",
        "(last thing [that] (i|we) (want|need|would do|wanted)|nothing further from)",
        "(i'd|we'd|i would|we would) (be (mad|crazy|daft|stupid|a fool) to|never dream of)",
        "(no way|no chance) (i'd|we'd|i'm|we're|i'll|we'll|am i|would i|are we)",
        "(don't|didn't) for (a|one) (minute|moment|second) (think|believe|say|want)",
        "((i|we|it|you|they|he|she|that) used to|not anymore)",
    ],
    behind=[],
    disowned=[
        "(don't|didn't|do not|can't) [really|quite] (think so|agree|believe that|believe it|see it"
        "|buy it|buy that|care|feel that way|mind)",
        "(disagree|not me|not us|not at all|far from it|not true|that's nonsense|that's not true"
        "|nothing to do with me|no way|not my view|not my opinion|not what i think|i doubt it)",
        "(he's|she's|they're|he is|she is|they are) (wrong|joking|exaggerating|mistaken|not right)",
        "(it's|it is|that's|we're|i'm) [all] (fine|okay|ok|good) (for us|for me|with us|with me"
        "|now)",
        "(not the case|not like that|not so) [here|with us|for us]",
    ],
    shared=[
        "(he's|she's|they're|he is|she is|they are) [probably|kind of|absolutely|maybe] right",
        "(i|we) [kind of|sort of|do|really|also|totally|tend to] (agree|think so too|think the"
        " same|feel the same)",
        "(so do i|so am i|me too|same here|same for me|same with us|and it's true|exactly that"
        "|starting to think|starting to believe|and now [i|we|mine|ours|it's])",
        "(happened|happens|happening) to (me|us) [too|as well|now]",
    ],
    reporting=[_TOLD],
    hearsay=[
        "(people|some people|everybody|everyone|some|others|folks|lots of people) [always"
        f"|online] {_TOLD}",
        "(i|we|i've|we've) (heard|read|seen|saw) [it|that] (somewhere|online|in the news|in the"
        " paper|in the"
        " papers|on the news|on the internet|on a forum|on reddit|on facebook|on tv|in a review)",
        "(reviews|review|internet|forum|forums|newspaper|papers|article|rumour|rumours|rumor)"
        " (say|says|said)",
        f"my {_KIN} [always|just|also] {_TOLD}",
        "(a|some) (friend|guy|mate|colleague|neighbour|neighbor|buddy) [of mine|i know|at"
        f" work] [always] {_TOLD}",
        f"(someone|somebody) (i know|at work|online) {_TOLD}",
    ],
    others=[
        f"my {_KIN} (had|has|got|was|were|is|lost|cancelled|canceled|switched|went|used|works"
        "|had his|bought)",
        f"my {_KIN} s",
        "(a|some) (friend|guy|mate|colleague|neighbour|neighbor|buddy) [of mine|i know|at work]"
        " (had|has|got|was|lost|cancelled|canceled|switched|went|used|who)",
        "(somebody|someone) (i know|at work|down the street|next door) (had|has|got|was|lost)",
        "(there was|saw|watched|read) ... (movie|film|show|series|podcast|book|article|story|news)",
    ],
    joking=["(just|only|i'm|i was|we were) (kidding|joking|messing)"],
    over=[
        "(but|and) (not any more|not anymore|not now|that's behind us|that's all behind|it's [all]"
        " fine now|it's been fine since|that's [all] sorted|it's [all] sorted|that got sorted)",
        "but (no it's|no it was|no everything's|no all) [all] (fine|good|okay|there|well|nothing)",
        "(false alarm|panic over|turned out fine|turned out to be nothing|all behind us now)",
    ],
    supposed=[
        "if (i|we) (were|was|ever|wanted|went|would have|could have) [to]",
        "if (it|you|he|she|they|that|anything|something) ever",
        "(hypothetically|theoretically|in theory|for the sake of argument)",
        "(supposing|let's suppose|imagine if|imagine we|imagine that|just imagine|let's say"
        "|let's pretend)",
        "(would have|would've|could have|could've|might have) (been|had|got)",
        "(in case|worst case|god forbid|knock on wood)",
    ],
    again=["(again|another|one more time|once more)"],
    ironic=[
        "(oh|well|yeah|ha) (great|wonderful|fantastic|brilliant|lovely|perfect|terrific|super|nice"
        "|sure|right|joy|sure thing)",
        "(just|that's just|how|isn't that|well isn't that) (great|wonderful|fantastic|brilliant"
        "|lovely|perfect|terrific|super|what i needed|what we needed|peachy)",
        "(yeah|yes|oh) (right|sure|because)",
        "thanks (for nothing|a lot for nothing|a bunch)",
        "(thank you|thanks) so much for (nothing|wasting|making me|keeping me|that)",
        "(as if|sure because|because obviously|because clearly)",
        "(great|wonderful|fantastic|brilliant|lovely|excellent|amazing|perfect|impressive)"
        " (job|service|work|timing|start|stuff|company|system|support) (you|really|as usual"
        "|again|guys|there)",
        "(good luck with|congratulations on|bravo|slow clap|big surprise|what a surprise)",
        "(love|enjoy|adore) (waiting|being|paying|repeating|how you|calling|spending)",
        "(money to burn|made of money|nothing better to do|all the time in the world|all day)",
    ],
    idioms=[
        "(put|hang|set|lay) ... (phone|receiver) down",
        "dead (serious|right|certain|sure|tired|set|on|easy|simple|line|end)",
        "(team|sales|you're|we're|she's|he's|market) [are|is] on fire",
        "(fire away|fired up|fire drill|ring of fire|fire sale|hire and fire)",
        "(down the road|down with|down under|up and down"
        "|upside down|break it down|write that down|note that down|calm down|slow down|sit down"
        "|settle down|scroll down|down the line|top down|double down|down time|lie down|got it"
        " down)",
        "as soon as possible",
        "(food|tennis|basketball|squash) court",
        "(my name is|i'm|this is|it's|with|called|for|ask for) sue",
        "(burning|sixty four thousand dollar) question",
        "(to die for|die laughing|dying to|killing it|kills me|dressed to kill|time to kill)",
        "(it's|that's|what|absolute|such) a steal",
        "(piece of cake|hang on|hold on|hang about|hold your horses)",
        "(crash course|crash at|crashed out|crashed at|crashed on the)",
        "(cancel out|cancels out|noise cancelling|noise canceling|cancelling headphones)",
        "(manager|boss|supervisor) (mode|battle|baby)",
        "(don't|no) worr*",
        "(free of charge|in charge|charge my phone|charging cable|charged the battery|battery"
        " charge*)",
        "(smoking hot|smoke and mirrors|holy smoke|smoke break|burning the midnight|burn rate)",
        "(sick leave|off sick|called in sick)",
        "(lost count|lost weight|lost track|get lost|long lost|lost and found)",
        "(stuck in (traffic|a meeting)|stuck with it)",
        "(waste of space|legal holiday|legal department|legal name|legal age)",
        "(switch on|switch it on|switch off|switch it off)",
        "(take your time|waste bin|the other half|half an hour|half past)",
    ],
    quoting=[
        "(ad|advert|advertisement|commercial|slogan|song|joke|brochure|flyer|leaflet|poster"
        "|headline)"
        " (says|said|goes|went|was|is|reads)",
        "(as they say|like they say|as the saying goes|so to speak|in inverted commas|quote"
        " unquote)",
        "(movie|film|series) (called|where|about)",
    ],
    breaks=[
        "(but|and|because|so|although|though|since|while|when|which|or|then|except|unless|until)"
    ],
)
