"""A visit: who asks, in which capacity, when; and the one gate through which everything is opened.

A page takes ``Here`` (somebody logged in, in a chosen capacity) or ``Outside`` (anybody). What it
shows of a person or of a séance it opens by ``Visit.open``, which asks the policy and writes the
access log: what was not opened is not shown.
"""

import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated, cast

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.gate import gate_of
from entrypoints.web.visitors import cookies
from rules.access.bearers import Bearer, Guest
from rules.access.grants import LABELS, Right
from rules.access.grounds import Resource
from rules.access.policy import OUTSIDE, closed, unseen
from rules.actors import Actor
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow.access.resources import among, resource
from workflow.accounts import consultations
from workflow.accounts.sessions import Signed, session_of
from workflow.database.store import Store
from workflow.reading import dossiers
from workflow.reading.day_filters import Day, Near

_SUBJECTS = {
    Right.DOSSIER: SubjectKind.DOSSIER,
    Right.PERSONNE: SubjectKind.PERSONNE,
    Right.SEANCE: SubjectKind.SEANCE,
    Right.EXPORT_TABLEAU: SubjectKind.SEANCE,
    Right.MESSAGE: SubjectKind.MESSAGE,
}
"""The rights whose number is that of a subject, which the access log names."""
_AGAIN = timedelta(hours=1)
"""For how long what a page shows again is not written again."""


class Closed(Exception):
    """What was asked for is not open to whoever asks: every reason, as the policy gives them."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        super().__init__(" ".join(one.sentence for one in refusals))

    @property
    def hides(self) -> bool:
        """Whether the answer is that of what does not exist."""
        return OUTSIDE in self.refusals


class NotLoggedIn(Exception):
    """Nobody is logged in, or no longer: ``refusals`` tell which, when there was a session."""

    def __init__(self, refusals: tuple[Refusal, ...] = ()) -> None:
        self.refusals = refusals
        super().__init__("connexion demandée")


class NoCapacityChosen(Exception):
    """Whoever is logged in holds several habilitations and must say which one is meant."""


@dataclass(frozen=True)
class Visit:
    """A request and who makes it. ``signed`` is None before the login; ``guest`` bears a link;
    ``program``: it is a program that asks, by the API."""

    request: Request
    assembly: Assembly
    now: datetime
    secret: str
    signed: Signed | None = None
    guest: Guest | None = None
    program: bool = False

    @property
    def store(self) -> Store:
        """The registry."""
        return self.assembly.store

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rules in force now, by the calendar in use."""
        return self.assembly.standing.rulebook

    @cached_property
    def places(self) -> Mapping[str, str]:
        """How each circonscription is called, by code."""
        return dossiers.circonscriptions(self.store)

    @cached_property
    def services(self) -> Mapping[int, str]:
        """How each service is called, by number."""
        return dossiers.service_names(self.store)

    @cached_property
    def day(self) -> Day:
        """What is awaited of them. Raises Closed when they act as nobody."""
        near = Near.of(self.rulebook, self.now, self.assembly.configured.web.near)
        return Day(store=self.store, rulebook=self.rulebook, actor=self.actor, near=near)

    @property
    def bearer(self) -> Bearer:
        """As whom they look."""
        return self.guest or (None if self.signed is None else self.signed.actor)

    @property
    def actor(self) -> Actor:
        """As whom they act. Raises Closed when it is as nobody."""
        bearer = self.bearer
        actor = bearer.actor() if isinstance(bearer, Guest) else bearer
        if actor is None:
            raise Closed(closed(bearer, Right.DOSSIER) or (OUTSIDE,))
        return actor

    @property
    def token(self) -> str:
        """What a form gives back, so that no other site can post it: bound to the session."""
        return token_of(self.secret)

    def may(self, right: Right) -> bool:
        """Whether something of that kind is open to them at all: what decides of a link."""
        return not self._closed(right)

    def enter(self, right: Right, *, named: str = "") -> None:
        """The page of a whole kind of things; ``named``: what its refusal calls it, when it is
        not all that the right opens. Raises Closed."""
        refusals = self._closed(right)
        if refusals:
            what = LABELS[right]
            raise Closed(
                tuple(
                    replace(one, sentence=one.sentence.replace(what, named or what))
                    for one in refusals
                )
            )

    def open(
        self,
        right: Right,
        number: int,
        *,
        about: Subject | None = None,
        lines: int | None = None,
    ) -> Resource:
        """Opens what bears that number, and writes that it was opened: of the subject that it is,
        or of ``about``; with how many ``lines`` it left, for a file. What does not exist is
        answered like what is elsewhere. Raises Closed."""
        found = resource(self.store, right, number)
        refusals = self._unseen(right, found)
        if refusals:
            raise Closed(refusals)
        bearer = self.bearer
        assert bearer is not None  # the policy opens nothing to nobody,
        assert found is not None  # nor what does not exist
        kind = _SUBJECTS.get(right)
        consultations.note(
            self.store,
            bearer,
            right,
            self.now,
            subject=about or (None if kind is None else Subject(kind, number)),
            circonscription=found.circonscription,
            lines=lines,
            page=not self.program,
        )
        return found

    def open_again(self, right: Right, number: int) -> None:
        """Opens what a page shows again by itself every few seconds: it is written once an hour.
        Raises Closed."""
        bearer, since = self.bearer, self.now - _AGAIN
        refusals = self._unseen(right, resource(self.store, right, number))
        subject = Subject(_SUBJECTS[right], number)
        noted = bearer is not None and consultations.noted(
            self.store, bearer, right, subject, since
        )
        if refusals or not noted:
            self.open(right, number)

    def sees(self, right: Right, number: int) -> bool:
        """Whether what bears that number is open to them; nothing is written."""
        return not self._unseen(right, resource(self.store, right, number))

    def sees_among(self, right: Right, numbers: Collection[int]) -> frozenset[int]:
        """Which of these are open to them, asked at once; nothing is written."""
        return among(self.store, self.bearer, right, numbers)

    def _unseen(self, right: Right, found: Resource | None) -> tuple[Refusal, ...]:
        shut = self._closed(right)
        if shut:
            return shut
        if found is None:
            return (OUTSIDE,)
        return unseen(self.bearer, right, found, self.rulebook.words)

    def _closed(self, right: Right) -> tuple[Refusal, ...]:
        return closed(self.bearer, right, self.rulebook.words)


