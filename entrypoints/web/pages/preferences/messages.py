"""``/preferences/messages``: by which channel they are told, at once or in a digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Response

from entrypoints.post import chosen_by_agents
from entrypoints.web.forms.acts import Choice
from entrypoints.web.forms.posted import FormOf, Posted, go, new_key
from entrypoints.web.pages.preferences.oneself import act, oneself, overtaken
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here, Visit
from entrypoints.words.choices import choice_words
from entrypoints.words.messages import channel
from rules.agents import NEVER, PREFERRED, RYTHME
from rules.refusals import Refusal, Refused
from rules.telling import MAIL, Hours, Rhythm
from rules.wording import hour_of, named
from workflow.agents.commands import StaleAgent
from workflow.reading.agents import AgentLine

PATH = "/preferences/messages"

router = APIRouter(prefix=PATH)

_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A channel, how often it tells them (the code of a rhythm, or never), and what may be chosen.
    ``refused``: what they have just asked of it was not done."""

    code: str
    label: str
    rhythm: str
    choices: Sequence[Choice]
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When messages leave, as the département settled it, in words."""

    digest: str
    weekly: str
    silent_from: str
    silent_to: str


@router.get("")
def show(visit: Here) -> Response:
    """How they are told today."""
    return _page(visit)


@router.post("")
def choose(visit: Here, form: FormOf) -> Response:
    """Told otherwise by one channel, from now on."""
    try:
        act(visit, PREFERRED, form)
    except Refused as refused:
        return _page(visit, form=form, refusals=refused.refusals)
    except StaleAgent as stale:
        return _page(visit, form=form, seen=stale.seen)
    told = choice_words(RYTHME.name, form.get("rythme"))
    return go(visit, PATH, f"Par {channel(form.get('canal'))} : {told}.")


def _page(
    visit: Visit,
    *,
    form: Posted | None = None,
    refusals: Sequence[Refusal] = (),
    seen: int | None = None,
) -> Response:
    agent = oneself(visit)
    stale = overtaken(visit, seen, PREFERRED)
    return page(
        visit,
        "preferences/messages.html",
        status=409 if stale else 422 if refusals else 200,
        agent=agent,
        told=[one for one in agent.habilitations if _holds(visit, one.start, one.end)],
        ways=_ways(visit, agent, form),
        times=_times(visit.assembly.settings.terms.hours),
        refusals=refusals,
        stale=stale,
        key=new_key(),
    )


def _holds(visit: Visit, start: date, end: date | None) -> bool:
    day = visit.rulebook.local_day(visit.now)
    return start <= day and (end is None or day <= end)


def _ways(visit: Visit, agent: AgentLine, form: Posted | None) -> list[Way]:
    """The channels that are open, mail first, and those that they use and that closed since: these
    can only be left."""
    opened = chosen_by_agents(visit.assembly.settings)
    used = {one.channel: one.rhythm for one in agent.preferences} or {MAIL: Rhythm.IMMEDIAT.value}
    asked = "" if form is None else form.get("canal")
    found = []
    for code in sorted({*opened, *used}, key=lambda one: (one != MAIL, one)):
        rhythm = used.get(code, NEVER)
        may = RYTHME.choices if code in opened else (rhythm, NEVER)
        refused = form is not None and code == asked
        found.append(
            Way(
                code=code,
                label=channel(code) or code,
                rhythm=form.get("rythme") if form is not None and refused else rhythm,
                choices=[Choice(value=one, label=choice_words(RYTHME.name, one)) for one in may],
                refused=refused,
            )
        )
    return found


def _times(hours: Hours) -> Times:
    return Times(
        digest=hour_of(hours.digest_at),
        weekly=named(_MONDAY + timedelta(days=hours.weekly_on), "dddd"),
        silent_from=hour_of(hours.quiet_from),
        silent_to=hour_of(hours.quiet_to),
    )
