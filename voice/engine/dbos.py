"""Durable work on DBOS: calls wait in a queue, their steps survive a killed process.

What rests in DBOS's tables is a call id, step names and codes: inputs and results go through `IdsOnly`,
and no exception reaches DBOS except `Again`, which holds a code. Guards against DBOS's defaults
are named where they stand: executor id, version, serializer, engine, loggers.
"""

import json
import logging
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, Serializer, StepOptions

from voice.call.values import Call, CallId
from voice.engine.ports import Step
from voice.errors import VoiceError
from voice.log import logger

APPLICATION = "voice"
VERSION = "pipeline-3"
"""Pinned: work of another version never runs. Raise it when steps are added, removed or moved."""

WORKFLOW = "after_call"
QUEUE = "calls"
AT_ONCE = 16
LIVE = ("ENQUEUED", "PENDING", "DELAYED")
UNEXPECTED = "unexpected"
DEATHS = 30
"""Work during which workers died so often is not begun again by itself; the rounds try it once an hour.

The engine counts a restart once or twice (taken up, then taken from the queue): a death in each of a
call's steps must stay far below, or a bad day would look like a deadly call.
"""


class Again(Exception):
    """A step failed in a way that a retry may help; holds the code and nothing else."""


class IdsOnly(Serializer):
    """JSON of plain scalars, an exception as its class name; DBOS's own default pickles anything."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=_scrubbed)

    def deserialize(self, serialized_data: str) -> Any:
        return _revived(json.loads(serialized_data))

    def name(self) -> str:
        return "voice_ids_only"


class DurableQueue:
    """The WorkQueue, from any process; never launches DBOS, so that the web process runs no work."""

    def __init__(self, engine: Any) -> None:
        _quiet()
        DBOS.migrate(_address(engine))
        self._client = DBOSClient(
            system_database_engine=engine,
            serializer=IdsOnly(),
            application_name=APPLICATION,
            retry_connection_errors=False,
        )

    def enqueue(self, call_id: CallId, key: str) -> None:
        """Start the steps for this call; the same key twice is one piece of work."""
        self._client.enqueue(
            {
                "workflow_name": WORKFLOW,
                "queue_name": QUEUE,
                "workflow_id": f"{call_id}:{key}",
                "app_version": VERSION,
                "queue_partition_key": call_id,
            },
            call_id,
        )

    def cancel(self, call_id: CallId) -> None:
        """Stop the call's other work and forget its rows; work that asks for this itself goes on."""
        own = DBOS.workflow_id
        others = [found for found in self._ids(call_id) if found != own]
        if others:
            self._client.cancel_workflows(others)
            self._client.delete_workflows(others)

    def has_work(self, call_id: CallId) -> bool:
        """Whether any piece of work for this call is known, finished ones included."""
        return bool(self._ids(call_id))

    def is_busy(self, call_id: CallId) -> bool:
        """Whether work of this call waits or runs."""
        return bool(self._ids(call_id, status=list(LIVE)))

    def standing(self) -> tuple[int, int]:
        """How many pieces of work wait, and how many run."""
        known = self._client.list_workflows(status=list(LIVE), load_input=False, load_output=False)
        running = sum(work.status == "PENDING" for work in known)
        return len(known) - running, running

    def forget_finished(self, before: datetime) -> int:
        """Delete the rows of work that ended before a moment; how many."""
        ended = self._client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
            end_time=before.isoformat(),
            load_input=False,
            load_output=False,
        )
        if ended:
            self._client.delete_workflows([work.workflow_id for work in ended])
        return len(ended)

    def owners(self) -> Sequence[str]:
        """Names of the workers to whom work under way belongs."""
        running = self._client.list_workflows(status="PENDING", load_input=False, load_output=False)
        return tuple(sorted({work.executor_id for work in running if work.executor_id}))

    def take_over(self, owner: str) -> int:
        """Put a dead worker's work under way back into the queue; what killed several workers is given up."""
        left = self._client.list_workflows(status="PENDING", executor_id=owner, load_input=False, load_output=False)
        deadly = [work.workflow_id for work in left if (work.recovery_attempts or 0) > DEATHS]
        others = [work.workflow_id for work in left if work.workflow_id not in deadly]
        if deadly:
            self._client.cancel_workflows(deadly)
        if others:
            self._client.resume_workflows(others, queue_name=QUEUE)
        return len(others)

    def drop_other_versions(self) -> int:
        """Delete work that an older or newer Voice began and this one will never run; how many."""
        waiting = self._client.list_workflows(status=list(LIVE), load_input=False, load_output=False)
        strange = [work.workflow_id for work in waiting if work.app_version != VERSION]
        if strange:
            self._client.delete_workflows(strange)
        return len(strange)

    def traces(self, call: Call) -> Mapping[str, str]:
        """Everything the engine wrote down about a call, by place: read by the leak audit."""
        found: dict[str, str] = {}
        for work in self._client.list_workflows(workflow_id_prefix=f"{call.id}:"):
            fields = (work.workflow_id, work.input, work.output, work.error)
            steps = self._client.list_workflow_steps(work.workflow_id)
            texts = [repr(field) for field in fields]
            texts += [repr((step["function_name"], step["output"], step["error"])) for step in steps]
            found[f"workflow {len(found) + 1}"] = "\n".join(texts)
        return found

    def close(self) -> None:
        """Let go of the database."""
        self._client.destroy()

    def _ids(self, call_id: CallId, status: list[str] | None = None) -> list[str]:
        found = self._client.list_workflows(
            workflow_id_prefix=f"{call_id}:", status=status, load_input=False, load_output=False
        )
        return [work.workflow_id for work in found]


