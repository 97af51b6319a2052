"""The columns of a table: who the person is, and one or several for each fact of the procedure.

Those of facts come from the procedure, so a fact that is added there has its columns here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rules.fields import Field
from workflow.acts.fact_entry import told_in_files, typed_fields


class Kind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "texte"
    CODE = "code"
    DAY = "date"
    TELEPHONE = "telephone"
    VALUE = "valeur"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One of our columns. ``fact`` is the fact that it dates, or whose ``field`` it gives; a
    column of one fact a line has a ``field`` and no fact. ``clue``: it helps to say who it is."""

    name: str
    title: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    clue: bool = False
    fact: str | None = None
    field: Field | None = None
    example: str = ""


FACT, DAY = "fait", "le"
"""The columns of a table that tells one fact a line."""

_PEOPLE = (
    Column(
        name="dossier",
        title="N° de dossier (ici)",
        kind=Kind.CODE,
        aliases=("numéro de dossier réorientation",),
        clue=True,
    ),
    Column(
        name="id_webrsa",
        title="N° webRSA",
        kind=Kind.CODE,
        aliases=("id personne", "identifiant webrsa", "id webrsa personne"),
        clue=True,
    ),
    Column(
        name="numero_demande_rsa",
        title="N° de demande RSA",
        kind=Kind.CODE,
        aliases=("numéro demande", "n° dossier rsa", "numdemrsa"),
        clue=True,
    ),
    Column(
        name="reference",
        title="N° interne",
        kind=Kind.CODE,
        aliases=("identifiant interne", "id interne", "identifiant dans le si", "référence"),
        clue=True,
    ),
    Column(
        name="numero_caf",
        title="N° CAF",
        kind=Kind.CODE,
        aliases=("numéro allocataire", "matricule caf", "matricule", "numéro affiliation"),
        clue=True,
    ),
    Column(
        name="role",
        title="Rôle (DEM ou CJT)",
        kind=Kind.CODE,
        aliases=("rôle", "rolepers", "rôle dans le foyer"),
        example="DEM",
    ),
    Column(name="civilite", title="Civilité", kind=Kind.TEXT, example="Madame"),
    Column(
        name="nom",
        title="Nom",
        kind=Kind.TEXT,
        aliases=("nom de famille", "nom usage", "nom d’usage"),
        clue=True,
        example="EXEMPLE",
    ),
    Column(
        name="prenom",
        title="Prénom",
        kind=Kind.TEXT,
        aliases=("prénoms", "premier prénom"),
        clue=True,
        example="Camille",
    ),
    Column(
        name="date_naissance",
        title="Date de naissance",
        kind=Kind.DAY,
        aliases=("né le", "née le", "né(e) le", "naissance", "ddn"),
        clue=True,
        example="31/01/1985",
    ),
    Column(
        name="telephone",
        title="Téléphone",
        kind=Kind.TELEPHONE,
        aliases=("tel", "portable", "mobile", "numéro téléphone"),
        clue=True,
    ),
    Column(
        name="email",
        title="Courriel",
        kind=Kind.TEXT,
        aliases=("e-mail", "mail", "adresse électronique", "adresse mail"),
        clue=True,
    ),
    Column(name="adresse", title="Adresse", kind=Kind.TEXT, example="3 rue des Lilas"),
    Column(
        name="code_postal", title="Code postal", kind=Kind.CODE, aliases=("cp",), example="93000"
    ),
    Column(name="ville", title="Commune", kind=Kind.TEXT, aliases=("ville",), example="Bobigny"),
    Column(
        name="droit",
        title="Droit (ouvert, suspendu)",
        kind=Kind.TEXT,
        aliases=("droit", "état du droit"),
        example="ouvert",
    ),
    Column(
        name="demande_le",
        title="Date de demande RSA",
        kind=Kind.DAY,
        aliases=("date demande", "demande rsa le"),
        example="02/09/2025",
    ),
    Column(name="sexe", title="Sexe", kind=Kind.TEXT, example="F"),
    Column(
        name="situation_familiale",
        title="Situation familiale",
        kind=Kind.TEXT,
        example="Célibataire",
    ),
    Column(
        name="niveau_etude",
        title="Niveau d’étude",
        kind=Kind.TEXT,
        aliases=("niveau formation", "niveau de formation"),
        example="CAP ou BEP",
    ),
    Column(
        name="service_referent",
        title="N° du service référent",
        kind=Kind.CODE,
        aliases=("service référent", "structure référente"),
        example="2017",
    ),
    Column(
        name="secteur",
        title="Secteur",
        kind=Kind.TEXT,
        aliases=("sous-secteur",),
    ),
    Column(
        name="oriente_le",
        title="Orientation notifiée le",
        kind=Kind.DAY,
        aliases=("date orientation", "orienté le"),
        example="15/09/2025",
    ),
    Column(
        name="accompagne_depuis",
        title="Accompagnement depuis le",
        kind=Kind.DAY,
        aliases=("date début accompagnement", "accompagné depuis"),
    ),
)
_ONE_FACT = (
    Column(name=FACT, title="Fait", kind=Kind.TEXT, aliases=("code fait", "événement")),
    Column(name=DAY, title="Date du fait", kind=Kind.DAY, aliases=("date", "survenu le")),
)
_ALIASES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("rdv_fixe", "date_rdv"): ("rdv_pour_le", "rendez-vous fixé pour le"),
    ("rdv_orientation_fixe", "date_rdv"): ("rdv_orientation_pour_le",),
    ("connu_ft", "dernier_contact"): ("dernier_contact_ft_le",),
    ("contrat_signe", "nature"): ("nature_contrat", "type de contrat"),
}
"""What operators call some values of facts, besides the names made from the procedure."""


@cache
def people_and_facts() -> Mapping[str, Column]:
    """The columns of a person with several facts a line, by name."""
    return {one.name: one for one in (*_PEOPLE, *_of_facts())}


@cache
def people_and_one_fact() -> Mapping[str, Column]:
    """The columns of a person with one fact a line: its code, its day, its values by name."""
    values = (
        Column(name=one.name, title=one.name, kind=Kind.VALUE, field=one)
        for one in typed_fields(told_in_files().values())
    )
    return {one.name: one for one in (*_PEOPLE, *_ONE_FACT, *values)}


def _of_facts() -> Iterator[Column]:
    for code, form in told_in_files().items():
        yield Column(name=f"{code}_le", title=f"{form.label} le", kind=Kind.DAY, fact=code)
        for one in form.values:
            yield Column(
                name=f"{code}_{one.name}",
                title=f"{form.label} : {one.label}",
                kind=Kind.VALUE,
                aliases=(f"{one.name}_{code}", *_ALIASES.get((code, one.name), ())),
                fact=code,
                field=one,
            )


@cache
def known_columns() -> Mapping[str, Column]:
    """Every column by its name, for the configuration and the command line."""
    return {**people_and_facts(), **people_and_one_fact()}
