"""What a département puts on its letters, made of the form."""

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from entrypoints.configuration.document import Document, once
from entrypoints.configuration.letter_forms import (
    AlgorithmeForm,
    CourriersForm,
    LogoForm,
    RecoursForm,
    SignataireForm,
)
from entrypoints.configuration.problems import Steps, does_not_exist
from notifications.letters.letterhead import (
    AlgorithmNotice,
    Court,
    Letterhead,
    Logo,
    Privacy,
    Registration,
    Remedies,
    Sender,
    Signatory,
    Signatures,
)
from notifications.letters.models import OF_A_SEANCE, Act
from rules.rulebook import Rulebook
from rules.seances.kinds import Kinds
from rules.wording import quoted

LARGEST_LOGO = 1 << 20
"""In bytes."""

_PICTURES = (".svg", ".png", ".jpg", ".jpeg")
_CONTESTED = (Act.ORIENTATION, Act.REORIENTATION, Act.REFUS, Act.ANNULATION)
"""Decisions: without voies et délais, the delay of the recours never begins (CJA R421-5)."""


def letterhead_of(
    form: CourriersForm | None, rulebook: Rulebook, document: Document, folder: Path
) -> Letterhead | None:
    """What the département puts on its letters; None when it writes none. Paths go from ``folder``,
    the one of the configuration."""
    if form is None:
        return None
    who, work = form.expediteur, form.france_travail
    return Letterhead(
        departement=who.departement,
        sender=Sender(
            service=who.service,
            address=tuple(who.adresse),
            telephone=who.telephone,
            email=who.courriel,
            hours=who.horaires,
        ),
        place=form.lieu,
        signatures=_signatures(form.signataires, rulebook.kinds, document),
        remedies=_remedies(form.recours, document),
        privacy=Privacy(
            controller=form.donnees.responsable,
            purpose=form.donnees.finalite,
            recipients=form.donnees.destinataires,
            kept=form.donnees.conservation,
            contact=form.donnees.contact,
        ),
        wish=form.souhait,
        tz=rulebook.calendar.tz,
        algorithm=None if form.algorithme is None else _notice(form.algorithme),
        registration=Registration(site=work.site, telephone=work.telephone),
        logo=None if form.logo is None else _logo(form.logo, document, folder),
        templates=None if form.modeles is None else _folder(form.modeles, document, folder),
    )


def _notice(form: AlgorithmeForm) -> AlgorithmNotice:
    return AlgorithmNotice(purpose=form.finalite, published=form.publication, contact=form.contact)


def _signatures(rows: Sequence[SignataireForm], kinds: Kinds, document: Document) -> Signatures:
    """By each act, and by kind of séance where a row names some; the row without acts signs the
    rest."""
    seen: dict[Hashable, int] = {}
    found: dict[Act, Signatory] = {}
    there: dict[Act, dict[str, Signatory]] = {}
    rest: Signatory | None = None
    for position, row in enumerate(rows):
        steps: Steps = ("courriers", "signataires", position)
        signatory = Signatory(name=row.nom, quality=row.qualite, delegation=row.delegation)
        if row.seances is not None:
            _check_seances(row, kinds, steps, document)
        elif row.actes is None:
            once(seen, None, steps, document)
            rest = signatory
        for rank, act in enumerate(row.actes or ()):
            for genre in row.seances or (None,):
                once(seen, (act, genre), (*steps, "actes", rank), document)
                if genre is None:
                    found[act] = signatory
                else:
                    there.setdefault(act, {})[genre] = signatory
    if rest is not None:
        found = {act: found.get(act, rest) for act in Act}
    elif unsigned := [act.value for act in Act if act not in found]:
        sentence = f"personne ne signe les actes {', '.join(map(quoted, unsigned))}."
        document.refuse(("courriers", "signataires"), sentence)
    return Signatures(of_acts=MappingProxyType(found), of_seances=MappingProxyType(there))


def _check_seances(row: SignataireForm, kinds: Kinds, steps: Steps, document: Document) -> None:
    """A row that is of some séances names them, and acts whose letters are of a séance: a decision
    is the président's, whatever the séance it went before."""
    codes = list(kinds.by_code)
    for rank, genre in enumerate(row.seances or ()):
        if genre not in codes:
            document.refuse((*steps, "seances", rank), does_not_exist(genre, codes))
    if row.actes is None:
        document.refuse((*steps, "seances"), "dites aussi les actes : ajoutez « actes ».")
    for rank, act in enumerate(row.actes or ()):
        if act not in OF_A_SEANCE:
            sentence = f"les lettres {quoted(act.value)} ne sont d’aucune séance."
            document.refuse((*steps, "actes", rank), sentence)


def _remedies(rows: Sequence[RecoursForm], document: Document) -> Mapping[Act, Remedies]:
    seen: dict[Hashable, int] = {}
    found: dict[Act, Remedies] = {}
    for position, row in enumerate(rows):
        court = row.tribunal
        remedies = Remedies(
            authority=row.autorite,
            address=tuple(row.adresse),
            email=row.courriel,
            delay=row.delai,
            answer=row.reponse,
            court=Court(
                name=court.nom, address=tuple(court.adresse), delay=court.delai, site=court.site
            ),
        )
        for rank, act in enumerate(row.actes):
            once(seen, act, ("courriers", "recours", position, "actes", rank), document)
            found[act] = remedies
    if untold := [act.value for act in _CONTESTED if act not in found]:
        sentence = (
            f"sans voies de recours pour {', '.join(map(quoted, untold))}, le délai pour contester "
            "ne court pas (CJA R421-5)."
        )
        document.warn(("courriers", "recours"), sentence)
    return MappingProxyType(found)


def _logo(form: LogoForm, document: Document, folder: Path) -> Logo | None:
    steps = ("courriers", "logo", "fichier")
    path = folder / form.fichier
    suffix = path.suffix.lower()
    if suffix not in _PICTURES:
        document.refuse(steps, f"une image {', '.join(_PICTURES)} est attendue.")
        return None
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_LOGO + 1)
    except OSError:
        document.refuse(steps, f"l’image {quoted(form.fichier)} ne peut pas être lue.")
        return None
    if len(content) > LARGEST_LOGO:
        document.refuse(steps, f"l’image dépasse {LARGEST_LOGO >> 20} Mio.")
    return Logo(name=f"logo{suffix}", content=content, alternative=form.texte)


def _folder(told: str, document: Document, folder: Path) -> Path | None:
    path = folder / told
    if not path.is_dir():
        steps = ("courriers", "modeles")
        document.refuse(steps, f"le dossier {quoted(told)} n’existe pas.")
        return None
    return path
