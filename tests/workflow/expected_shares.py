"""What the indicators of S1 are on the set of dossiers of ``contract``, worked out by hand."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The counts of an indicator; ``times`` are those of who was met, sorted, in its unit.
    ``share`` in percent, one decimal, rounded down. ``stock``: in time, late, missed."""

    in_time: int
    late: int
    missed: int
    share: float
    reached: bool | None
    times: tuple[int, ...]
    median: int
    ninth: int
    open: int = 0
    cancelled: int = 0
    suspended: int = 0
    lapsed: int = 0
    stock: tuple[int, int, int] = (0, 0, 0)


EXPECTED: Mapping[str, Expected] = {
    # Ana; Bruno, Farid; Chloé. 1 of 4. Ranks of 3: the 2nd, the 3rd.
    "1A-DEUX-SEMAINES": Expected(
        in_time=1,
        late=2,
        missed=1,
        share=25.0,
        reached=False,
        times=(3, 14, 21),
        median=14,
        ninth=21,
    ),
    # Ana, Bruno, Farid; Chloé. 3 of 4.
    "1A-TROIS-SEMAINES": Expected(
        in_time=3,
        late=0,
        missed=1,
        share=75.0,
        reached=False,
        times=(3, 14, 21),
        median=14,
        ninth=21,
    ),
    # Ana, Farid, Gina, Hugo, Inès, Jean, Nora; Bruno, Karim; Chloé. 7 of 10; Olga open, David out.
    # Ranks of 9: the 5th (4.5), the 9th (8.1).
    "1B-ORIENTATION": Expected(
        in_time=7,
        late=2,
        missed=1,
        share=70.0,
        reached=False,
        times=(13, 14, 15, 16, 19, 27, 30, 31, 31),
        median=19,
        ninth=31,
        open=1,
        cancelled=1,
    ),
    # Ana, Inès, Karim, Léa; Bruno, Jean. 4 of 6; Nora suspended; Paul is of the stock.
    # Ranks of 6: the 3rd, the 6th (5.4).
    "2-RDV": Expected(
        in_time=4,
        late=2,
        missed=0,
        share=66.6,
        reached=False,
        times=(3, 5, 9, 13, 14, 14),
        median=9,
        ninth=14,
        suspended=1,
        stock=(0, 0, 1),
    ),
    "2-EXC1-FT": Expected(  # Hugo; no target, a mean
        in_time=1, late=0, missed=0, share=100.0, reached=None, times=(18,), median=18, ninth=18
    ),
    "2-EXC2-CONTACT": Expected(  # Gina
        in_time=1, late=0, missed=0, share=100.0, reached=True, times=(13,), median=13, ninth=13
    ),
    # Ana, Farid, Gina; Bruno, Chloé. 3 of 5; Hugo, Inès, Jean, Karim, Nora, Olga open, David out.
    "3-SANS-REFERENT": Expected(
        in_time=3,
        late=0,
        missed=2,
        share=60.0,
        reached=False,
        times=(24, 25, 61),
        median=25,
        ninth=61,
        open=6,
        cancelled=1,
    ),
    # Bruno; Inès, Karim. 1 of 3; Jean out.
    "3A-ABSENCE": Expected(
        in_time=1,
        late=0,
        missed=2,
        share=33.3,
        reached=False,
        times=(15,),
        median=15,
        ninth=15,
        cancelled=1,
        lapsed=1,
    ),
    # Ana, Farid, Hugo; Léa. 3 of 4; Emma is of the stock.
    "3B-CONTRAT": Expected(
        in_time=3,
        late=0,
        missed=1,
        share=75.0,
        reached=False,
        times=(0, 5, 7),
        median=5,
        ninth=7,
        stock=(1, 0, 0),
    ),
    # Ana, Karim; Léa; Bruno. 2 of 4; Emma is of the stock.
    "4-DIAGNOSTIC-PARTAGE": Expected(
        in_time=2,
        late=1,
        missed=1,
        share=50.0,
        reached=False,
        times=(0, 3, 4),
        median=3,
        ninth=4,
        stock=(0, 1, 0),
    ),
}

ORGANISMES_1B = {
    "ali": (3, 1, 0),  # Ana, Inès, Nora; Karim
    "association": (1, 0, 0),  # Jean
    "france_travail": (3, 0, 0),  # Farid, Gina, Hugo
    "service_social": (0, 1, 0),  # Bruno
    None: (0, 0, 1),  # Chloé; David and Olga are not judged
}
"""1b by the organisme designated: in time, late, missed."""

SEXES_1B = {
    "femme": (4, 0, 1),  # Ana, Gina, Inès, Nora; Chloé
    "homme": (3, 2, 0),  # Farid, Hugo, Jean; Bruno, Karim
}
