"""Spanish: number words, spelling, cues and formats; added to English when a text betrays Spanish."""

from voice.redaction.language import Vocabulary, cues, digits, kinds, line, phrases, words

_UNITS = line("uno dos tres cuatro cinco seis siete ocho nueve")
_TENS = line("treinta cuarenta cincuenta sesenta setenta ochenta noventa")

VOCABULARY = Vocabulary(
    code="es",
    entries={
        **digits("cero=0 uno=1 una=1 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9"),
        **kinds(
            "t",
            "diez=10 once=11 doce=12 trece=13 catorce=14 quince=15 dieciséis=16 dieciseis=16 diecisiete=17 "
            "dieciocho=18 "
            "diecinueve=19 veinte=20 veintiuno=21 veintiún=21 veintidós=22 veintidos=22 veintitrés=23 veintitres=23 "
            "veinticuatro=24 veinticinco=25 veintiséis=26 veintiseis=26 veintisiete=27 veintiocho=28 veintinueve=29 "
            "cien=100 ciento=100 doscientos=200 trescientos=300 cuatrocientos=400 quinientos=500 seiscientos=600 "
            "setecientos=700 ochocientos=800 novecientos=900",
        ),
        **kinds("y", " ".join(f"{word}={place}" for place, word in enumerate(_TENS, start=3))),
        **kinds("k", "mil=000 millón=000000 millones=000000"),
        **kinds("x", "doble=2 triple=3"),
        **kinds("l", "zeta=z jota=j hache=h equis=x eñe=ñ erre=r ele=l eme=m ene=n efe=f ese=s"),
        **kinds(
            "m",
            "enero=01 febrero=02 marzo=03 abril=04 mayo=05 junio=06 julio=07 agosto=08 septiembre=09 setiembre=09 "
            "octubre=10 noviembre=11 diciembre=12",
        ),
        **kinds("o", "primero=1 segundo=2 tercero=3"),
    },
    compounds={
        (tens, "y", unit): f"{tens_place}{place}"
        for tens_place, tens in enumerate(_TENS, start=3)
        for place, unit in enumerate(_UNITS, start=1)
    },
    markers=words(
        "el la los las es mi mis tu su por para con número numero tarjeta cuenta nombre dirección calle "
        "llamo correo gracias "
        "señor señora sí está estoy vivo nací cero uno dos tres cuatro cinco seis siete ocho nueve arroba "
        "guion contraseña "
        "clave teléfono hola quiero tengo usted apellido código fecha nacimiento pero también y"
    ),
    gaps=words("y guion guión barra punto coma eh este bueno perdón no espere digo luego entonces espacio sí"),
    gap_phrases=phrases("quiero decir|un momento|un segundo|es decir|y luego|y después"),
    units=words(
        "euros euro dólares dolares pesos céntimos centavos horas hora minutos minuto segundos días dias día "
        "semanas semana "
        "meses mes años año kilómetros metros veces personas grados por ciento gigas megas litros kilos"
    ),
    cues=(
        *cues("CREDIT_CARD", "tarjeta|número de tarjeta|tarjeta de crédito|tarjeta de débito"),
        *cues("CVV", "código de seguridad|cvv"),
        *cues("CARD_EXPIRY", "caduca|vence|fecha de caducidad|vencimiento|caducidad|válida hasta"),
        *cues("PHONE_NUMBER", "teléfono|móvil|celular|número de teléfono|mi número|mi número es|número es|llámeme al"),
        *cues("PHONE_NUMBER", "telefono|llamar al|extensión|movil|contacto"),
        *cues("DATE_OF_BIRTH", "fecha de nacimiento|nací|nacido|nacida|cumpleaños|naci"),
        *cues("ADDRESS", "código postal|codigo postal"),
        *cues("ACCOUNT", "cuenta|número de cuenta|cliente|número de cliente|póliza|reserva|pedido|expediente|contrato"),
        *cues("ACCOUNT", "dni|nie|nif|pasaporte|matrícula|licencia|referencia|factura|socio|seguro social|localizador"),
        *cues("ACCOUNT", "número de seguridad social|carnet|permiso de conducir|afiliación|caso"),
        *cues("PIN", "pin|clave|código|código de verificación|código de acceso"),
    ),
)
