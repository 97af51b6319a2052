"""What the documents of a séance call its lines: their nature, their result, how it was given."""

from collections.abc import Iterator, Mapping

from rules.seances.kinds import Body, SeanceKind
from rules.seances.minutes import Examined, Grant
from rules.wording import colon, day_of_month, long_date, numbered

NATURES: Mapping[str, str] = {
    "reorientation": "Réorientation",
    "soutien": "Soutien technique",
    "accompagnement_global": "Accompagnement global",
}
METHODS: Mapping[str, str] = {"liste": "sur liste", "collegiale": "examen collégial"}
ISSUES: Mapping[str, str] = {
    "entree": "entrée",
    "maintien": "maintien",
    "fin": "fin",
    "non_retenu": "non retenu",
}
WORDS: Mapping[str, str] = {
    "raisons": "Raisons de chaque service",
    "motif": "Motif",
    "preconisations": "Préconisations",
    "motif_refus_accueil": "Motif du refus du service d’accueil",
    "arbitrage": "Arbitrage de l’ordre du jour",
}
"""What each field of a result is called, in the order in which it is told."""

WAITING = "Résultat attendu"

PRESIDENT = "Décision du président du conseil départemental"
RULINGS: Mapping[str, str] = {
    "decider_accepter": "réorientation acceptée",
    "decider_refuser": "réorientation refusée",
    "renvoyer_ep": "dossier renvoyé à l’EP",
    "constater_decision_webrsa": "réorientation acceptée, constatée dans webRSA",
    "constater_refus_webrsa": "réorientation refusée, constatée dans webRSA",
}
"""What was decided after the avis of an EP, by its act."""

_OF_SERVICES = ("Ajournée au",)
_TO_TICK: Mapping[tuple[Body, str], tuple[str, ...]] = {
    **{
        (body, nature): (*own, *_OF_SERVICES)
        for body in (Body.CONCERTATION, Body.APPUI)
        for nature, own in {
            "reorientation": (
                "Favorable, sur liste",
                "Favorable, collégial",
                "Accueil d’accord",
                "Désaccord",
            ),
            "soutien": ("Soutien rendu",),
            "accompagnement_global": ("Entrée", "Maintien", "Fin", "Non retenu"),
        }.items()
    },
    **{
        (Body.DECISION, nature): ("Acceptée", "Refusée", "Reportée au", "Annulée")
        for nature in NATURES
    },
}
"""What may be ticked on paper of a line, by what its séance does and what it asks for."""

_STATES: Mapping[str, str] = {
    "Désaccord": "desaccord_rendu",
    "Soutien rendu": "soutien_rendu",
    "Acceptée": "accepte",
    "Refusée": "refuse",
    "Annulée": "annule",
}
"""The results that a box tells whole, by the words of the box: the state of the line."""


def to_tick(kind: SeanceKind, nature: str) -> tuple[str, ...]:
    """What may be ticked on paper of a line of that nature, as its séance calls it."""
    boxes = _TO_TICK[kind.body, nature]
    return tuple(kind.called(_STATES[one], one) if one in _STATES else one for one in boxes)


def result(line: Examined) -> str:
    """« Avis favorable », « Accompagnement global rendu : entrée »."""
    if line.outcome is None:
        return WAITING
    return line.outcome if line.issue is None else colon(line.outcome, ISSUES[line.issue])


def asked(line: Examined) -> str:
    """What the line asks for: the service, or the nature where it asks for none."""
    return line.wished or NATURES[line.nature]


def details(line: Examined) -> Iterator[tuple[str, str]]:
    """Name and words of all that the result says, and of the remark."""
    if line.granted is not None:
        yield from _grant(line.granted)
    if line.accord_accueil is not None:
        yield "Service d’accueil", "d’accord" if line.accord_accueil else "pas d’accord"
    for name, label in WORDS.items():
        if name in line.told:
            yield label, line.told[name]
    if line.ruling is not None or line.to_rule:
        yield PRESIDENT, "attendue" if line.ruling is None else "\n".join(_ruling(line))
    if line.next_held is not None:
        yield "Prochaine séance", long_date(line.next_held.date())
    if line.remark is not None:
        yield "Remarque", line.remark


def _grant(granted: Grant) -> Iterator[tuple[str, str]]:
    if granted.type_orientation is not None:
        number = f"type {numbered(granted.type_orientation)}"
        yield "Type d’orientation", granted.type_label or number
    if granted.service is not None:
        number = f"service {numbered(granted.service)}"
        yield "Service référent", granted.service_label or number


def _ruling(line: Examined) -> Iterator[str]:
    """What the EP granted already is not said again."""
    ruling = line.ruling
    assert ruling is not None  # asked of a line that has one
    same = line.granted is not None and line.granted.said == (ruling.granted or Grant()).said
    yield f"{RULINGS[ruling.act]} le {day_of_month(ruling.day)}{', selon l’avis' if same else ''}"
    if ruling.granted is not None and not same:
        yield from (colon(name, words) for name, words in _grant(ruling.granted))
    if ruling.motive is not None:
        yield colon(WORDS["motif"], ruling.motive)
