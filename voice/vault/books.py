"""The call book, the delivery book and the review book on the database."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from voice.call.values import Call, CallId, CallState, Direction
from voice.errors import NothingThere
from voice.recording.values import Recording, RecordingState
from voice.review.values import ReviewItem, ReviewReason
from voice.vault.keyring import Keyring
from voice.vault.rows import insert_unless_there, upsert
from voice.vault.tables import calls, deliveries, recordings, reviews


class SqlCallBook:
    """The CallBook: calls and recordings as rows."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add_call(self, call: Call) -> None:
        """Remember a new call; one already known (a repeated webhook) is left as it is."""
        with self._engine.begin() as connection:
            insert_unless_there(connection, calls, asdict(call))

    def call(self, call_id: CallId) -> Call:
        """The call; NothingThere where the id is unknown."""
        found = self._one(calls.c.id == call_id)
        if found is None:
            raise NothingThere("There is no call with this id.")
        return found

    def call_by_carrier_id(self, carrier_call_id: str) -> Call | None:
        """The call the carrier means, or None."""
        return self._one(calls.c.carrier_call_id == carrier_call_id)

    def save_call(self, call: Call) -> None:
        """Write a known call's new state; NothingThere where the id is unknown."""
        with self._engine.begin() as connection:
            changed = connection.execute(sa.update(calls).where(calls.c.id == call.id).values(asdict(call))).rowcount
        if not changed:
            raise NothingThere("There is no call with this id.")

    def calls(self, limit: int = 100) -> Sequence[Call]:
        """The newest calls first."""
        return self._many(sa.select(calls).order_by(calls.c.started_at.desc(), calls.c.id.desc()).limit(limit))

    def calls_in(self, states: Sequence[CallState]) -> Sequence[Call]:
        """Every call in one of these states, oldest first."""
        return self._many(sa.select(calls).where(calls.c.state.in_(states)).order_by(calls.c.started_at, calls.c.id))

    def call_by_receipt(self, wanted: str, ref_of: Callable[[CallId], str]) -> Call | None:
        """The newest call whose receipt has this reference; calls that have none written down get theirs first."""
        newest = sa.select(calls).where(calls.c.receipt_ref == wanted).order_by(calls.c.started_at.desc()).limit(1)
        found = self._many(newest)
        if not found and self._write_receipts(ref_of):
            found = self._many(newest)
        return found[0] if found else None

    def _write_receipts(self, ref_of: Callable[[CallId], str]) -> int:
        with self._engine.begin() as connection:
            lacking = connection.scalars(sa.select(calls.c.id).where(calls.c.receipt_ref.is_(None))).all()
            for call_id in lacking:
                row = sa.update(calls).where(calls.c.id == call_id)
                connection.execute(row.values(receipt_ref=ref_of(CallId(call_id))))
        return len(lacking)

    def save_recording(self, recording: Recording) -> None:
        """Write a recording, new or known; NothingThere where its call is unknown."""
        self.call(recording.call_id)
        with self._engine.begin() as connection:
            upsert(connection, recordings, {**asdict(recording), "roles": " ".join(recording.roles)})

    def recordings(self, call_id: CallId) -> Sequence[Recording]:
        """The call's recordings, in the order in which they began (unknown beginnings first)."""
        began = recordings.c.started_at.asc().nulls_first()
        wanted = sa.select(recordings).where(recordings.c.call_id == call_id).order_by(began, recordings.c.id)
        with self._engine.connect() as connection:
            return tuple(_recording(row) for row in connection.execute(wanted))

    def recording_by_carrier_id(self, carrier_recording_id: str) -> Recording | None:
        """The recording the carrier means, or None."""
        wanted = sa.select(recordings).where(recordings.c.carrier_recording_id == carrier_recording_id)
        with self._engine.connect() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else _recording(row)

    def _one(self, condition: sa.ColumnElement[bool]) -> Call | None:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(calls).where(condition)).one_or_none()
        return None if row is None else _call(row)

    def _many(self, wanted: sa.Select[tuple[object, ...]]) -> Sequence[Call]:
        with self._engine.connect() as connection:
            return tuple(_call(row) for row in connection.execute(wanted))


class SqlDeliveryBook:
    """The DeliveryBook: answers sealed, tokens hashed."""

    def __init__(self, engine: sa.Engine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring

    def answer_for(self, token: str) -> str | None:
        """The answer given to this delivery before, or None."""
        key = _token(token)
        wanted = sa.select(deliveries.c.sealed_answer).where(deliveries.c.token_sha256 == key)
        with self._engine.connect() as connection:
            sealed = connection.execute(wanted).scalar_one_or_none()
        return None if sealed is None else self._keyring.open_answer(key, sealed)

    def remember(self, token: str, answer: str, at: datetime) -> None:
        """Keep the answer; the first one stays."""
        key = _token(token)
        row = {"token_sha256": key, "sealed_answer": self._keyring.seal_answer(key, answer), "at": at}
        with self._engine.begin() as connection:
            insert_unless_there(connection, deliveries, row)

    def forget_before(self, at: datetime) -> int:
        """Drop answers older than a moment; how many."""
        with self._engine.begin() as connection:
            return connection.execute(sa.delete(deliveries).where(deliveries.c.at < at)).rowcount


class SqlReviewBook:
    """The ReviewBook: which calls ask for a person's look."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def queue(self, item: ReviewItem) -> None:
        """Put a call up for review, or give one that waits its newest reasons."""
        row = {"call_id": item.call_id, "reasons": " ".join(item.reasons), "queued_at": item.queued_at}
        with self._engine.begin() as connection:
            upsert(connection, reviews, row)

    def items(self, limit: int = 100) -> Sequence[ReviewItem]:
        """Calls that wait, longest first."""
        wanted = sa.select(reviews).order_by(reviews.c.queued_at, reviews.c.call_id).limit(limit)
        with self._engine.connect() as connection:
            return tuple(_review(row) for row in connection.execute(wanted))

    def done(self, call_id: CallId) -> None:
        """The call waits no longer."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(reviews).where(reviews.c.call_id == call_id))


def _call(row: sa.Row[tuple[object, ...]]) -> Call:
    return Call(
        id=CallId(row.id),
        carrier=row.carrier,
        carrier_call_id=row.carrier_call_id,
        line=row.line,
        caller_ref=row.caller_ref,
        direction=Direction(row.direction),
        started_at=row.started_at,
        state=CallState(row.state),
        reason=row.reason,
        ended_at=row.ended_at,
    )


def _recording(row: sa.Row[tuple[object, ...]]) -> Recording:
    return Recording(
        id=row.id,
        call_id=CallId(row.call_id),
        carrier_recording_id=row.carrier_recording_id,
        state=RecordingState(row.state),
        source=row.source,
        channels=row.channels,
        announced_ms=row.announced_ms,
        duration_ms=row.duration_ms,
        sha256=row.sha256,
        reason=row.reason,
        started_at=row.started_at,
        roles=tuple(row.roles.split()),
    )


def _review(row: sa.Row[tuple[object, ...]]) -> ReviewItem:
    reasons = tuple(ReviewReason(reason) for reason in row.reasons.split())
    return ReviewItem(CallId(row.call_id), reasons, row.queued_at)


def _token(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
