"""Seine-Saint-Denis for the sample: its communes, grouped into circonscriptions of our own making.

INSEE codes and postcodes are the real ones; the groups, the numbers of the ALI in webRSA and the
addresses of the services are invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    insee: str
    postcode: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circonscription:
    """A perimeter with its ALI; `ali_id` is the ALI's number in webRSA's own table."""

    name: str
    ali_id: int
    communes: tuple[Commune, ...]

    @property
    def ali_label(self) -> str:
        return f"ALI {self.name}"


_COMMUNES = """
93001 93300 Aubervilliers
93005 93600 Aulnay-sous-Bois
93006 93170 Bagnolet
93007 93150 Le Blanc-Mesnil
93008 93000 Bobigny
93010 93140 Bondy
93013 93350 Le Bourget
93014 93390 Clichy-sous-Bois
93015 93470 Coubron
93027 93120 La Courneuve
93029 93700 Drancy
93030 93440 Dugny
93031 93800 Épinay-sur-Seine
93032 93220 Gagny
93033 93460 Gournay-sur-Marne
93039 93450 L’Île-Saint-Denis
93045 93260 Les Lilas
93046 93190 Livry-Gargan
93047 93370 Montfermeil
93048 93100 Montreuil
93049 93360 Neuilly-Plaisance
93050 93330 Neuilly-sur-Marne
93051 93160 Noisy-le-Grand
93053 93130 Noisy-le-Sec
93055 93500 Pantin
93057 93320 Les Pavillons-sous-Bois
93061 93310 Le Pré-Saint-Gervais
93062 93340 Le Raincy
93063 93230 Romainville
93064 93110 Rosny-sous-Bois
93066 93200 Saint-Denis
93070 93400 Saint-Ouen-sur-Seine
93071 93270 Sevran
93072 93240 Stains
93073 93290 Tremblay-en-France
93074 93410 Vaujours
93077 93250 Villemomble
93078 93420 Villepinte
93079 93430 Villetaneuse
"""
"""The 39 communes since 1 January 2025 (Pierrefitte-sur-Seine is part of Saint-Denis)."""

_GROUPS = """
Bobigny–Noisy-le-Sec : 93008 93053
Saint-Denis : 93066 93039
Aubervilliers–La Courneuve : 93001 93027
Montreuil : 93048
Aulnay-sous-Bois–Villepinte : 93005 93078 93073
Bondy–Les Pavillons : 93010 93057 93062 93077
Drancy–Le Bourget : 93029 93013 93030 93007
Pantin–Les Lilas : 93055 93045 93061 93063 93006
Épinay–Stains–Villetaneuse : 93031 93072 93079
Sevran–Livry-Gargan : 93071 93046 93074
Clichy–Montfermeil : 93014 93047 93015 93032
Noisy-le-Grand–Rosny : 93051 93064 93049 93050 93033
Saint-Ouen : 93070
"""


def communes() -> tuple[Commune, ...]:
    """All the communes, by INSEE code."""
    rows = [line.split(maxsplit=2) for line in _COMMUNES.split("\n") if line]
    return tuple(Commune(insee=insee, postcode=code, name=name) for insee, code, name in rows)


def circonscriptions() -> tuple[Circonscription, ...]:
    """All the circonscriptions; an ALI's stock holds the people of its own."""
    by_insee = {commune.insee: commune for commune in communes()}
    rows = [line.split(" : ") for line in _GROUPS.strip().split("\n")]
    return tuple(
        Circonscription(
            name=name,
            ali_id=41 + 7 * number,
            communes=tuple(by_insee[insee] for insee in members.split()),
        )
        for number, (name, members) in enumerate(rows)
    )
