"""The phrases that announce a person's name, by how surely they do, and the questions that ask for one."""

from voice.redaction.language import by_first, phrases, words
from voice.redaction.strangers import RELATIONS

PERSONS = words(
    "man woman guy lady gentleman chap bloke lad lass girl boy person someone somebody anyone rep agent adviser "
    "advisor colleague driver engineer nurse fella fellow technician manager supervisor doctor solicitor lawyer "
    "neighbour neighbor friend tenant witness patient"
)
NAMELESS = words(
    "user domain file product company business brand street screen pet dog cat road event house network wifi town "
    "username group team project model "
    "company's business's firm's product's school's street's hotel's shop's store's pet's dog's cat's model's"
)
SURE = phrases(
    "my name is|my name's|name is|name's|my full name is|last name is|last name|first name is|"
    "first name|surname is|"
    "surname|middle name is|maiden name is|maiden name was|"
    ""
    "i'm called|he's called|she's called|by the name of|he goes by|she goes by|i go by|goes by the name|"
    "name on it's|cardholder is|cardholder's|holder's|policyholder's|payable to|cheque out to|check out to|"
    "through to|transfer you to|passed me to|deceased is|famille est|famille c'est|"
    "under the name|under the name of|name of|in the name of|account holder is|holder is|"
    "account is under|"
    "it's under|registered to|reservation under|booking under|name on the account is|name on it is|"
    ""
    "contact person is|beneficiary is|name as|"
    "reservation is for|appointment is for|booking is for|patient is|tenant is|owner is|"
    "policyholder is|"
    "name:|wife's name|"
    "husband's name|son's name|daughter's name|mother's name|father's name|friend's name|manager's name|partner's name|"
    "next of kin is|emergency contact is|"
    "ich heiße|mein name ist|name ist|nachname ist|vorname ist|spreche mit|me llamo|mi nombre es|se llama|"
    "apellido es|je m'appelle|mon nom est|nom est|prénom est|m'appelle|heißt|heiße|hier spricht|spreche ich mit|ici"
) + tuple((person, called) for person in sorted(PERSONS) for called in ("called", "named"))
"""After these stands a name, whatever the word."""
FIRM = phrases(
    "speaking with|speaking to|speak with|speak to|spoke with|spoke to|talk to|talk with|talked to|"
    "talked with|talking to|talking with|ask for|asked for|asking for|belongs to|belong to|made out to|"
    "on behalf of|addressed to|signed by|helped by|served by|assisted by|transferred by|meet with|"
    "met with|appointment with|card says|attention|attn|care of|through to|transfer me to|connect me to|"
    "connect me with|reservation for|this is for|put me through to|is under|account under|booked under|listed under"
)
"""After these stands a name, if it is written with a capital or known as one."""
KNOWN = phrases(
    "under|called|named|known as|goes by|go by|names|made by|owned by|signed by|letter to|message for|works for"
)
"""After these stands a name when the list of names knows it or two capitals follow one another."""
PEOPLE = (
    *phrases(
        "this is|i'm|i am|call me|here is|hi|hello|hey|thanks|thank you|okay|ok|alright|good morning|good afternoon|"
        "good evening|bye|goodbye|dear|ask|asked|tell|told|thank|met|meet|saw|remember|agent|technician|representative|"
        "is that|you must be|manager|supervisor|nurse|rep|hier ist|ich bin|soy|je suis|c'est|guten tag|hola|"
        "bonjour|is this|"
        "colleague|assistant|is it|hallo|grüezi|moin|buenos días|gracias|merci|danke"
    ),
    *((owner, relation) for owner in ("my", "his", "her", "your", "our", "their") for relation in sorted(RELATIONS)),
)
"""After these stands a person more often than not."""
LOOSE = phrases(
    "it's|that's|that is|it is|with|for|from|by|and|or|sorry|yes|no|yeah|well|sure|to|was it|then|so|is|was|because|if"
)
"""After these a known first name, or a first and a last name in capitals, is taken for one."""
TITLES = words(
    "herrn nurse sergeant detective coach agent mr mrs ms miss mister missus dr doctor prof professor sir "
    "madam herr frau señor señora senora senor monsieur "
    "madame mme attorney counsellor counselor councillor solicitor barrister surgeon corporal lieutenant constable "
    "inspector judge officer captain aunt uncle auntie grandma grandpa granny reverend father sister "
    "pastor rabbi lord lady"
)
WEAK_TITLES = words(
    "nurse sergeant detective coach agent aunt uncle auntie grandma grandpa granny sir madam judge attorney "
    "counsellor counselor councillor solicitor barrister surgeon corporal lieutenant constable inspector officer "
    "captain father sister lord lady doctor miss professor"
)
ABBREVIATED = words("mr mrs ms dr prof mme")
OFFICES = words(
    "doctor professor attorney counsellor solicitor officer captain sergeant detective judge inspector constable"
)
"""Weak titles after which, without capitals, an unknown word is a name too."""
PARTICLES = words(
    "de del della di da dos das do van von der den ten ter la le el al bin ibn abu ben st saint mac mc o du des "
    "zu zur san santa y bint e"
)
NAME_QUESTIONS = by_first(
    phrases(
        "your name|full name|last name|first name|surname|your names|who am i speaking|who i'm speaking|"
        "whom am i|who is this|"
        "who's this|who's calling|who is calling|name on the|name please|name again|name for|name is it|"
        "the name|what name|"
        "maiden name|middle name|may i ask who|speaking with please|i speak with|whose name|ihr name|"
        "ihren namen|wie heißen|"
        "wer spricht|su nombre|cómo se llama|quién habla|votre nom|vous appelez|qui est à l'appareil|"
        "and your name|account holder|"
        "payee|passenger|driver|witness|beneficiary|guarantor|contact person|who was|who is|who's the|who are|who else|"
        "emergency contact|next of kin|who did you speak|who did you talk|who helped|who was it|who should|"
        "who will|and you are"
    )
)
LEADS = words(
    "it's its it is that's that is yes yeah yep sure ok okay uh um er erm ah oh so well the name my "
    "name's is last first "
    "surname full this i'm i am would be and of course certainly no problem sí oui ja es ist c'est mein "
    "nombre me llamo under "
    "it'll that'll please hi hello"
)
