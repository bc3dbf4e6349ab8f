"""Who may do what at the server that asks for a key."""

TOM, INES, CRM = (f"a-key-of-{name}-0123456789" for name in ("tom", "ines", "the-crm"))
API_KEYS = f"tom:agent:{TOM},ines:supervisor:{INES},crm:supervisor:{CRM}"
