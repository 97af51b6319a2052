"""The anonymised fiche de synthèse: what an EP may have before its eyes of somebody whom nothing in
it names (webRSA, fichesynthese.odt).

It is not the other with holes: it is made of what may be told alone, labels of closed lists, an
age, periods, months. Free text is left out of it whole, because nobody can tell whom a text names;
so are the commune, which with an age may be enough, and the référent.
"""

from dataclasses import replace

from exchanges.documents.fiche_words import DROITS, Row, Sheet, Words, accord, band, count, yes
from rules.profiles import Dimension, family, level
from rules.wording import numbered
from workflow.reading.fiche import Fiche

MARK = "Variante anonymisée : ni identité, ni coordonnées, ni texte libre"


def anonymous(words: Words, fiche: Fiche, rank: int) -> Sheet:
    """The fiche of the ``rank``-th of the agenda."""
    service, asked = fiche.service, fiche.asked
    words = replace(words, coarse=True)
    return words.synthesis(
        fiche,
        f"Situation {numbered(fiche.rank or rank)}",
        person=_person(words, fiche),
        served=(
            ("Service référent", None if service is None else service.label),
            ("Type d’orientation", fiche.type),
            ("Dernière orientation", words.month(fiche.oriented)),
            ("Dernier contrat", words.month(fiche.contract)),
        ),
        request=()
        if asked is None
        else (
            ("Motif", asked.motive),
            ("Type préconisé", None if asked.wished is None else asked.wished.type),
            ("Service préconisé", None if asked.wished is None else asked.wished.label),
            ("Urgence", yes(asked.urgent)),
            ("Accord de la personne", accord(asked)),
            ("Accord du service d’accueil", yes(asked.welcome)),
        ),
    )


def _person(words: Words, fiche: Fiche) -> tuple[Row, ...]:
    person = fiche.person
    alone = family(person.situation_familiale, person.enfants)
    return (
        ("Âge", words.age(person.born)),
        ("Situation familiale", band(Dimension.SITUATION_FAMILIALE, alone)),
        ("Enfants au foyer", count(person.enfants)),
        ("Niveau d’étude", band(Dimension.NIVEAU, level(person.niveau_etude))),
        ("Au RSA depuis", words.seniority(person.since)),
        ("Droit RSA", DROITS.get(fiche.droit)),
        ("Inscription à France Travail", words.month(fiche.registered)),
    )
