"""``seance completude`` and ``seance relancer``: what is still awaited, and from whom."""

from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.json_forms import Forms, Json
from entrypoints.cli.options import assembly_of
from entrypoints.cli.outcome_screen import if_repeated
from entrypoints.cli.refused import refuse
from entrypoints.cli.words import short_instant
from rules.days.calendar import Calendar
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.wording import NBSP, colon, quantity
from workflow.reading import completeness
from workflow.reading.completeness import Readiness, Sending
from workflow.seances.tableau import chase

Number = Annotated[
    int, typer.Argument(metavar="SEANCE", min=1, max=GREATEST, help="Le numéro de la séance.")
]


def completude(ctx: typer.Context, numero: Number, en_json: options.AsJson = False) -> None:
    """Dit, service par service, ce que la séance attend encore."""
    assembly = options.watched(ctx)
    found = completeness.of_seance(assembly.store, numero)
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json({"seance": numero, "services": [_form(forms, one) for one in found]})
        return
    display.listing(
        ("N°", "Service", "Lignes", "Aux services", "À la coordination", "Sans réponse"),
        [
            (
                str(one.service_id),
                one.service,
                str(one.brings),
                _told(one.to_the_services, assembly.calendar),
                _told(one.to_the_bat, assembly.calendar),
                ", ".join(str(line) for line in one.unanswered) or "–",
            )
            for one in found
        ],
        empty="Aucun service ne siège dans cette séance.",
        fixed=("N°",),
        right=("N°", "Lignes"),
    )
    owing = [one for one in found if one.owing is not None]
    if not found:
        return
    if not owing:
        display.say("Tout est là.")
        return
    display.say(
        f"{quantity(len(owing), 'service est attendu', 'services sont attendus')}."
        f" Les relancer{NBSP}: seance relancer {numero} --role bat"
    )


def relancer(
    ctx: typer.Context,
    numero: Number,
    role: options.InRole,
    services: Annotated[
        list[int] | None,
        typer.Option(
            "--service-relance",
            metavar="N",
            min=1,
            max=GREATEST,
            help="Ce service seulement ; l’option se répète. Sinon, tous ceux qui sont attendus.",
        ),
    ] = None,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Relance en une fois les services que la séance attend encore."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    act = options.act(assembly, chase.CHASE, by, happened=None, fields=None)
    found = completeness.of_seance(assembly.store, numero)
    owing = [one.owing for one in found if services is None or one.service_id in services]
    try:
        done = chase.chase(
            assembly.store,
            assembly.rulebook,
            act,
            numero,
            [one for one in owing if one is not None],
            key=cle,
        )
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json(
            {"seance": numero, "relances": list(done.services), "deja_fait": done.repeated}
        )
        return
    if_repeated(done)
    names = {one.service_id: one.service for one in found}
    told = quantity(len(done.services), "service relancé", "services relancés")
    display.say(colon(told, ", ".join(names[one] for one in done.services)) + ".")


def _told(sending: Sending, calendar: Calendar) -> str:
    now = clock.now()
    if sending.sent is not None:
        when = short_instant(sending.sent, now, calendar)
        return f"{when}, hors délai" if sending.late(now) else when
    if not sending.awaited:
        return "–"
    if sending.due is None:
        return "attendu"
    until = short_instant(sending.due, now, calendar)
    return f"en retard ({until})" if sending.late(now) else f"attendu {until}"


def _form(forms: Forms, one: Readiness) -> Json:
    return {
        "service": one.service_id,
        "libelle": one.service,
        "lignes": one.brings,
        "aux_services": _sending(forms, one.to_the_services),
        "a_la_coordination": _sending(forms, one.to_the_bat),
        "sans_reponse": list(one.unanswered),
        "complet": one.owing is None,
    }


def _sending(forms: Forms, one: Sending) -> Json:
    return {
        "attendu": one.awaited,
        "envoye": forms.instant(one.sent),
        "echeance": forms.instant(one.due),
        "en_retard": one.late(clock.now()),
    }
