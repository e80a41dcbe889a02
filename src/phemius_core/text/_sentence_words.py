"""Words with which sentences begin, by language: after them a full stop has ended one."""

from collections.abc import Mapping
from typing import Final

__all__ = ["SENTENCE_WORDS"]


def _words(text: str) -> tuple[str, ...]:
    """Words for a pattern of alternatives, the longest first."""
    return tuple(sorted(text.split(), key=len, reverse=True))


SENTENCE_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "a": _words(
        """a after all also although an and another any as at because before both but by
        can come did do does during each even every finally first for from get go have
        he hence her here his how however i if in instead is it its just last later
        let like many maybe meanwhile more moreover most much my never next no nobody
        not nothing now of on once one only or other our perhaps please rather see she
        since so some soon still such suddenly thank thanks that the their then there
        therefore these they this those though thus to today tomorrow two under unless
        until use usually we well what when where which while who whose why with
        without yes yesterday yet you your"""
    ),
    "e": _words(
        """algunos algunas ahora antes aquel aquella aquí así ayer aunque cada como con
        cuando cuál cuándo cómo desde después dónde durante ella ellas ellos en
        entonces entre esa ese eso esos esta estas este esto estos está están es era
        fue finalmente gracias ha hace hasta hay hoy la las le les lo los luego mañana
        mi mientras muchos nadie nada ni no nos nosotros nosotras nuestra nuestro
        nunca otra otro para pero por porque primero qué quién se según si sin sobre
        son su sus también tampoco todas todo todos tras tú un una unas unos usted
        ustedes vamos ya yo él el al además sí"""
    ),
    "f": _words(
        """ainsi alors après au aujourd'hui aussi autant avant avec beaucoup c' car ce
        cela celle celui cependant certains ces cet cette chaque chez comme comment
        d'abord dans demain depuis des dès donc du elle elles en enfin ensuite est et
        hier ici il ils j' je jamais l' la le les leur leurs lorsque ma mais malgré
        merci mes mon ne nos notre nous on où or ou par parce pas pendant personne peu
        plus plusieurs pour pourquoi pourtant puis quand que quel quelle quelques qui
        quoi rien sa sans selon ses si son sous sur ta tes toi ton toujours tous tout
        toute toutes toutefois tu un une voici voilà vos votre vous à ça"""
    ),
    "i": _words(
        """a adesso al alcuni alla allora anche ancora c'è ci ciò che chi come con così
        cosa da domani dopo dove durante e ecco ed ella era essi finalmente forse fra
        gli grazie ha hanno i ieri il in infatti infine inoltre invece io l' la le lei
        lo loro lui ma mai mentre mi mio molti nei nel nella nessuno niente noi non
        nostro o oggi ogni ora per perché però più poi prima qualcuno quale quando
        quella quelle quelli quello questa queste questi questo qui quindi se secondo
        sempre senza si sono sua su sul suo sì tra tu tuttavia tutte tutti tutto un
        una uno voi vorrei è"""
    ),
    "p": _words(
        """a agora ainda além alguns algumas ali amanhã antes ao aos aquela aquele aqui
        aquilo as assim até cada com como contudo depois desde durante e ela elas ele
        eles em embora enfim então entre entretanto era essa esse esta estas este
        estes estou está estão eu existe finalmente foi há hoje isso isto já lá logo
        mais mas me meu minha muitos na nada nas nem ninguém no nos nossa nosso nunca
        não nós o obrigado onde ontem os ou outro para pela pelo pois por porque porém
        primeiro qual quando quem que se segundo sem sempre ser seu sim sob sobre
        somente sua são só também tem temos toda todas todo todos tudo um uma umas uns
        vamos você vocês à às é"""
    ),
}
"""By Kokoro's letter of the language; Hindi, Japanese and Mandarin begin no sentence with a capital
letter. Words that begin surnames as well (*de*, *di*, *von*) are left out.
"""
