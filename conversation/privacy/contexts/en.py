"""English contexts."""

from conversation.privacy.contexts import forms
from conversation.privacy.contexts.rows import ContextRow, row
from conversation.privacy.kinds import PiiKind

_SECURITY_CODES = (
    r"(?:security|verification|card verification|validation|auth\w*|access|one[ -]time)"
    r" (?:code|number|value)(?: number)?"
)
_EXPIRE = r"(?:expir(?:y|ation|es?|ing|ed)|valid|good|runs out)"
_CONTRACTS = (
    r"(?:contract|subscription|offer|trial|quote|warranty|lease|agreement|promo(?:tion)?|permit|"
    r"membership|policy|passport|licen[cs]e|deal|discount|coupon|certificate|domain)s?"
)
_PEOPLE = (
    r"(?:i|he|she|they|who|son|daughter|wife|husband|mother|mom|mum|father|dad|brother|sister|"
    r"child|baby|partner|patient|kid|you)"
)
_PUBLIC = (
    r"(?:order|ticket|tracking|invoice|case|reference|confirmation|booking|part|serial|model|"
    r"version|purchase order|po|sku|extension|ext|room|flat|suite|exit|route|zip|error|promo|"
    r"promotion|discount|coupon|post|postal|product|item|flight|gate|release|build|"
    r"quote|claim|job|lot|bus|port|page|chapter|meter)"
)

