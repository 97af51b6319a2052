"""The people of the sample: who they are, where they live, and where their parcours stands."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from exchanges.webrsa.sample import names
from exchanges.webrsa.sample.codebook import Codebook
from exchanges.webrsa.sample.parcours import RECENT, Parcours, Values, draw
from exchanges.webrsa.sample.territory import Circonscription, Commune
from exchanges.webrsa.values import PARIS

_CERTAIN = (
    (Parcours.DIAGNOSTIC, "2", 1),
    (Parcours.FRANCE_TRAVAIL, "2", 1),
    (Parcours.SOCIAL, "2", 1),
    (Parcours.ACCOMPAGNE, "2", 2),
    (Parcours.NON_ORIENTE, "2", 1),
    (Parcours.ALI, "2", 1),
    (Parcours.ACCOMPAGNE, "5", 1),
    (Parcours.SOCIAL, "4", 1),
    (Parcours.REORIENTE, "2", 1),
    (Parcours.ASSOCIATION, "2", 1),
)
"""The first foyers of every ALI (parcours, right, adults): a small sample has one of each."""

_PARCOURS = {
    Parcours.DIAGNOSTIC: 20,
    Parcours.FRANCE_TRAVAIL: 18,
    Parcours.SOCIAL: 18,
    Parcours.ALI: 10,
    Parcours.ACCOMPAGNE: 18,
    Parcours.REORIENTE: 4,
    Parcours.ASSOCIATION: 4,
    Parcours.NON_ORIENTE: 8,
}
_RIGHTS = {"2": 88, "3": 2, "4": 4, "5": 5, "6": 1}
"""The other foyers, in a hundred."""

_ALONE = ("CEL", "ISO", "DIV", "SEF", "VEU")
_TOGETHER = ("MAR", "VIM", "PAC")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Foyer:
    """What the adults of one foyer have in common; `number` is that of its first person."""

    number: int
    adults: int
    right: str
    asked_on: date
    commune: Commune
    way: tuple[str, str]
    street_number: int
    complement: str | None
    family: str
    children: int
    surname: str


class Population:
    """The people of one ALI, the same for the same `rng`.

    `first` is the number given to its first person; `today` the day of the file.
    """

    def __init__(
        self, book: Codebook, place: Circonscription, rng: Random, *, first: int, today: date
    ) -> None:
        self._book = book
        self._place = place
        self._rng = rng
        self._first = first
        self._today = today

    def people(self, wanted: int) -> Iterator[Values]:
        """As many people as `wanted`, foyer by foyer."""
        written = 0
        for situation in self._situations():
            if written >= wanted:
                return
            for dossier in self._foyer(situation, self._first + written, wanted - written):
                yield dossier
                written += 1

    def _situations(self) -> Iterator[tuple[Parcours, str, int]]:
        yield from _CERTAIN
        kinds, kind_weights = list(_PARCOURS), list(_PARCOURS.values())
        rights, right_weights = list(_RIGHTS), list(_RIGHTS.values())
        while True:
            kind = self._rng.choices(kinds, kind_weights)[0]
            right = self._rng.choices(rights, right_weights)[0]
            yield kind, right, 2 if self._rng.random() < 0.15 else 1

    def _foyer(
        self, situation: tuple[Parcours, str, int], number: int, room: int
    ) -> Iterator[Values]:
        kind, right, adults = situation
        rng = self._rng
        kinds = [kind, rng.choice(RECENT)][: min(adults, room)]
        lives = [draw(one, self._book, self._place, rng, today=self._today) for one in kinds]
        way = rng.choice(names.WAYS)
        foyer = _Foyer(
            number=number,
            adults=len(lives),
            right=right,
            asked_on=min(life.asked_on for life in lives),
            commune=rng.choice(self._place.communes),
            way=way,
            street_number=rng.randint(1, 190),
            complement=rng.choice(names.COMPLEMENTS) if rng.random() < 0.3 else None,
            family=rng.choice(_TOGETHER if len(lives) == 2 else _ALONE),
            children=rng.choices((0, 1, 2, 3, 4), (46, 22, 18, 10, 4))[0],
            surname=rng.choice(names.SURNAMES),
        )
        for rank, life in enumerate(lives):
            yield self._dossier(foyer, rank, life.groups(number + rank))

    def _dossier(self, foyer: _Foyer, rank: int, parcours: Values) -> Values:
        number = foyer.number + rank
        who = self._allocataire(foyer, rank)
        return {
            "id_personne": 310_007 + 3 * number,
            "allocataire": who,
            "modes_contact": self._contact(number, f"{who['prenom']}.{who['nom']}"),
            "dsp": {
                "id_dsp_webrsa": 900_011 + 2 * number,
                "niveau_etude": {
                    "niveau_etude": self._rng.choice(self._book.ids("dsp_nivetu")),
                    "diplome_plus_eleve": self._rng.choice(self._book.ids("diplome_max")),
                },
            },
            **parcours,
        }

    def _allocataire(self, foyer: _Foyer, rank: int) -> Values:
        rng, book = self._rng, self._book
        woman = rng.random() < 0.54
        return {
            "civilite": book.id("civilite", "MME" if woman else "MR"),
            "nom": foyer.surname.upper(),
            "prenom": rng.choice(names.WOMEN if woman else names.MEN),
            "numero_caf": f"{(foyer.number * 37 + 41_213) % 10**7:07d}",
            "date_naissance": foyer.asked_on - timedelta(days=rng.randint(25 * 366, 62 * 365)),
            "numero_voie": str(foyer.street_number),
            "type_voie": foyer.way[0],
            "nom_voie": foyer.way[1],
            "complement_adresse": foyer.complement,
            "code_postal": foyer.commune.postcode,
            "ville": foyer.commune.name,
            "date_demande_rsa": foyer.asked_on,
            "numero_demande_rsa": f"{foyer.asked_on:%y}{foyer.number:09d}",
            "etat_droit": book.id("etatdos", foyer.right),
            "soumis_droits_devoirs": foyer.right == "2" or rng.random() < 0.9,
            "role_personne": book.id("rolepers", "DEM" if rank == 0 else "CJT"),
            "nb_enfants_foyer": foyer.children,
            "situation_familiale": book.id("sitfam", foyer.family),
        }

    def _contact(self, number: int, name: str) -> Values:
        changed = self._today - timedelta(days=self._rng.randint(1, 900))
        contact: Values = {
            # Numbers that the regulator keeps for fiction.
            "telephone_1": f"063998{number % 10_000:04d}",
            "modif_telephone_1": datetime.combine(changed, time(9, 30), PARIS),
        }
        if self._rng.random() < 0.6:
            plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
            contact["email"] = f"{plain}{number}@example.org"
            contact["modif_email"] = datetime.combine(changed, time(9, 30), PARIS)
        return contact