class Worker:
    """Runs the steps of waiting calls; `when_stopped(call_id, step, code)` takes over where a step gives up."""

    def __init__(self, engine: Any, steps: Sequence[Step], when_stopped: Callable[[CallId, str, str], None]) -> None:
        self._engine = engine
        self._steps = {step.name: step for step in steps}
        self._when_stopped = when_stopped
        self._heavy = threading.Lock()

    def start(self, name: str) -> None:
        """Take up what a killed worker of the same name left, and wait for work."""
        # Stable name: work under way is recovered by the worker of its name alone. Never two alive with one name.
        config = DBOSConfig(
            name=APPLICATION,
            system_database_engine=self._engine,
            executor_id=name,
            application_version=VERSION,
            serializer=IdsOnly(),
            console_log_level="CRITICAL",
        )
        DBOS(config=config)

        def walk(call_id: str) -> str:
            return self._walk(call_id)

        DBOS.workflow(name=WORKFLOW, max_recovery_attempts=DEATHS)(walk)
        DBOS.launch()
        # Partitioned by call: two pieces of work of one call never run side by side.
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=AT_ONCE,
            partition_concurrency=1,
            polling_interval_sec=0.2,
            on_conflict="always_update",
        )

    def stop(self, patience_s: int) -> None:
        """Take no more work, and give what runs this long to reach the end of its call."""
        DBOS.destroy(workflow_completion_timeout_sec=patience_s, destroy_registry=True)

    def _walk(self, call_id: str) -> str:
        for step in self._steps.values():
            code = DBOS.run_step(_options(step), self._attempt, step, call_id)
            if code:
                last = Step("stopped", partial(self._stopped, step.name, code))
                DBOS.run_step(_options(last), self._attempt, last, call_id)
                return str(code)
        return ""

    def _stopped(self, step: str, code: str, call_id: CallId) -> None:
        self._when_stopped(call_id, step, code)

    def _attempt(self, step: Step, call_id: str) -> str:
        """Run a step once: "" when done, a code when it is given up; raises Again where a retry may help."""
        try:
            self._run(step, CallId(call_id))
        except VoiceError as fault:
            logger().warning("step_failed", call_id=call_id, step=step.name, code=fault.code, attempt=_attempts())
            if fault.retry_helps and _attempts() < step.max_attempts:
                # `from None`: the cause may quote what it was given, and DBOS keeps what it is given.
                raise Again(fault.code) from None
            return fault.code
        except Exception as unforeseen:  # noqa: BLE001 - the worker's loop: one call's bug is not the next call's
            place = traceback.extract_tb(unforeseen.__traceback__)[-1]
            logger().error(
                "step_broke",
                call_id=call_id,
                step=step.name,
                error_type=type(unforeseen).__name__,
                reason=f"{place.name}:{place.lineno}",
            )
            return UNEXPECTED
        logger().info("step_done", call_id=call_id, step=step.name)
        return ""

    def _run(self, step: Step, call_id: CallId) -> None:
        if not step.heavy:
            step.run(call_id)
            return
        with self._heavy:
            step.run(call_id)


def _attempts() -> int:
    status = DBOS.step_status
    return 1 if status is None or status.current_attempt is None else status.current_attempt + 1


def _options(step: Step) -> StepOptions:
    return StepOptions(
        name=step.name,
        retries_allowed=step.max_attempts > 1,
        max_attempts=step.max_attempts,
        interval_seconds=step.first_wait_s,
        backoff_rate=2.0,
    )


def _address(engine: Any) -> str:
    return str(engine.url.render_as_string(hide_password=False))


def _scrubbed(value: Any) -> Any:
    if isinstance(value, Again):
        return {"again": str(value)}
    if isinstance(value, BaseException):
        return {"broke": type(value).__name__}
    raise TypeError("only plain values may rest in the engine's tables")


def _revived(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"again"}:
        return Again(value["again"])
    if isinstance(value, dict) and value.keys() == {"broke"}:
        return RuntimeError(value["broke"])
    return value


def _quiet() -> None:
    # DBOS prints exceptions with their text; ours says the same in codes.
    vendor = logging.getLogger("dbos")
    vendor.setLevel(logging.CRITICAL + 1)
    vendor.propagate = False
