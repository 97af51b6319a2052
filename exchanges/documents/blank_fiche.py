"""The fiche de saisine that nobody filled: it goes round before a séance, and bears no name."""

from datetime import UTC, date, datetime

from exchanges.documents.fiche_words import Section, Sheet, Words
from exchanges.documents.fiches import Bound, saisine
from rules.rulebook import Rulebook
from workflow.reading.fiche import Asked, Fiche, Somebody

_KEPT = "7. Envoi"
_NOBODY = Fiche(
    dossier_id=0,
    seance_id=None,
    line=None,
    rank=None,
    webrsa_rank=None,
    droit="",
    circonscription=None,
    origin=None,
    type=None,
    service=None,
    referent=None,
    person=Somebody(
        webrsa_id=None,
        civilite=None,
        nom="",
        prenom="",
        born=None,
        numero_caf=None,
        numero_demande_rsa=None,
        role=None,
        address=(),
        telephone=None,
        email=None,
        situation_familiale=None,
        enfants=None,
        niveau_etude=None,
        since=None,
    ),
    asked=Asked(
        opened=datetime(2000, 1, 1, tzinfo=UTC),
        motive=None,
        words=None,
        wished=None,
        consulted=None,
        unreachable=False,
        accord=None,
        welcome=None,
        welcome_refused=None,
        urgent=False,
        channel=None,
        webrsa_number=None,
    ),
    heard=(),
    oriented=None,
    contract=None,
    registered=None,
)


def blank_saisine(rulebook: Rulebook, *, departement: str, bop: str, day: date) -> Bound:
    """The fiche to fill, with the address to send it to."""
    filled = saisine(Words(rulebook=rulebook, day=day), _NOBODY, bop)
    return Bound(
        title="Fiche de saisine",
        subtitle="À remplir",
        departement=departement,
        day=day,
        mark="Vierge",
        sheets=(
            Sheet(
                title=filled.title,
                subtitle="À remplir",
                sections=tuple(map(_emptied, filled.sections)),
                sign=filled.sign,
            ),
        ),
        blanks=True,
    )


def _emptied(section: Section) -> Section:
    """The same to be filled by hand; where to send it is printed."""
    if section.name == _KEPT:
        return section
    return Section(name=section.name, rows=tuple((label, None) for label, _ in section.rows))