ROWS: tuple[ContextRow, ...] = (
    row(PiiKind.CARD, "card number digits debit mastercard visa amex sixteen 16 front",
        r"(?:credit |debit |bank )?card(?: number)? (?:is|was|ends up)", r"card(?:'s| no\.?| #)",
        r"(?:credit |debit |bank |visa |mastercard |amex )?card numbers?", "debit card",
        "credit card", "long number", r"numbers? (?:on|across|from) (?:the|your|my) (?:\w+ )?card",
        r"(?:number|digits) across the front", r"(?:sixteen|16)[- ]digits?(?: number)?",
        r"front of (?:the|your|my) card", r"(?:the|my|your) (?:visa|mastercard|amex) (?:is|number)",
        **forms.CARD),
    row(PiiKind.CODE,
        "code number value cvv cvc cvv2 cvc2 csc cid pin passcode password pass otp back "
        "signature digits verification front memorable"
        " numbers",
        _SECURITY_CODES, r"(?:cvv|cvc)\s?2?", "csc", r"(?:\w+ )?digit code",
        r"signature (?:strip|panel)",
        r"(?:three|3) (?:digits|numbers)", r"(?:four|4|six|6) digits", r"pass ?code", "otp",
        r"security digits",
        r"(?:front )?code on the front", "front code", "verification", r"memorable (?:number|word)",
        r"(?<!to )pin(?: (?:code|number))?(?! (?:it|to|that|this|down)\b)", "password",
        r"(?:digits|numbers?|code)? ?(?:on|from) the (?:back|reverse)(?: of (?:the|your|my) card)?",
        r"code (?:that )?(?:you|we|i|they) (?:just )?(?:have )?(?:texted|sent|text|send|emailed)"
        r"(?: (?:me|you))?", **forms.SECURITY),
    row(PiiKind.CARD, "card", "card", least=12, full=16, gap=4, holds=4),
    row(PiiKind.CODE, "code", r"(?:the|my|your) code(?: (?:is|i (?:got|have|received)))?",
        gap=3, most=8),
    row(PiiKind.CODE, "security", "security", least=3, most=4, full=3, gap=1, holds=0),
    row(PiiKind.CODE, "text sms", r"by (?:text|sms)", least=4, most=8, gap=0),
    row(PiiKind.CODE, "code back digits", "code", "back", r"digits", beside=True, least=3, most=4,
        full=3,
        gap=4, holds=0),
    row(PiiKind.EXPIRY, "expiry expiration expires expire expiring exp valid good date runs",
        "expiry", r"expiration",
        r"runs out", r"date on (?:it|the card|my card)", r"exp(?:\.|iry)?(?: date)?",
        r"expires?", "expiring",
        r"valid (?:until|till|thru|through|to)", r"good (?:thru|through|until)", **forms.MONTH),
    row(PiiKind.EXPIRY, "valid", r"valid from", **(forms.MONTH | {"full": 8})),
    row(PiiKind.ACCOUNT, "account acct sort code routing aba transit",
        r"(?:accounts?|acct) (?:number|no\.?|num|#)", "sort code", r"the sort(?: is)?",
        r"routing(?: (?:number|code))?",
        r"aba(?: number)?", r"transit number", **forms.BANK),
    row(PiiKind.ACCOUNT, "account", "account", least=6, most=17, gap=3, holds=0),
    row(PiiKind.IBAN, "iban", "iban", **(forms.LETTERED | {"least": 8, "most": 34, "full": 22})),
    row(PiiKind.ID, "social ssn security tax", r"social security(?: number)?", "ssn",
        r"(?:my|your|his|her|the) social(?! (?:life|media|network|team|post|club)\w*)",
        r"tax (?:id|number)(?: number)?", "itin", most=9, full=9),
    row(PiiKind.ID, "social", r"social", least=9, most=9, full=9, gap=2, holds=0),
    row(PiiKind.ID, "licence license green alien resident residence",
        r"licen[cs]e(?! (?:key|plate|fee|cost))",
        r"green card(?: number)?", r"alien (?:registration )?number",
        r"residen\w+ (?:permit|card)(?: card)?",
        **(forms.LETTERED | {"least": 6, "gap": 2, "holds": 0})),
    row(PiiKind.ID, "id identification",
        r"(?:id|identification|identity) (?:number|card)(?: number)?",
        r"(?:my|your|state) id(?: is)?", **(forms.LETTERED | {"least": 6})),
    row(PiiKind.ID, "insurance ni nino nhs medicare", r"(?:national )?insurance number",
        "national insurance", "ni number",
        "nino", r"nhs(?: number)?", r"medicare(?: number)?", **forms.LETTERED),
    row(PiiKind.ID, "passport", r"passport(?: (?:number|no\.?|is))?",
        **(forms.LETTERED | {"least": 6})),
    row(PiiKind.ID, "licence license dl driver driving",
        r"(?:driver|driving)(?:'s|s|’s)? licen[cs]e(?: number)?", r"licen[cs]e number",
        "driver number", r"dl(?: number)?", **forms.LETTERED),
    row(PiiKind.DOB, "birth birthdate birthday dob born", r"date of birth", r"birth ?dates?", "dob",
        r"d\.o\.b\.?", rf"{_PEOPLE}(?: \w+)? (?:was|were|is) born", "were you born",
        r"year of birth", **forms.BIRTH),
    row(PiiKind.DOB, "born birthday", "born", r"birthday", **(forms.BIRTH | {"least": 5})),
    row(PiiKind.EMAIL, "email mail emails", r"e-?mail(?: address)?", **forms.MAIL),
    row(PiiKind.PHONE,
        "phone mobile cell landline telephone number callback reach call fax whatsapp text ring",
        r"(?:phone|mobile|cell|landline|telephone|callback|contact|fax|whatsapp)(?: number)?",
        r"(?:best|good) number", r"(?:my|your|his|her) number",
        r"(?:text|ring|phone) (?:me|him|her|us) (?:at|on)", r"number (?:to|where|you can|we) \w+",
        r"reach (?:me|him|her|us|you) (?:at|on)", **forms.TELEPHONE),
    row(PiiKind.PHONE, "area", r"area code(?: is)?", **(forms.TELEPHONE | {"holds": 5})),
    row(PiiKind.PHONE, "call", r"call (?:me|him|her|us)(?: back)? (?:at|on)",
        **(forms.TELEPHONE | {"holds": 5})),
    row(None, "number code reference sku po extension ext room flat suite exit route zip postcode"
        " port order tracking flight gate booking confirmation invoice",
        rf"{_PUBLIC} (?:number|code|no\.?|ref\w*|id)",
        "sku", "postcode",
        r"(?:order|room|extension|exit|route|flat|suite|port|ticket|flight|gate|po|invoice)",
        r"tracking", r"reference", **forms.PUBLIC),
    row(None, "expires expire expired expiring valid good expiry expiration runs",
        rf"{_CONTRACTS}(?: \w+)?(?: \w+)? {_EXPIRE}(?: \w+)?", **forms.PUBLIC),
    row(None, "card ending ends last", r"(?:card|account|visa|mastercard) (?:\w+ )?(?:ending|ends)"
        r" (?:in|with)", r"ending (?:in|with)", **forms.PUBLIC),
    row(None, "born", r"(?:company|firm|business|idea|project|brand|startup|product|team)(?: \w+)?"
        r" (?:was|is) born", **forms.PUBLIC),
    row(None, "many much how", r"how (?:many|much|long|old)", **forms.PUBLIC),
    row(None, "balance limit total price", r"(?:balance|limit|total|price)(?: of| is)?",
        **forms.PUBLIC),
)  # fmt: skip
