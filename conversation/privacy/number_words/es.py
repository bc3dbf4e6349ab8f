"""Spanish number words."""

UNITS = {
    "cero": 0, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
    "siete": 7, "ocho": 8, "nueve": 9,
}  # fmt: skip
TEENS = {
    "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciséis": 16,
    "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veintiuno": 21,
    "veintiún": 21, "veintiuna": 21, "veintidós": 22, "veintidos": 22, "veintitrés": 23,
    "veintitres": 23, "veinticuatro": 24, "veinticinco": 25, "veintiséis": 26, "veintiseis": 26,
    "veintisiete": 27, "veintiocho": 28, "veintinueve": 29,
}  # fmt: skip
# English too: a number only where a Spanish number word stands beside it.
AMBIGUOUS = {"once"}
TENS = {
    "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
    "ochenta": 80, "noventa": 90,
}  # fmt: skip
HUNDREDS = {
    "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400,
    "quinientos": 500, "seiscientos": 600, "setecientos": 700, "ochocientos": 800,
    "novecientos": 900, "doscientas": 200, "trescientas": 300, "cuatrocientas": 400,
    "quinientas": 500, "seiscientas": 600, "setecientas": 700, "ochocientas": 800,
    "novecientas": 900,
}  # fmt: skip
THOUSANDS = {"mil"}
MILLIONS = {"millón", "millones"}
REPEATS = {"doble": 2, "triple": 3}
ORDINALS = {"primero": 1}
MONTHS = {
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7,
    "agosto": 8, "septiembre": 9, "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
}  # fmt: skip
FILLERS = {
    "eh", "este", "y", "guion", "guión", "luego", "después", "bueno", "pues", "último", "por",
    "barra", "espacio", "sí", "vale",
}  # fmt: skip
COUNTED = {"dígitos", "dígito", "cifras", "números", "primeros", "últimos", "siguientes"}
COUNTS = {"primeros", "últimos", "siguientes"}
MEASURES = {
    "céntimos", "dólares", "pesos", "segundos", "minutos", "hora", "horas", "día", "días",
    "semana", "semanas", "mes", "meses", "año", "años", "personas", "puestos", "llamadas",
    "oficinas", "veces", "unidades", "usuarios", "clientes", "cuentas", "tarjetas", "coma",
    "empleados", "agentes", "pedidos", "licencias",
}  # fmt: skip
