"""What a password must be: long, not one's own name, not what everybody tries first.

Length is what counts (CNIL 2022-100, ANSSI-PG-078): no capital, digit or sign is demanded, and it
never expires. What is common is known by what is left of it without the usual words, the years and
the keyboard's rows: a list of leaked passwords would not fit in a frozen page of law.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator

from rules.refusals import Refusal

SHORTEST, LONGEST = 12, 200
_DISTINCT = 6
_LEFT = 6
_NAME = 4

_USUAL = tuple(
    sorted(
        {
            *("motdepasse", "mdp", "password", "passwd", "passe", "secret", "bonjour", "salut"),
            *("bienvenue", "soleil", "chouchou", "doudou", "loulou", "jetaime", "iloveyou"),
            *("letmein", "welcome", "admin", "administrateur", "root", "test", "temporaire"),
            *("provisoire", "changeme", "changezmoi", "default", "invite", "compte", "agent"),
            *("reorientation", "insertion", "rsa", "departement", "conseil", "departemental"),
            *("seinesaintdenis", "saintdenis", "seine", "isere", "grenoble", "bobigny", "webrsa"),
            *("francetravail", "poleemploi", "service", "social", "bureau", "france", "paris"),
            *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout"),
            *("septembre", "octobre", "novembre", "decembre", "printemps", "automne", "hiver"),
            *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "ete"),
            *("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
            *("azerty", "qwerty", "azertyui", "qsdf", "asdf", "abcdefghijklmnopqrstuvwxyz"),
            *("abcdefghijkl", "abcdef", "abcd", "abc", "dragon", "football", "monkey", "princess"),
        },
        key=lambda word: (-len(word), word),
    )
)
_ROWS = ("01234567890", "09876543210")
_RUNS = tuple(
    row[start : start + length]
    for length in range(10, 2, -1)
    for row in _ROWS
    for start in range(len(row) - length + 1)
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SIGNS = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s"})


def normal(password: str) -> str:
    """The password whatever the keyboard it was typed on (NIST SP 800-63B: NFKC)."""
    return unicodedata.normalize("NFKC", password)


def objections(password: str, own: Collection[str]) -> Iterator[Refusal]:
    """Why that is no password. ``own``: the words of the agent's name and address."""
    text = normal(password)
    if len(text) < SHORTEST:
        yield Refusal(
            code="mot_de_passe_court",
            sentence=f"Un mot de passe a au moins {SHORTEST} caractères.",
            remedy="Une phrase convient : plusieurs mots sans rapport entre eux.",
            source="CNIL, délibération 2022-100",
            field="mot_de_passe",
        )
    if len(text) > LONGEST:
        yield Refusal(
            code="mot_de_passe_long",
            sentence=f"Un mot de passe a au plus {LONGEST} caractères.",
            remedy="Raccourcissez-le.",
            field="mot_de_passe",
        )
    if _holds_own(text, own):
        yield Refusal(
            code="mot_de_passe_personnel",
            sentence="Ce mot de passe contient votre nom ou votre adresse.",
            remedy="Choisissez des mots qui ne parlent pas de vous.",
            field="mot_de_passe",
        )
    if len(text) >= SHORTEST and _is_common(text):
        yield Refusal(
            code="mot_de_passe_courant",
            sentence="Ce mot de passe est de ceux que l’on essaie en premier.",
            remedy="Choisissez plusieurs mots sans rapport entre eux, ou une phrase à vous.",
            field="mot_de_passe",
        )


def _holds_own(text: str, own: Collection[str]) -> bool:
    shape = _letters(text)
    parts = {
        part
        for word in own
        for part in _folded(word.partition("@")[0]).replace(".", " ").replace("-", " ").split()
    }
    whole = {_letters(word.partition("@")[0]) for word in own}
    return any(len(part) >= _NAME and part in shape for part in parts | whole)


def _is_common(text: str) -> bool:
    """Whether little is left of it once the usual is taken away, as it stands or with its signs
    read as the letters that they look like."""
    if len(set(text)) < _DISTINCT or len(_unusual(_letters(text))) < _LEFT:
        return True
    read = "".join(one for one in _folded(text).translate(_SIGNS) if one.isalpha())
    disguised = any(word in read for word in _USUAL if len(word) >= _LEFT)
    return disguised and len(_unusual(read)) < _LEFT


def _unusual(shape: str) -> str:
    for word in (*_USUAL, *_RUNS):
        shape = shape.replace(word, "")
    return _YEAR.sub("", shape)


def _letters(text: str) -> str:
    return "".join(letter for letter in _folded(text) if letter.isalnum())


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
