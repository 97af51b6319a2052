"""``calendrier simuler`` and ``appliquer``: what another calendar or other rules would change, and
the passage to them."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.deadlines.moved import as_json, show
from entrypoints.cli.errors import BadUsage, Code
from entrypoints.cli.options import Capacity, assembly_of
from entrypoints.forms.registry import Forms
from entrypoints.words.acts import rule_label
from entrypoints.words.passages import passage_words
from entrypoints.words.times import full_instant
from rules.days.differences import Difference
from rules.passages import APPLY, not_allowed
from rules.refusals import Refused
from rules.wording import NBSP, long_date, quantity
from workflow.recalculation import application, calendar_use
from workflow.recalculation.application import MotiveMissing
from workflow.recalculation.forecast import Forecast, forecast
from workflow.recalculation.movements import Nature

_MOST_DAYS = 40

Complete = Annotated[
    bool,
    typer.Option(
        "--complet",
        help="Refait le compte de toutes les personnes depuis leurs faits ; plus long.",
    ),
]


def simuler(
    ctx: typer.Context,
    complet: Complete = False,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Dit quelles échéances changeraient avec le calendrier et les règles de la configuration."""
    assembly = assembly_of(ctx)
    configured, store = assembly.configured.rulebook, assembly.store
    use = calendar_use.first(store, configured, clock.now())
    with display.progress("Simulation") as bar:
        found = forecast(store, configured, now=clock.now(), complete=complet, progress=bar.of)
    shown, forms = found.of(*_TOLD)[:limite], Forms(configured.calendar.tz)
    if en_json:
        display.as_json(
            {
                "calendrier_en_vigueur": use.version,
                "calendrier_configure": configured.calendar.version,
                "passage_en_cours": use.applied is None,
                "differences": [_difference(one) for one in found.differences],
                "examinees": found.examined,
                "echeances": [as_json(one, found.reasons, forms) for one in shown],
                "par_regle": _by_rule(found),
                "tronque": len(shown) < len(found.of(*_TOLD)),
            }
        )
        return
    if use.applied is None:
        began = full_instant(use.since, configured.calendar)
        left = "voici ce qui reste" if use.is_of(configured) else _ANOTHER
        display.say(f"Le passage commencé le {began} n’est pas terminé{NBSP}; {left}.")
    _show_days(found.differences)
    _show_rules(found)
    show(shown, found.reasons, now=clock.now())
    _sum_up(found, len(shown))


def appliquer(
    ctx: typer.Context,
    motif: Annotated[
        str | None,
        typer.Option(
            "--motif",
            metavar="TEXTE",
            help="Pourquoi ; inutile pour reprendre, ou s’il n’y a rien à faire.",
        ),
    ] = None,
    role: options.InRole = Capacity.MANAGER,
    acteur: options.Who = None,
    complet: Complete = False,
    en_json: options.AsJson = False,
) -> None:
    """Met en vigueur le calendrier et les règles de la configuration, et recompte les échéances."""
    assembly = assembly_of(ctx)
    configured, store = assembly.configured.rulebook, assembly.store
    by = options.actor(assembly, role, name=acteur, service=None, territory=None)
    refusal = not_allowed(by)
    if refusal is not None:
        raise Refused(APPLY, (refusal,))
    with display.progress("Recalcul") as bar:
        try:
            done = application.apply(
                store,
                configured,
                actor=by,
                motive=(motif or "").strip(),
                now=clock.now(),
                complete=complet,
                progress=bar.of,
            )
        except MotiveMissing as missing:
            raise BadUsage(_motive_wanted(missing)) from missing
    if en_json:
        display.as_json(
            {
                "passage": None if done is None else done.passage,
                "calendrier": configured.calendar.version,
                "recalculees": 0 if done is None else done.changed,
                "repris": done is not None and done.resumed,
                "en_panne": []
                if done is None
                else [{"genre": one.kind.value, "id": one.id} for one in done.failed],
            }
        )
    else:
        display.say(passage_words(done))
    if done is not None and done.failed:
        raise typer.Exit(Code.UNEXPECTED)


_TOLD = (Nature.DEPLACEE, Nature.APPARUE, Nature.FINIE)
_ANOTHER = "la configuration a changé depuis, et demande un autre passage"
_COLUMNS = {
    Nature.DEPLACEE: ("deplacees", "Déplacées"),
    Nature.APPARUE: ("apparues", "Nouvelles"),
    Nature.FINIE: ("finies", "Sans objet"),
    Nature.MEME_DATE: ("meme_date", "Même date"),
    Nature.PASSEE: ("passees", "Déjà passées"),
    Nature.ALERTE: ("alertes", "Alertes"),
}


def _difference(one: Difference) -> dict[str, object]:
    day = None if one.day is None else one.day.isoformat()
    return {"jour": day, "avant": one.before, "apres": one.after}


def _counts(found: Forecast) -> dict[str, Counter[Nature]]:
    counts: dict[str, Counter[Nature]] = {}
    for one in found.movements:
        counts.setdefault(one.rule, Counter())[one.nature] += 1
    return counts


def _by_rule(found: Forecast) -> list[dict[str, object]]:
    return [
        {"regle": rule, **{key: of[nature] for nature, (key, _) in _COLUMNS.items()}}
        for rule, of in _counts(found).items()
    ]


def _show_days(differences: Sequence[Difference]) -> None:
    display.title("Ce qui diffère entre le calendrier en vigueur et celui de la configuration")
    display.listing(
        ("Jour", "En vigueur", "Configuration"),
        [
            ("toujours" if one.day is None else long_date(one.day), one.before, one.after)
            for one in differences[:_MOST_DAYS]
        ],
        empty="Rien : c’est le même calendrier.",
    )
    if len(differences) > _MOST_DAYS:
        display.say(f"… et {len(differences) - _MOST_DAYS} autres{NBSP}: --json les donne toutes.")


def _show_rules(found: Forecast) -> None:
    counts = _counts(found)
    if not counts:
        return
    natures = [nature for nature in _COLUMNS if any(of[nature] for of in counts.values())]
    heads = [_COLUMNS[nature][1] for nature in natures]
    display.section("Par règle")
    display.listing(
        ("Règle", *heads),
        [
            (
                f"{rule_label(rule)} ({rule})",
                *(str(of[nature]) if of[nature] else None for nature in natures),
            )
            for rule, of in counts.items()
        ],
        empty="",
        right=heads,
    )


def _sum_up(found: Forecast, shown: int) -> None:
    examined = quantity(
        found.examined, "échéance en cours examinée", "échéances en cours examinées"
    )
    told, alerts = len(found.of(*_TOLD)), len(found.of(Nature.ALERTE))
    if not found.movements:
        display.say("", f"Aucune échéance ne changerait ({examined}).")
        return
    sentence = f"{quantity(told, 'échéance changerait', 'échéances changeraient')} ({examined})"
    if alerts:
        moved = quantity(alerts, "alerte serait déplacée", "alertes seraient déplacées")
        sentence += f"{NBSP}; {moved} sans que l’échéance change"
    display.say("", f"{sentence}. Rien n’a été enregistré.")
    if shown < told:
        display.say(f"Il y en a d’autres{NBSP}: --limite {told}")


def _motive_wanted(missing: MotiveMissing) -> str:
    wanted = 'Il manque le motif : --motif "fermeture du 24 décembre".'
    if not missing.other_begun:
        return wanted
    return f"{wanted} Un passage n’est pas terminé{NBSP}; {_ANOTHER}."
