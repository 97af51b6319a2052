"""Which of the letters that a dossier calls for is to be made, or why none is."""

from collections.abc import Sequence

from rules.letters.calls import DEAD, NOWHERE, Call, Ground, calls
from rules.letters.kinds import Kind
from rules.refusals import Refusal
from rules.wording import NBSP, listed, quoted


def choose(ground: Ground, *, kind: Kind | None, line: int | None, dead: bool) -> Call | Refusal:
    """The letter of that kind, about that line; without a kind, the first that is missed."""
    found = [one for one in calls(ground) if line is None or (one.line and one.line.id == line)]
    if dead or ground.state == DEAD:
        return _stopped()
    if ground.state in NOWHERE:
        return Refusal(
            code="adresse_a_retrouver",
            sentence="Le dernier pli est revenu : l’adresse de la personne est à retrouver.",
            remedy="Enregistrez la nouvelle adresse : « retrouver_adresse ».",
        )
    if kind is None:
        wanted = next((one for one in found if one.needed), None)
        return wanted or _none(found)
    return next((one for one in found if one.kind is kind), None) or _another(kind, found)


def _stopped() -> Refusal:
    return Refusal(
        code="courrier_arrete",
        sentence="La personne est décédée : plus aucun courrier ne part.",
        remedy="Il n’y a rien à envoyer.",
    )


def _none(found: Sequence[Call]) -> Refusal:
    return Refusal(
        code="aucune_lettre_attendue",
        sentence="Ce dossier n’attend aucune lettre, là où il en est.",
        remedy=f"Peuvent être produites sur demande{NBSP}: {_names(found)}."
        if found
        else "Il n’y a rien à produire.",
    )


def _another(kind: Kind, found: Sequence[Call]) -> Refusal:
    return Refusal(
        code="lettre_non_appelee",
        sentence=f"La lettre {quoted(kind)} ne répond pas à ce qui est enregistré du dossier.",
        remedy=f"Il appelle{NBSP}: {_names(found)}." if found else "Il n’en appelle aucune.",
    )


def _names(found: Sequence[Call]) -> str:
    return listed([quoted(kind) for kind in dict.fromkeys(one.kind for one in found)], "ou")
