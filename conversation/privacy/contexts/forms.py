"""PII forms: the values that contexts announce, as options of a `Row`, in all languages."""

from conversation.privacy.contexts.rows import ValueShape

CARD = {"least": 4, "full": 16, "holds": 2}
SECURITY = {"least": 3, "most": 8, "full": 3, "holds": 1}
MONTH = {"shape": ValueShape.EXPIRY, "least": 3, "most": 6, "full": 4, "holds": 1}
BIRTH = {"shape": ValueShape.BIRTH, "least": 4, "most": 8, "full": 4, "holds": 0}
BANK = {"least": 5, "most": 34, "full": 6, "holds": 2}
LETTERED = {"shape": ValueShape.CODE, "least": 5, "most": 20, "full": 9, "holds": 2}
TELEPHONE = {"least": 7, "most": 15, "full": 10, "holds": 3}
MAIL = {"shape": ValueShape.EMAIL, "least": 0, "full": 0, "holds": 1}
PUBLIC = {"gap": 5, "holds": 0}
