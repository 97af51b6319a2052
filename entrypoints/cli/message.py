"""``message``: what is told, to whom, and what to do with what did not leave."""

from typing import Annotated

import typer

from entrypoints import clock, silence
from entrypoints.cli import display, message_screen, options
from entrypoints.cli.errors import BadUsage, Code, MailHeldUp
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.refused import refuse
from entrypoints.forms.registry import Forms
from entrypoints.post import send_due
from entrypoints.words.acts import subject_words
from entrypoints.words.messages import channel, whom
from entrypoints.words.times import short_instant
from notifications.channels.contract import Text
from notifications.occasions import OCCASIONS
from notifications.titles import TITLES, title_of
from notifications.writing import UnwritableMessage, text_of
from rules.fields import GREATEST
from rules.lost_messages import GIVEN_UP, LABELS, RESENT
from rules.refusals import Refused
from rules.subjects import Subject, SubjectKind
from rules.telling import State
from rules.wording import NBSP, all_numbered, quantity, quoted
from workflow.agents.lost_messages import mend
from workflow.reading import correspondents, journal, messages

app = group("Les messages : à qui ils partent, quand, et ce qui n’a pas pu partir.")

Numbers = Annotated[
    list[int],
    typer.Argument(metavar="MESSAGE…", min=1, max=GREATEST, help="Les numéros des messages."),
]


