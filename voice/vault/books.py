"""The call book, the delivery book and the review book on the database."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime

import sqlalchemy as sa

from voice.call.values import Call, CallId, CallState, Direction, kept_erased
from voice.errors import NothingThere
from voice.recording.values import Recording, RecordingState, kept_destroyed
from voice.review.values import ReviewItem, ReviewReason
from voice.vault.commits import Commits
from voice.vault.keyring import Keyring
from voice.vault.rows import insert_unless_there, upsert
from voice.vault.tables import calls, deliveries, ledger, recordings, reviews

# Built once: a ringing phone does not wait for a statement to be put together.
_CALL = sa.select(calls).where(calls.c.id == sa.bindparam("wanted"))
_CALL_OF_CARRIER = sa.select(calls).where(calls.c.carrier_call_id == sa.bindparam("wanted"))
_RECORDING = sa.select(recordings).where(recordings.c.id == sa.bindparam("wanted"))
_RECORDING_OF_CARRIER = sa.select(recordings).where(recordings.c.carrier_recording_id == sa.bindparam("wanted"))
_RECORDINGS = (
    sa.select(recordings)
    .where(recordings.c.call_id == sa.bindparam("wanted"))
    .order_by(recordings.c.started_at.asc().nulls_first(), recordings.c.id)
)
_ANSWER = sa.select(deliveries.c.sealed_answer).where(deliveries.c.token_sha256 == sa.bindparam("wanted"))


class SqlCallBook:
    """The CallShelf: calls and recordings as rows."""

    def __init__(self, commits: Commits) -> None:
        self._engine = commits.engine
        self._commits = commits

    def add_call(self, call: Call) -> Call:
        """Remember a new call; the one that was there before (a repeated webhook) is the one that counts."""
        row = _row(call)

        def add(connection: sa.Connection) -> Call:
            if insert_unless_there(connection, calls, row):
                return call
            return _call(connection.execute(_CALL_OF_CARRIER, {"wanted": call.carrier_call_id}).one())

        # The question that is put next waits for the disk, and takes this along.
        return self._commits.write(add, waits=False)

    def call(self, call_id: CallId) -> Call:
        """The call; NothingThere where the id is unknown."""
        with self._engine.connect() as connection:
            return _known_call(connection, call_id)

    def call_by_carrier_id(self, carrier_call_id: str) -> Call | None:
        """The call the carrier means, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(_CALL_OF_CARRIER, {"wanted": carrier_call_id}).one_or_none()
        return None if row is None else _call(row)

    def change_call(self, call_id: CallId, change: Callable[[Call], Call]) -> Call:
        """The call after `change`, read and written in one transaction; NothingThere where the id is unknown."""

        def carry_out(connection: sa.Connection) -> Call:
            before = _known_call(connection, call_id, locked=True)
            after = kept_erased(before, change(before))
            if after != before:
                connection.execute(sa.update(calls).where(calls.c.id == call_id).values(_row(after)))
            return after

        return self._commits.write(carry_out)

    def calls(self, limit: int = 100) -> Sequence[Call]:
        """The newest calls first."""
        return self._many(sa.select(calls).order_by(calls.c.started_at.desc(), calls.c.id.desc()).limit(limit))

    def calls_in(
        self, states: Sequence[CallState], since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[Call]:
        """Every call in one of these states (that began since then, or by then), oldest first."""
        wanted = sa.select(calls).where(calls.c.state.in_(states)).order_by(calls.c.started_at, calls.c.id)
        if since is not None:
            wanted = wanted.where(calls.c.started_at >= since)
        return self._many(wanted if until is None else wanted.where(calls.c.started_at <= until))

    def calls_open(self, by: datetime) -> Sequence[Call]:
        """Calls that began by a moment and whose end, or whose recording, is still awaited; oldest first."""
        # Two searches, each by its index, rather than one condition that no index serves.
        begun = calls.c.started_at <= by
        without_end = sa.select(calls).where(begun, calls.c.ended_at.is_(None))
        awaited = sa.select(calls).where(begun, calls.c.state.in_((CallState.LIVE, CallState.AWAITING_RECORDING)))
        found = {call.id: call for wanted in (without_end, awaited) for call in self._many(wanted)}
        return sorted(found.values(), key=lambda call: (call.started_at, call.id))

    def calls_with(self, kinds: Sequence[str]) -> Sequence[Call]:
        """Calls not erased of which the ledger holds an entry of one of these kinds, oldest first."""
        told = sa.select(ledger.c.call_id).where(ledger.c.kind.in_(kinds))
        kept = sa.select(calls).where(calls.c.id.in_(told), calls.c.state != CallState.ERASED)
        return self._many(kept.order_by(calls.c.started_at, calls.c.id))

    def add_recording(self, recording: Recording) -> Recording:
        """Note a new recording; the one that was there before is the one that counts.

        NothingThere where its call is unknown.
        """
        row = {**_row(recording), "roles": " ".join(recording.roles)}

        def add(connection: sa.Connection) -> Recording:
            _known_call(connection, recording.call_id)
            insert_unless_there(connection, recordings, row)
            wanted = {"wanted": recording.carrier_recording_id}
            return _recording(connection.execute(_RECORDING_OF_CARRIER, wanted).one())

        return self._commits.write(add)

    def change_recording(self, recording_id: str, change: Callable[[Recording], Recording]) -> Recording:
        """The recording after `change`, read and written in one transaction; NothingThere where it is unknown."""

        def carry_out(connection: sa.Connection) -> Recording:
            before = _known_recording(connection, recording_id, locked=True)
            after = kept_destroyed(before, change(before))
            if after != before:
                row = {**_row(after), "roles": " ".join(after.roles)}
                connection.execute(sa.update(recordings).where(recordings.c.id == recording_id).values(row))
            return after

        return self._commits.write(carry_out)

    def call_by_receipt(self, wanted: str, ref_of: Callable[[CallId], str]) -> Call | None:
        """The newest call whose receipt has this reference; calls that have none written down get theirs first."""
        newest = sa.select(calls).where(calls.c.receipt_ref == wanted).order_by(calls.c.started_at.desc()).limit(1)
        found = self._many(newest)
        if not found and self._commits.write(lambda connection: _write_receipts(connection, ref_of)):
            found = self._many(newest)
        return found[0] if found else None

    def recordings(self, call_id: CallId) -> Sequence[Recording]:
        """The call's recordings, in the order in which they began (unknown beginnings first)."""
        with self._engine.connect() as connection:
            return tuple(_recording(row) for row in connection.execute(_RECORDINGS, {"wanted": call_id}))

    def recording_by_carrier_id(self, carrier_recording_id: str) -> Recording | None:
        """The recording the carrier means, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(_RECORDING_OF_CARRIER, {"wanted": carrier_recording_id}).one_or_none()
        return None if row is None else _recording(row)

    def _many(self, wanted: sa.Select[tuple[object, ...]]) -> Sequence[Call]:
        with self._engine.connect() as connection:
            return tuple(_call(row) for row in connection.execute(wanted))


class SqlDeliveryBook:
    """The DeliveryBook: answers sealed, tokens hashed."""

    def __init__(self, commits: Commits, keyring: Keyring) -> None:
        self._engine = commits.engine
        self._commits = commits
        self._keyring = keyring

    def answer_for(self, token: str) -> str | None:
        """The answer given to this delivery before, or None."""
        key = _token(token)
        with self._engine.connect() as connection:
            sealed = connection.execute(_ANSWER, {"wanted": key}).scalar_one_or_none()
        return None if sealed is None else self._keyring.open_answer(key, sealed)

    def remember(self, token: str, answer: str, at: datetime) -> None:
        """Keep the answer; the first one stays."""
        key = _token(token)
        row = {"token_sha256": key, "sealed_answer": self._keyring.seal_answer(key, answer), "at": at}
        # An answer that is forgotten is worked out again, to the same words.
        self._commits.write(lambda connection: insert_unless_there(connection, deliveries, row), waits=False)

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


def _known_call(connection: sa.Connection, call_id: CallId, locked: bool = False) -> Call:
    wanted = _CALL.with_for_update() if locked else _CALL
    row = connection.execute(wanted, {"wanted": call_id}).one_or_none()
    if row is None:
        raise NothingThere("There is no call with this id.")
    return _call(row)


def _known_recording(connection: sa.Connection, recording_id: str, locked: bool = False) -> Recording:
    wanted = _RECORDING.with_for_update() if locked else _RECORDING
    row = connection.execute(wanted, {"wanted": recording_id}).one_or_none()
    if row is None:
        raise NothingThere("There is no recording with this id.")
    return _recording(row)


def _write_receipts(connection: sa.Connection, ref_of: Callable[[CallId], str]) -> int:
    lacking = connection.scalars(sa.select(calls.c.id).where(calls.c.receipt_ref.is_(None))).all()
    for call_id in lacking:
        row = sa.update(calls).where(calls.c.id == call_id)
        connection.execute(row.values(receipt_ref=ref_of(CallId(call_id))))
    return len(lacking)


def _row(value: Call | Recording) -> dict[str, object]:
    # Not `asdict`, which copies every value.
    return {field.name: getattr(value, field.name) for field in fields(value)}


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
