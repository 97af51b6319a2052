"""The referential of the sample: lists, identifiants, services and référents."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from exchanges.webrsa.sample import names
from exchanges.webrsa.sample.code_lists import TABLE
from exchanges.webrsa.sample.territory import Circonscription, circonscriptions, communes

_FIRST_IDENTIFIANT = 1207
_STEP = 3
"""webRSA numbers the lines of all the lists together, in the order in which they were created."""

_PARENTS = {
    "typesorients": ("parent_id", "typesorients"),
    "rdv_thematique": ("objetrdv_id", "rdv_objet"),
    "code_domaine": ("codefamille_id", "code_famille"),
    "code_metier": ("codedomaine_id", "code_domaine"),
    "appellation_metier": ("codemetier_id", "code_metier"),
    "cer_sous_sujet": ("sujet_id", "cer_sujet"),
    "cer_valeurs_sous_sujet": ("sous_sujet_sujet_id", "cer_sous_sujet"),
}
"""The field that holds the parent, and the list of the parent; a label elsewhere."""

_FLAGS = {
    "rdv_thematique": "unefoisparan",
    "nature_contrat": "definir_duree",
    "cer_sujet": "champ_texte",
    "cer_sous_sujet": "champ_texte",
    "cer_valeurs_sous_sujet": "champ_texte",
    "cer_commentaire": "champ_texte",
}

AGENCIES = ("Bobigny", "Saint-Denis", "Aubervilliers", "Montreuil", "Aulnay-sous-Bois", "Bondy")
FRANCE_TRAVAIL = "Emploi – France Travail"
SOCIAL = "Social – Service social départemental"
ALI = "Socioprofessionnelle – ALI"
ASSOCIATION = "Socioprofessionnelle – Association référente"
CLOSED = "Socioprofessionnelle – Projet insertion emploi"


class Codebook:
    """Every line of every list, as values to be written, and where to find its identifiant.

    The same `seed` gives the same book; only the names of the référents depend on it.
    """

    def __init__(self, seed: int) -> None:
        self.lists: dict[str, list[dict[str, Any]]] = {}
        self.labels: dict[str, str] = {}
        self._ids = count(_FIRST_IDENTIFIANT, _STEP)
        self._found: dict[tuple[str, str], int] = {}
        self._staff: dict[int, list[int]] = {}
        self._types: dict[int, int] = {}
        for row in TABLE.strip().splitlines():
            self._add_list(row)
        self._add_zones()
        self._add_structures()
        self._add_referents(Random(f"référents/{seed}"))

    def id(self, list_name: str, key: str) -> int:
        """The identifiant of a line, by its code (by its label when the list has no code)."""
        return self._found[list_name, key]

    def ids(self, list_name: str) -> list[int]:
        """The identifiants of the active lines of a list, in order."""
        return [line["identifiant"] for line in self.lists[list_name] if line["actif"]]

    def staff(self, structure: int) -> list[int]:
        """The référents of a structure who are still there."""
        return self._staff[structure]

    def type_of(self, structure: int) -> int:
        """The type of orientation that a structure stands for."""
        return self._types[structure]

    def of_ali(self, circonscription: Circonscription) -> Mapping[str, list[dict[str, Any]]]:
        """The lists that the ALI receives: its référents are those of its territory only."""
        insee = {commune.insee for commune in circonscription.communes}
        zones = {self.id("zonesgeographiques", code) for code in insee}
        near = {
            line["identifiant"]
            for line in self.lists["structuresreferentes"]
            if "zonesgeo" not in line or zones & set(map(int, line["zonesgeo"][1:-1].split(",")))
        }
        referents = [one for one in self.lists["referents"] if one["structurereferente_id"] in near]
        return {**self.lists, "referents": referents}

    def _add(self, list_name: str, key: str, line: dict[str, Any]) -> int:
        identifiant = next(self._ids)
        self._found[list_name, key] = identifiant
        self.lists.setdefault(list_name, []).append({"identifiant": identifiant, **line})
        return identifiant

    def _add_list(self, row: str) -> None:
        name, label, items = (part.strip() for part in row.split("|"))
        self.labels[name] = label
        for item in items.split(";"):
            self._add_item(name, item.strip())

    def _add_item(self, name: str, item: str) -> None:
        line: dict[str, Any] = {"actif": not item.endswith(" -")}
        if name in _FLAGS:
            line[_FLAGS[name]] = item.endswith(" !")
        item, _, parent = item.removesuffix(" -").removesuffix(" !").partition(" < ")
        code, coded, text = item.partition("=")
        line["libelle"] = text if coded else item
        if coded:
            line["codetypeemploi" if name == "type_emploi" else "code"] = code
        if parent and name in _PARENTS:
            field, of = _PARENTS[name]
            line[field] = self.id(of, parent)
        elif parent:
            line["parent"] = parent
        self._add(name, code, line)

    def _add_zones(self) -> None:
        self.labels["zonesgeographiques"] = "Zones géographiques"
        for commune in communes():
            line = {"libelle": commune.name, "code_insee": commune.insee, "actif": True}
            self._add("zonesgeographiques", commune.insee, line)

    def _add_structures(self) -> None:
        self.labels["structuresreferentes"] = "Structures référentes"
        for number, circonscription in enumerate(circonscriptions()):
            name = circonscription.name
            zones = [circonscription]
            self._add_structure(circonscription.ali_label, ALI, number, zones)
            self._add_structure(f"Service social – {name}", SOCIAL, number, zones)
        for number, agency in enumerate(AGENCIES):
            self._add_structure(f"France Travail {agency}", FRANCE_TRAVAIL, number, [])
        self._add_structure("Association Tremplin 93", ASSOCIATION, 3, [])
        self._add_structure("Projet insertion emploi", CLOSED, 5, [], active=False)

    def _add_structure(
        self,
        name: str,
        kind: str,
        number: int,
        territory: list[Circonscription],
        *,
        active: bool = True,
    ) -> None:
        seat = territory[0].communes[0] if territory else circonscriptions()[number].communes[0]
        zones = [
            str(self.id("zonesgeographiques", commune.insee))
            for one in territory
            for commune in one.communes
        ]
        way = names.WAYS[number % len(names.WAYS)]
        line: dict[str, Any] = {
            "libelle": name,
            "typeorient_id": self.id("typesorients", kind),
            "numvoie": str(2 + 3 * number),
            "typevoie": way[0],
            "nomvoie": way[1],
            "codepostal": seat.postcode,
            "ville": seat.name,
            "codeinsee": seat.insee,
            "numtel": f"01990093{len(self.lists.get('structuresreferentes', ())):02d}",
            "email": f"structure{len(self.lists.get('structuresreferentes', ())):02d}@example.org",
            "actif": active,
        }
        if zones:
            line["zonesgeo"] = "{" + ",".join(zones) + "}"
        added = self._add("structuresreferentes", name, line)
        self._types[added] = line["typeorient_id"]

    def _add_referents(self, rng: Random) -> None:
        self.labels["referents"] = "Référents"
        for structure in self.lists["structuresreferentes"]:
            number = structure["identifiant"]
            team = [self._add_referent(rng, number, rank) for rank in range(3)]
            self._staff[number] = team[:2]

    def _add_referent(self, rng: Random, structure: int, rank: int) -> int:
        woman = rng.random() < 0.7
        first = rng.choice(names.WOMEN if woman else names.MEN)
        line: dict[str, Any] = {
            "structurereferente_id": structure,
            "civilite": str(self.id("civilite", "MME" if woman else "MR")),
            "nom": rng.choice(names.SURNAMES),
            "prenom": first,
            "email": f"referent{structure}.{rank}@example.org",
            "fonction": "Référent de parcours",
            "numtel": "0199009300",
            "actif": rank < 2,
        }
        if rank == 2:
            line["date_cloture"] = date(2023, 6, 30) + timedelta(days=rng.randrange(300))
        return self._add("referents", f"{structure}/{rank}", line)
