"""``message`` and ``ecart``: what is to be told, and what webRSA tells otherwise."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from entrypoints import clock, silence
from entrypoints.cli import display, options
from entrypoints.cli.act_words import subject_words
from entrypoints.cli.errors import Code, MailHeldUp
from entrypoints.cli.french import group
from entrypoints.cli.json_forms import Forms
from entrypoints.cli.options import assembly_of
from entrypoints.cli.words import short_instant
from entrypoints.post import send_due
from rules.days.calendar import Calendar
from rules.fields import GREATEST
from rules.wording import NBSP, quantity, quoted
from workflow.files.gaps import NATURES
from workflow.post import outbox
from workflow.reading import post
from workflow.reading.post import GapLine, MessageLine

messages = group("Les messages : à envoyer, envoyés, perdus.")
gaps = group("Les écarts entre webRSA et ici.")


class Status(StrEnum):
    """Where a message stands."""

    A_ENVOYER = outbox.TO_SEND
    ENVOYE = outbox.SENT
    MORT = outbox.DEAD


@messages.command("lister")
def list_messages(
    ctx: typer.Context,
    statut: Annotated[Status | None, typer.Option("--statut", help="Dans ce statut.")] = None,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Liste les messages, le plus récent d’abord ; « mort » : il ne partira plus tout seul."""
    assembly = assembly_of(ctx)
    found = post.messages(
        assembly.store, status=None if statut is None else statut.value, most=limite + 1
    )
    shown, now, calendar = found[:limite], clock.now(), assembly.calendar
    if en_json:
        forms = Forms(calendar.tz)
        display.as_json(
            {"messages": [forms.message(one) for one in shown], "tronque": len(found) > limite}
        )
        return
    display.listing(
        ("N°", "Occasion, sujet", "Destinataire", "Où en est-il, écrit"),
        [
            (
                str(one.id),
                display.pair(one.occasion, subject_words(one.subject) if one.subject.id else None),
                one.recipient,
                display.pair(
                    _standing(one, now, calendar), short_instant(one.created, now, calendar)
                ),
            )
            for one in shown
        ],
        empty="Aucun message.",
        fixed=("N°",),
        right=("N°",),
    )
    if len(found) > limite:
        display.say(f"Il y en a d’autres{NBSP}: --limite {limite * 2}")
    elif shown:
        display.say(quantity(len(shown), "message", "messages"))


@messages.command("envoyer")
def send(ctx: typer.Context, en_json: options.AsJson = False) -> None:
    """Envoie ce qui est dû."""
    assembly = assembly_of(ctx)
    silence.notice(assembly.store, clock.now())
    waiting = post.waiting(assembly.store, clock.now())
    with display.progress("Envoi", waiting) as bar:
        done = send_due(assembly.store, assembly.settings, now=clock.now(), progress=bar.advance)
    if en_json:
        display.as_json(
            {
                "envoyes": done.sent,
                "remis_a_plus_tard": done.later,
                "morts": done.dead,
                "arret": done.stopped,
            }
        )
    else:
        display.say(
            f"{quantity(done.sent, 'message envoyé', 'messages envoyés')}, "
            f"{done.later} à essayer de nouveau, {done.dead} qui ne partiront plus."
        )
        if done.stopped is not None:
            raise MailHeldUp(done.stopped)
    if done.stopped is not None:
        raise typer.Exit(Code.UNAVAILABLE)


@gaps.command("lister")
def list_gaps(
    ctx: typer.Context,
    nature: Annotated[
        str | None, typer.Option("--nature", metavar="CODE", help="De cette nature.")
    ] = None,
    dossier: Annotated[
        int | None,
        typer.Option("--dossier", metavar="N", min=1, max=GREATEST, help="De ce dossier."),
    ] = None,
    regles: Annotated[
        bool, typer.Option("--regles", help="Avec ceux qui sont déjà réglés.")
    ] = False,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Liste les écarts entre webRSA et ici, le plus ancien d’abord."""
    assembly = assembly_of(ctx)
    if nature is not None:
        options.one_of(nature, list(NATURES), lambda: f"La nature {quoted(nature)} n’existe pas")
    found = post.gaps(
        assembly.store, nature=nature, dossier=dossier, settled=regles, most=limite + 1
    )
    shown, now, calendar = found[:limite], clock.now(), assembly.calendar
    if en_json:
        forms = Forms(calendar.tz)
        display.as_json(
            {"ecarts": [forms.gap(one) for one in shown], "tronque": len(found) > limite}
        )
        return
    display.listing(
        ("N°", "Personne", "Dossier", "Écart", "Constaté"),
        [
            (
                str(one.id),
                f"{one.nom} {one.prenom}",
                None if one.dossier_id is None else str(one.dossier_id),
                _gap(one),
                short_instant(one.found, now, calendar),
            )
            for one in shown
        ],
        empty="Aucun écart entre webRSA et ici.",
        fixed=("N°", "Dossier"),
        right=("N°", "Dossier"),
    )
    if len(found) > limite:
        display.say(f"Il y en a d’autres{NBSP}: --limite {limite * 2}")
    elif shown:
        display.say(quantity(len(shown), "écart", "écarts"))


def _standing(one: MessageLine, now: datetime, calendar: Calendar) -> str:
    if one.sent is not None:
        return f"envoyé {short_instant(one.sent, now, calendar)}"
    if one.status == outbox.DEAD:
        return f"ne partira plus : {one.error}"
    when = "à envoyer"
    if one.due > now:
        when = f"à envoyer {short_instant(one.due, now, calendar)}"
    return f"{when} ({one.error})" if one.error else when


def _gap(one: GapLine) -> str:
    words = NATURES.get(one.nature, one.nature)
    detail = ", ".join(f"{name} {value}" for name, value in one.detail.items())
    settled = " · réglé" if one.settled is not None else ""
    return f"{words}{f' ({detail})' if detail else ''}{settled}"
