"""The values of the configuration that are no rule of delay, and how they are made of the form."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from entrypoints.configuration.document import Document, once
from entrypoints.configuration.form import (
    Courriel,
    Destinataires,
    EtatsDroit,
    MailMode,
    ParametresForm,
    StructureForm,
    Tls,
    TypeOrientation,
)
from entrypoints.configuration.problems import does_not_exist
from rules.actors import Genre, Role
from rules.parameters import Parameters
from rules.territory import Territory, plain_name
from rules.wording import NBSP, day_of_month, quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Structures:
    """What the département says of webRSA's structures référentes. ``by_type`` goes by the plain
    label of the orientation type; the rest by the structure's identifiant in webRSA."""

    by_type: Mapping[str, Genre]
    genres: Mapping[int, Genre] = field(default_factory=dict)
    circonscriptions: Mapping[int, frozenset[str]] = field(default_factory=dict)
    responsables: Mapping[int, str] = field(default_factory=dict)

    def genre_of(self, structure: int, *type_labels: str) -> Genre | None:
        """The genre of a structure: its own, else that of the first label known. Give the labels
        from the leaf of webRSA's tree to its root."""
        if structure in self.genres:
            return self.genres[structure]
        labels = (plain_name(label) for label in type_labels)
        return next((self.by_type[label] for label in labels if label in self.by_type), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where messages to a role go. ``by_role`` is keyed by role and circonscription (None: every
    one without a line of its own)."""

    default: tuple[str, ...]
    by_role: Mapping[tuple[Role, str | None], tuple[str, ...]]
    responsables: Mapping[int, str]

    def of_role(self, role: Role, circonscription: str | None = None) -> tuple[str, ...]:
        """The addresses of a role: for that circonscription, else in general, else the default."""
        everywhere = self.by_role.get((role, None), self.default)
        return self.by_role.get((role, circonscription), everywhere)

    def of_responsable(self, structure: int) -> tuple[str, ...]:
        """The address of the responsable of a structure, else the default."""
        found = self.responsables.get(structure)
        return self.default if found is None else (found,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """How messages leave. ``folder`` receives .eml files in mode dossier; ``password`` comes from
    the environment alone."""

    mode: MailMode
    sender: str
    folder: Path
    host: str | None
    port: int
    tls: Tls
    user: str | None
    password: str | None = field(repr=False)


def structures_of(
    types: list[TypeOrientation],
    rows: list[StructureForm],
    territory: Territory,
    document: Document,
) -> Structures:
    """What is said of webRSA's structures, each said once."""
    seen: dict[Hashable, int] = {}
    for position, kind in enumerate(types):
        place = ("types_orientation", position, "libelle")
        once(seen, plain_name(kind.libelle), place, document)
    codes = territory.codes
    for position, row in enumerate(rows):
        once(seen, row.identifiant, ("structures", position, "identifiant"), document)
        for rank, code in enumerate(row.circonscriptions or ()):
            if code not in codes:
                steps = ("structures", position, "circonscriptions", rank)
                document.refuse(steps, does_not_exist(code, codes))
    return Structures(
        by_type=MappingProxyType({plain_name(kind.libelle): kind.genre for kind in types}),
        genres=MappingProxyType({row.identifiant: row.genre for row in rows if row.genre}),
        circonscriptions=MappingProxyType(
            {
                row.identifiant: frozenset(row.circonscriptions)
                for row in rows
                if row.circonscriptions
            }
        ),
        responsables=MappingProxyType(
            {row.identifiant: row.responsable for row in rows if row.responsable}
        ),
    )


def rights_of(form: EtatsDroit, document: Document) -> Mapping[str, str]:
    """What each code of webRSA's « état du droit » means: ouvert, suspendu or ferme."""
    rights: dict[str, str] = {}
    seen: dict[Hashable, int] = {}
    for key, right in (
        ("etats_ouverts", "ouvert"),
        ("etats_suspendus", "suspendu"),
        ("etats_fermes", "ferme"),
    ):
        for rank, code in enumerate(getattr(form, key)):
            once(seen, code, ("webrsa", key, rank), document)
            rights[code] = right
    return MappingProxyType(rights)


def parameters_of(rows: list[ParametresForm], document: Document) -> tuple[Parameters, ...]:
    """The choices of procedure, oldest first: together they cover every day, each day once."""
    ordered = sorted(enumerate(rows), key=lambda pair: pair[1].du or date.min)
    first, last = ordered[0], ordered[-1]
    if first[1].du is not None:
        sentence = f"rien avant le {day_of_month(first[1].du)}{NBSP}: ôtez « du »."
        document.refuse(("parametres", first[0], "du"), sentence)
    if last[1].au is not None:
        sentence = f"rien après le {day_of_month(last[1].au)}{NBSP}: ôtez « au »."
        document.refuse(("parametres", last[0], "au"), sentence)
    for (_, earlier), (position, later) in pairwise(ordered):
        if earlier.au is None or later.du is None or later.du <= earlier.au:
            sentence = "cette période couvre des jours que couvre déjà une autre."
            document.refuse(("parametres", position), sentence)
        elif later.du - earlier.au > timedelta(days=1):
            sentence = (
                f"rien entre le {day_of_month(earlier.au)} et le {day_of_month(later.du)}"
                f"{NBSP}: les périodes doivent se suivre."
            )
            document.refuse(("parametres", position, "du"), sentence)
    return tuple(
        Parameters(
            valid_from=row.du,
            valid_to=row.au,
            desaccord_vers_ep=row.desaccord_vers_ep,
            ep_obligatoire=row.ep_obligatoire,
            deux_niveaux=row.deux_niveaux,
            maitre_decisions=row.maitre_decisions,
            jours_signalement=row.jours_signalement,
        )
        for _, row in ordered
    )


def addresses_of(
    form: Destinataires, structures: Structures, territory: Territory, document: Document
) -> Addresses:
    """The addresses of each role, each role said once for a circonscription."""
    codes = territory.codes
    seen: dict[Hashable, int] = {}
    for position, row in enumerate(form.roles):
        steps = ("destinataires", "roles", position)
        once(seen, (row.role, row.circonscription), steps, document)
        if row.circonscription is not None and row.circonscription not in codes:
            sentence = does_not_exist(row.circonscription, codes)
            document.refuse((*steps, "circonscription"), sentence)
    return Addresses(
        default=tuple(form.defaut),
        by_role=MappingProxyType(
            {
                (Role(row.role.value), row.circonscription): tuple(row.courriels)
                for row in form.roles
            }
        ),
        responsables=structures.responsables,
    )


def mail_of(form: Courriel, password: str | None, document: Document) -> Mail:
    """How messages leave; a server needs its name and, with an account, a password."""
    if form.mode is MailMode.SMTP and form.hote is None:
        document.refuse(("courriel", "mode"), f"le mode smtp veut la clé {quoted('hote')}.")
    if form.mode is MailMode.SMTP and form.utilisateur is not None and password is None:
        document.refuse(
            ("courriel", "utilisateur"),
            "le mot de passe de ce compte manque dans la variable d’environnement "
            "REORIENTATION_SMTP_PASSWORD.",
        )
    return Mail(
        mode=form.mode,
        sender=form.expediteur,
        folder=Path(form.dossier),
        host=form.hote,
        port=form.port,
        tls=form.tls,
        user=form.utilisateur,
        password=password,
    )
