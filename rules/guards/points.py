"""The points of an agenda that are about nobody: which may be moved, treated, left."""

from rules.done import told
from rules.refusals import Refusal
from rules.seances.points import Point, Standing, same_point
from rules.situation import Act, Situation
from rules.wording import numbered
from rules.words import Topic

_LONGEST = 1440


def point_prevu(situation: Situation, act: Act) -> Refusal | None:
    """« le point est à l’ordre du jour, et n’est pas encore traité »"""
    return _among(situation, {Standing.PREVU})


def point_au_programme(situation: Situation, act: Act) -> Refusal | None:
    """« le point est à l’ordre du jour » treated already: its conclusion is corrected."""
    return _among(situation, {Standing.PREVU, Standing.TRAITE})


def _among(situation: Situation, standings: set[Standing]) -> Refusal | None:
    number = situation.values.get("point")
    point = next((one for one in situation.points if one.id == number), None)
    if number is None or (point is not None and point.standing in standings):
        return None
    return _absent(int(str(number)), point)


def _absent(number: int, point: Point | None) -> Refusal:
    if point is not None and point.standing is Standing.TRAITE:
        why = "est déjà traité"
    elif point is not None:
        why = "n’est plus à l’ordre du jour"
    else:
        why = "n’est pas à l’ordre du jour de cette séance"
    return Refusal(
        code="point_absent",
        sentence=f"Le point {numbered(number)} {why}.",
        remedy="Choisissez un point prévu de la séance.",
        field="point",
    )


def ordre_des_points(situation: Situation, act: Act) -> Refusal | None:
    """« un point ordonné est prévu à l’ordre du jour, et n’est nommé qu’une fois »"""
    wanted = situation.values.get("ordre")
    if not isinstance(wanted, tuple):
        return None
    planned = {one.id for one in situation.points if one.standing is Standing.PREVU}
    absent = next((number for number in wanted if number not in planned), None)
    if absent is None and len(set(wanted)) == len(wanted):
        return None
    if absent is not None:
        known = next((one for one in situation.points if one.id == absent), None)
        return _absent(absent, known)
    return Refusal(
        code="point_en_double",
        sentence="Un point est nommé deux fois dans l’ordre demandé.",
        remedy="Corrigez « ordre ».",
        field="ordre",
    )


def minutes_du_point(situation: Situation, act: Act) -> Refusal | None:
    """« un point dure au moins une minute, et pas plus d’une journée »"""
    minutes = situation.values.get("minutes")
    if not isinstance(minutes, int) or 1 <= minutes <= _LONGEST:
        return None
    return Refusal(
        code="champ_invalide",
        sentence="« minutes » n’est pas lisible : il faut un nombre de minutes, de 1 à 1440.",
        remedy="Corrigez « minutes ».",
        field="minutes",
    )


def point_ajoute_une_fois(situation: Situation, act: Act) -> Refusal | None:
    """« le point n’est pas déjà à l’ordre du jour, du même titre et apporté par les mêmes »"""
    said = tuple(situation.values.get(name) for name in ("titre", "porteur"))
    if None in said:
        return None
    for one in situation.points:
        if one.on_agenda and same_point(one, *map(str, said)):
            return Refusal(
                code="point_deja_la",
                sentence="Ce point est déjà à l’ordre du jour"
                f"{told(one.added, act.occurred.tzinfo)} : c’est le point {numbered(one.id)}.",
                remedy="Il n’y a rien à faire ; si c’en est un autre, donnez-lui un autre titre.",
                field="titre",
            )
    return None


def ajout_motive(situation: Situation, act: Act) -> Refusal | None:
    """« un point ajouté une fois l’ordre du jour arrêté dit pourquoi » whoever comes prepared knows
    what will be spoken of."""
    seance = situation.seance
    if seance is None or seance.state in ("programmee", "preparee"):
        return None
    if "motif" in situation.values:
        return None
    return Refusal(
        code="ajout_sans_motif",
        sentence="L’ordre du jour est arrêté : dites pourquoi il change.",
        remedy="Indiquez « motif ».",
        to_enter=True,
        field="motif",
    )


def points_traites(situation: Situation, act: Act) -> Refusal | None:
    """« chaque point de l’ordre du jour est traité ou retiré » none is forgotten."""
    left = sum(one.standing is Standing.PREVU for one in situation.points)
    if not left:
        return None
    points = "1 point est" if left == 1 else f"{left} points sont"
    return Refusal(
        code="points_a_traiter",
        sentence=f"{points} encore sans conclusion.",
        remedy="Notez la conclusion de chaque point, ou retirez-le.",
        source=situation.words.text(Topic.INSTANCES),
    )
