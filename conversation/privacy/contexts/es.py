"""Spanish contexts."""

from conversation.privacy.contexts import forms
from conversation.privacy.contexts.rows import ContextRow, row
from conversation.privacy.kinds import PiiKind

_CONTRACTS = r"(?:contrato|oferta|suscripción|garantía|presupuesto|promoción|licencia|pasaporte)s?"
_PUBLIC = (
    r"(?:pedido|factura|postal|descuento|promoción|seguimiento|referencia|reserva|sala|ticket|"
    r"expediente|serie|versión|error|caso)"
)

ROWS: tuple[ContextRow, ...] = (
    row(PiiKind.CARD, "tarjeta dígitos números cifras",
        r"(?:dieciséis|16) (?:dígitos|números|cifras)", r"número de (?:la |mi |su )?tarjeta",
        r"tarjeta (?:es|número)(?: el)?",
        r"tarjeta de (?:crédito|débito)", **forms.CARD),
    row(PiiKind.CARD, "tarjeta", "tarjeta", least=12, full=16, gap=4, holds=4),
    row(PiiKind.CODE, "código", r"(?:el|mi|su) código(?: es)?", gap=3, most=8, holds=0),
    row(PiiKind.CODE, "código dígitos cifras números número clave contraseña cvv pin atrás",
        r"código (?:de seguridad|de verificación|secreto|pin)", r"(?:dígitos|números|cifras) de "
        r"(?:atrás|detrás|la parte)", r"número de atrás",
        r"tres (?:últimos )?(?:dígitos|números|cifras)", "clave", "contraseña",
        r"código (?:de|del) (?:atrás|detrás|reverso|dorso)", r"código que (?:me|le|te) \w+",
        **forms.SECURITY),
    row(PiiKind.EXPIRY, "caduca caducidad vencimiento vence expira expiración válida",
        r"fecha de (?:caducidad|vencimiento|expiración)", r"caduca(?: en)?", "caducidad",
        "vencimiento", r"expira(?: en)?", r"vence(?: en)?", r"válida hasta", **forms.MONTH),
    row(PiiKind.ACCOUNT, "cuenta", r"número de cuenta", r"cuenta (?:bancaria|es|número)",
        **forms.BANK),
    row(PiiKind.ACCOUNT, "cuenta", "cuenta", least=6, most=20, gap=3, holds=0),
    row(PiiKind.ID, "dni nie nif documento cédula pasaporte carnet permiso", r"d\.?n\.?i\.?", "nie",
        "nif", "documento", "cédula",
        r"(?:número de )?pasaporte", r"(?:carnet|permiso|licencia) de conducir", **forms.LETTERED),
    row(PiiKind.ID, "seguridad", r"seguridad social", least=7, most=12, full=12),
    row(PiiKind.DOB, "nacimiento nací nació naciste", r"fecha de nacimiento", r"nací(?: el| en)?",
        r"(?:él|ella|hijo|hija) nació", "naciste", "año de nacimiento", **forms.BIRTH),
    row(PiiKind.DOB, "nacido nacida cumpleaños nació", r"nacid[oa](?: el)?", "nació", "cumpleaños",
        **(forms.BIRTH | {"least": 5})),
    row(PiiKind.EMAIL, "correo email", r"correo(?: electrónico)?", **forms.MAIL),
    row(PiiKind.PHONE, "teléfono móvil llámeme llámame número fijo",
        r"(?:número de )?(?:teléfono|móvil|celular)", r"llám[ae]me al", r"(?:mi|su) número",
        **forms.TELEPHONE),
    row(None, "número código pedido factura postal sala referencia expediente reserva ticket caso",
        r"(?:el|la|mi|su|del) (?:expediente|factura|reserva|ticket|caso)",
        rf"(?:número|código)(?: de(?: la)?)? {_PUBLIC}",
        rf"{_PUBLIC} número", "sala", "pedido", "referencia", **forms.PUBLIC),
    row(None, "vence caduca válida", rf"{_CONTRACTS}(?: \w+)? (?:vence|caduca|válid[ao])(?: \w+)?",
        **forms.PUBLIC),
    row(None, "empresa", r"empresa(?: \w+)? nació", **forms.PUBLIC),
    row(None, "cuántos cuántas cuánto", r"cu[áa]nt[oa]s?", **forms.PUBLIC),
)  # fmt: skip
