"""French: number words up to "quatre-vingt-dix-neuf", spelling, cues and formats; added to English likewise."""

from voice.redaction.language import Phrase, Vocabulary, cues, digits, kinds, line, phrases, words

_BELOW_20 = line(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
)


def _compounds() -> dict[Phrase, str]:
    """From 17 to 99 where French counts in twenties or joins with "et"."""
    found: dict[Phrase, str] = {("quatre", "vingt"): "80", ("quatre", "vingts"): "80"}
    for value in range(17, 20):
        found[tuple(_BELOW_20[value].split("-"))] = str(value)
    for value, word in enumerate(_BELOW_20[1:], start=1):
        rest = tuple(word.split("-"))
        found["quatre", "vingt", *rest] = str(80 + value)
        if value >= 10:
            found["soixante", *rest] = str(60 + value)
    found["soixante", "et", "onze"] = "71"
    for place, tens in enumerate(line("vingt trente quarante cinquante soixante"), start=2):
        found[tens, "et", "un"] = f"{place}1"
    return found


VOCABULARY = Vocabulary(
    code="fr",
    entries={
        **digits("zéro=0 zero=0 un=1 une=1 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9"),
        **kinds("t", "dix=10 onze=11 douze=12 treize=13 quatorze=14 quinze=15 seize=16 cent=100 cents=100"),
        **kinds(
            "y",
            "vingt=2 trente=3 quarante=4 cinquante=5 soixante=6 septante=7 huitante=8 octante=8 nonante=9",
        ),
        **kinds("k", "mille=000 mil=000 million=000000"),
        **kinds("x", "double=2 triple=3"),
        **kinds("l", "hache=h zède=z igrec=y"),
        **kinds(
            "m",
            "janvier=01 février=02 fevrier=02 mars=03 avril=04 mai=05 juin=06 juillet=07 août=08 aout=08 septembre=09 "
            "octobre=10 novembre=11 décembre=12 decembre=12",
        ),
        **kinds("o", "premier=1 deuxième=2"),
    },
    compounds=_compounds(),
    markers=words(
        "je le les des est suis mon ma mes c'est j'habite j'ai vous votre numéro carte nom rue bonjour merci "
        "oui pour avec "
        "dans une zéro deux trois quatre cinq sept huit neuf arobase tiret adresse né née téléphone appelle m'appelle "
        "bonsoir monsieur madame code postal client passe prénom et au aux"
    ),
    gaps=words("et tiret point virgule euh puis ensuite alors pardon non attendez espace donc oui barre"),
    gap_phrases=phrases("je veux dire|un instant|une seconde|et puis|et ensuite|excusez moi"),
    units=words(
        "euros euro centimes heures heure minutes minute secondes jours jour semaines semaine mois ans année années "
        "kilomètres mètres fois personnes degrés pour cent gigas litres kilos"
    ),
    cues=(
        *cues("CREDIT_CARD", "carte|numéro de carte|carte bancaire|carte bleue|carte de crédit"),
        *cues("CVV", "cryptogramme|code de sécurité|trois chiffres au dos"),
        *cues("CARD_EXPIRY", "expire|date d'expiration|valable jusqu'en|expiration|expire fin"),
        *cues(
            "PHONE_NUMBER", "téléphone|portable|numéro de téléphone|mon numéro|mon numéro c'est|joindre au|rappeler au"
        ),
        *cues("PHONE_NUMBER", "mobile|fixe|telephone|joignable|poste"),
        *cues("DATE_OF_BIRTH", "né le|née le|date de naissance|né en|née en|anniversaire|naissance|né|née"),
        *cues("ADDRESS", "code postal"),
        *cues(
            "ACCOUNT", "numéro de compte|compte|numéro de client|client|dossier|commande|contrat|référence|réservation"
        ),
        *cues("ACCOUNT", "passeport|permis|immatriculation|plaque|sécurité sociale|numéro de sécu|facture|adhérent"),
        *cues("ACCOUNT", "carte d'identité|police|sinistre|billet|numéro fiscal|siret"),
        *cues("PIN", "code|code secret|code pin|code confidentiel|code de vérification|digicode"),
    ),
)