def token_of(secret: str) -> str:
    """What the forms of a session bear, by its secret."""
    return hmac.new(secret.encode(), b"formulaire", hashlib.sha256).hexdigest()


def anybody(request: Request) -> Visit:
    """The visit of whoever it is: logged in or not, with or without a capacity."""
    assembly: Assembly = request.app.state.assembly
    now = clock.now()
    token = cookies.session(request)
    signed: Signed | None = None
    if token is not None:
        try:
            signed = _followed(request).get(token) or session_of(gate_of(assembly), token, now)
            request.state.followed = {token: signed}
        except Refused:
            signed = None
    return Visit(
        request=request,
        assembly=assembly,
        now=now,
        secret=token if signed is not None and token is not None else cookies.stranger(request),
        signed=signed,
    )


async def whoever(request: Request) -> Visit:
    """The same: a thread is taken only to look up a session, which the page of a form has done."""
    token = cookies.session(request)
    if token is None or token in _followed(request):
        return anybody(request)
    return await run_in_threadpool(anybody, request)


def _followed(request: Request) -> Mapping[str, Signed]:
    """Whom this request was found to come from, by their token."""
    found: Mapping[str, Signed] = getattr(request.state, "followed", {})
    return found


def somebody(request: Request) -> Visit:
    """The visit of an agent who is logged in. Raises NotLoggedIn."""
    return visit_of(request, cookies.session(request))


def visit_of(request: Request, token: str | None) -> Visit:
    """The visit of whoever bears the token of a session. Raises NotLoggedIn."""
    assembly: Assembly = request.app.state.assembly
    now = clock.now()
    if token is None:
        raise NotLoggedIn
    try:
        signed = session_of(gate_of(assembly), token, now)
    except Refused as refused:
        raise NotLoggedIn(refused.refusals) from refused
    request.state.followed = {token: signed}
    return Visit(request=request, assembly=assembly, now=now, secret=token, signed=signed)


async def habilitated(visit: Annotated[Visit, Depends(somebody)]) -> Visit:
    """The visit of an agent in a capacity: nothing is looked up, so no thread is taken for it.
    Raises NotLoggedIn, NoCapacityChosen, Closed."""
    signed = cast(Signed, visit.signed)
    if signed.actor is None:
        if len(signed.actors) > 1:
            raise NoCapacityChosen
        raise Closed(closed(None, Right.DOSSIER))
    return visit


Outside = Annotated[Visit, Depends(whoever)]
LoggedIn = Annotated[Visit, Depends(somebody)]
Here = Annotated[Visit, Depends(habilitated)]
