"""Who sends tables of people and facts, and how what comes from outside is read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from entrypoints.configuration.document import Document
from entrypoints.configuration.kinds import Code, Form, Text
from entrypoints.configuration.problems import perhaps, shown
from exchanges.counter import Organisation
from exchanges.tables.columns import known_columns
from rules.fields import GREATEST
from rules.territory import plain_name
from rules.wording import quoted

OUTCOMES = {
    "prevus": "prevu",
    "honores": "honore",
    "manques": "manque",
    "deplaces": "deplace",
}
"""The keys of ``statuts_rdv`` → what became of the rendez-vous."""


class OrganisationForm(Form):
    code: Annotated[Code, Field(description="Nom donné à --organisation ; ne change plus ensuite")]
    libelle: Annotated[Text, Field(description="Nom de l’organisation, écrit au journal")]
    services: Annotated[
        list[Annotated[int, Field(ge=1, le=GREATEST)]],
        Field(
            default_factory=list,
            description="Services (numéros webRSA) au nom desquels elle parle ; rien : le "
            "département",
        ),
    ]
    colonnes: Annotated[
        dict[Code, Text],
        Field(default_factory=dict, description="Nos colonnes, et leurs en-têtes chez elle"),
    ]


class StatutsRdv(Form):
    prevus: Annotated[list[Text], Field(default_factory=list, description="Rendez-vous à venir")]
    honores: Annotated[list[Text], Field(default_factory=list, description="Personne venue")]
    manques: Annotated[
        list[Text], Field(default_factory=list, description="Personne absente, excusée ou non")
    ]
    deplaces: Annotated[
        list[Text], Field(default_factory=list, description="Rendez-vous reporté ou annulé")
    ]


def organisations_of(
    rows: list[OrganisationForm], document: Document
) -> Mapping[str, Organisation]:
    """The organisations by code, each said once, with columns that exist."""
    found: dict[str, Organisation] = {}
    for position, row in enumerate(rows):
        steps = ("organisations", position)
        if row.code in found:
            document.refuse((*steps, "code"), "cette organisation est déjà dite plus haut.")
        for name in row.colonnes:
            if name not in known_columns():
                document.refuse((*steps, "colonnes", name), _no_column(name))
        found[row.code] = Organisation(
            code=row.code,
            label=row.libelle,
            services=tuple(row.services),
            columns=MappingProxyType(dict(row.colonnes)),
        )
    return MappingProxyType(found)


def _no_column(name: str) -> str:
    """They are too many to be listed: a command gives them."""
    hint = perhaps(name, known_columns()) or f"{quoted('reorientation colonne lister')} les donne"
    return f"la colonne {shown(name)} n’existe pas ({hint})."


def statuses_of(form: StatutsRdv, document: Document) -> Mapping[str, str]:
    """What each of webRSA's words for a rendez-vous means; a word means one thing."""
    found: dict[str, str] = {}
    for key, outcome in OUTCOMES.items():
        for rank, word in enumerate(getattr(form, key)):
            if found.setdefault(plain_name(word), outcome) != outcome:
                document.refuse(("statuts_rdv", key, rank), "ce statut est déjà dit plus haut.")
    return MappingProxyType(found)
