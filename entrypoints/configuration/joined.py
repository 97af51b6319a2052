"""The files that leave with mails, in the configuration: which, how, under which password."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, Strict, model_validator

from entrypoints.configuration.document import once
from entrypoints.configuration.kinds import Code, Form, wrong
from entrypoints.configuration.secrets import SecretForm, Vault
from exchanges.tableau.sealing import SHORTEST
from rules.actors import Role


class How(StrEnum):
    """How a file that bears names leaves: under a password, as a link, or not at all."""

    CHIFFRE = "chiffre"
    LIEN = "lien"
    NON = "non"


class Sealable(StrEnum):
    """The roles with which a password may be agreed."""

    BAT = Role.BAT.value
    BOP = Role.BOP.value
    EP = Role.EP.value


_How = Annotated[How, Strict(False)]


class JoindreForm(Form):
    tableau_ouvert: Annotated[_How, Field(description="Le tableau, à son ouverture")] = How.CHIFFRE
    compte_rendu: Annotated[
        _How, Field(description="Le compte rendu et le tableau complété, après la séance")
    ] = How.CHIFFRE
    saisine_deposee: Annotated[_How, Field(description="La fiche de saisine, au BOP")] = How.CHIFFRE


class MotDePasseForm(SecretForm):
    service: Annotated[int | None, Field(ge=1, description="Service (webRSA)")] = None
    role: Annotated[Annotated[Sealable, Strict(False)] | None, Field(description="Bureau")] = None
    circonscription: Annotated[Code | None, Field(description="Rien : toutes")] = None

    @model_validator(mode="after")
    def _of_somebody(self) -> "MotDePasseForm":
        if (self.service is None) == (self.role is None):
            raise wrong("service", "ou « role » : l’un des deux dit avec qui il est convenu.")
        return self

    @property
    def recipient(self) -> str:
        """The house address with which it was agreed."""
        if self.service is not None:
            return f"service:{self.service}"
        place = "" if self.circonscription is None else f":{self.circonscription}"
        return f"role:{self.role}{place}"


class PiecesJointesForm(Form):
    taille_max_mo: Annotated[
        int, Field(ge=1, le=50, description="Au-delà, un lien au lieu du fichier")
    ] = 8
    joindre: Annotated[
        JoindreForm, Field(default_factory=JoindreForm, description="Ce qui part, par occasion")
    ]
    mots_de_passe: Annotated[
        list[MotDePasseForm],
        Field(default_factory=list, description="Mots de passe convenus ; sans le sien, un lien"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Which files leave with mails. ``largest``: bytes of all those of one mail."""

    how: Mapping[str, How] = field(
        default_factory=lambda: MappingProxyType(
            dict.fromkeys(JoindreForm.model_fields, How.CHIFFRE)
        )
    )
    largest: int = 8 << 20
    passwords: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    def password(self, recipient: str) -> str | None:
        """The one agreed with whoever is at a house address; that of all the offices of a role
        where theirs has none."""
        everywhere = ":".join(recipient.split(":")[:2])
        return self.passwords.get(recipient) or self.passwords.get(everywhere)


def joined_of(form: PiecesJointesForm, vault: Vault) -> Joined:
    """Which files leave; one password for each."""
    seen: dict[Hashable, int] = {}
    passwords = {}
    for position, one in enumerate(form.mots_de_passe):
        steps = ("pieces_jointes", "mots_de_passe", position)
        once(seen, one.recipient, steps, vault.document)
        password = vault.secret(one, steps)
        if password is not None and len(password) < SHORTEST:
            vault.document.refuse(steps, f"ce mot de passe a moins de {SHORTEST} caractères.")
        if password is not None:
            passwords[one.recipient] = password
    return Joined(
        how=MappingProxyType(
            {name: getattr(form.joindre, name) for name in JoindreForm.model_fields}
        ),
        largest=form.taille_max_mo << 20,
        passwords=MappingProxyType(passwords),
    )