@app.command()
def lister(
    ctx: typer.Context,
    statut: Annotated[State | None, typer.Option("--statut", help="Dans ce statut.")] = None,
    occasion: Annotated[
        str | None, typer.Option("--occasion", metavar="CODE", help="À cette occasion.")
    ] = None,
    dossier: Annotated[
        int | None,
        typer.Option("--dossier", metavar="N", min=1, max=GREATEST, help="De ce dossier."),
    ] = None,
    seance: Annotated[
        int | None,
        typer.Option("--seance", metavar="N", min=1, max=GREATEST, help="De cette séance."),
    ] = None,
    agent: Annotated[
        int | None,
        typer.Option("--agent", metavar="N", min=1, max=GREATEST, help="À cet agent."),
    ] = None,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Liste les messages, le plus récent d’abord, une ligne par personne ; « mort » : il ne partira
    plus tout seul."""
    assembly = assembly_of(ctx)
    if occasion is not None:
        options.one_of(
            occasion, sorted(OCCASIONS), lambda: f"L’occasion {quoted(occasion)} n’existe pas"
        )
    asked = messages.Asked(
        subject=_subject(dossier, seance),
        occasion=occasion,
        state=None if statut is None else statut.value,
        agent=agent,
    )
    found = messages.listing(assembly.store, asked, most=limite + 1)
    shown, now, calendar = found[:limite], clock.now(), assembly.calendar
    if en_json:
        forms = Forms(calendar.tz)
        display.as_json(
            {"messages": [forms.delivery(one) for one in shown], "tronque": len(found) > limite}
        )
        return
    known = correspondents.behind(
        assembly.store, (one.recipient for one in shown), assembly.rulebook.words
    )
    display.listing(
        ("N°", "Occasion, sujet", "À qui, par", "Où en est-il, écrit"),
        [
            (
                str(one.message),
                display.pair(
                    title_of(one.occasion), subject_words(one.subject) if one.subject.id else None
                ),
                display.pair(whom(one, known), channel(one.channel)),
                display.pair(
                    message_screen.standing(one, now, calendar),
                    short_instant(one.created, now, calendar),
                ),
            )
            for one in shown
        ],
        empty="Aucun message.",
        fixed=("N°",),
        right=("N°",),
    )
    display.counted(len(shown), "ligne", "lignes", more=len(found) > limite, limit=limite)


@app.command()
def voir(
    ctx: typer.Context,
    numero: Annotated[
        int,
        typer.Argument(metavar="MESSAGE", min=1, max=GREATEST, help="Le numéro du message."),
    ],
    en_json: options.AsJson = False,
) -> None:
    """Montre un message : son texte, comment il part à chacun, qui l’a renvoyé ou abandonné."""
    assembly = assembly_of(ctx)
    now, calendar = clock.now(), assembly.calendar
    message, lines = messages.message(assembly.store, numero)
    chain = Subject(SubjectKind.MESSAGE, numero)
    entries = journal.entries(assembly.store, subject=chain, most=options.MOST)[::-1]
    text: Text | None = None
    try:
        # What left speaks of the day on which it did.
        said = next((one.sent for one in lines if one.sent is not None), now)
        text = text_of(
            message,
            now=said,
            tz=calendar.tz,
            web=assembly.settings.web.public,
            words=assembly.rulebook.words,
        )
    except UnwritableMessage as failure:
        display.warn(str(failure))
    if en_json:
        forms = Forms(calendar.tz)
        display.as_json(
            {
                "message": message.id,
                "occasion": message.occasion,
                "destinataire": message.recipient,
                "ecrit_le": forms.instant(message.created),
                "objet": None if text is None else text.subject,
                "texte": None if text is None else text.body,
                "envois": [forms.delivery(one) for one in lines],
                "journal": [forms.entry(one) for one in entries],
            }
        )
        return
    known = correspondents.behind(assembly.store, [message.recipient], assembly.rulebook.words)
    message_screen.show(message, text, lines, known, entries, now, calendar)


@app.command()
def occasions(ctx: typer.Context, en_json: options.AsJson = False) -> None:
    """Liste les occasions d’un message : leur code, que prennent « --occasion » et la
    configuration, et leur titre."""
    assembly_of(ctx)
    named = sorted(TITLES.items())
    if en_json:
        display.as_json({"occasions": [{"occasion": one, "titre": said} for one, said in named]})
        return
    display.listing(("Code", "Titre"), named, empty="", fixed=("Code",))


@app.command()
def envoyer(ctx: typer.Context, en_json: options.AsJson = False) -> None:
    """Envoie ce qui est dû."""
    assembly = assembly_of(ctx)
    silence.notice(assembly.store, clock.now())
    waiting = messages.waiting(assembly.store, clock.now())
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


@app.command()
def renvoyer(
    ctx: typer.Context,
    numeros: Numbers,
    role: options.InRole,
    motif: Annotated[
        str,
        typer.Option("--motif", metavar="TEXTE", help="Pourquoi ils peuvent partir maintenant."),
    ],
    acteur: options.Who = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Renvoie des messages perdus, à qui est là aujourd’hui."""
    _mend(ctx, RESENT, numeros, role, motif, acteur, territoire, en_json)


@app.command()
def abandonner(
    ctx: typer.Context,
    numeros: Numbers,
    role: options.InRole,
    motif: Annotated[
        str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi ils n’ont plus à partir.")
    ],
    acteur: options.Who = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Abandonne des messages perdus : ils ne partiront pas."""
    _mend(ctx, GIVEN_UP, numeros, role, motif, acteur, territoire, en_json)


def _mend(
    ctx: typer.Context,
    event: str,
    numbers: list[int],
    role: options.Capacity,
    motive: str,
    name: str | None,
    territory: str | None,
    en_json: bool,
) -> None:
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=name, service=None, territory=territory)
    act = options.act(assembly, event, by, happened=None, fields=[f"motif={motive}"])
    try:
        done = mend(assembly.store, act, numbers)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json(
            {"messages": [{"message": one.message, "envois": one.people} for one in done]}
        )
        return
    which = all_numbered("message", "messages", [one.message for one in done])
    people = quantity(sum(one.people for one in done), "envoi", "envois")
    display.say(f"Fait{NBSP}: {LABELS[event]}. {which[0].upper()}{which[1:]}, {people}.")


def _subject(dossier: int | None, seance: int | None) -> Subject | None:
    """Raises BadUsage when both are given."""
    if dossier is not None and seance is not None:
        raise BadUsage("Donnez --dossier ou --seance, pas les deux.")
    if dossier is not None:
        return Subject(SubjectKind.DOSSIER, dossier)
    return None if seance is None else Subject(SubjectKind.SEANCE, seance)
