"""The Hugging Face hub: fetches pinned model files, and gives up in seconds where nothing answers.

A cut network shows itself in many ways: refused, unresolvable, or silence without end, for which
no library's time-out is enough (a name look-up knows none). So the work runs in a thread of its
own, and whoever waits gives up when it has shown no sign of life for a while.
"""

import errno
import os
import shutil
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

# Read once when huggingface_hub is imported: say nothing about ourselves, wait for nobody.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
os.environ.setdefault("HF_HUB_DISABLE_XET", "1")  # one plain HTTPS host, easy to allow and to resume
os.environ.setdefault("HF_HUB_DOWNLOAD_TIMEOUT", "10")
os.environ.setdefault("HF_HUB_ETAG_TIMEOUT", "5")

from huggingface_hub import HfApi, hf_hub_download
from huggingface_hub.errors import (
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import tqdm  # type: ignore[attr-defined]  # exported without saying so

from voice.errors import ModelMissing, StorageFull
from voice.transcript.catalogue import KnownModel
from voice.transcript.models import MODEL_FILES, HubUnreachable, Progress
from voice.transcript.pipelines import HOW_TO_GET, PARTS, KnownPipeline

Published = KnownModel | KnownPipeline

# Whichever HTTP library this version rests on: the ancestor of its transport errors.
TRANSPORT_ERROR: type[BaseException] = next(kind for kind in HfHubHTTPError.__mro__ if kind.__name__ == "HTTPError")

ANSWER_WITHIN_S = 4.5
QUIET_AT_MOST_S = 20.0


class HuggingFaceHub:
    """The ports `Hub` and `PipelineHub`: files by repository and revision, resumed where a pull broke off.

    `token` is told to the hub and to nobody else; models that anybody may have are fetched without.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        *,
        token: str = "",
        answer_within_s: float = ANSWER_WITHIN_S,
        quiet_s: float = QUIET_AT_MOST_S,
    ) -> None:
        self._token: str | bool = token or False
        self._hub = HfApi(endpoint=endpoint, token=self._token)
        self._answer_within_s = answer_within_s
        self._quiet_s = quiet_s

    def pull(self, model: KnownModel, folder: Path, progress: Progress) -> str:
        """See `models.Hub.pull`."""
        found = _watched(lambda beat: self._look_up(model), self._answer_within_s, model)
        sizes = {each.rfilename: int(each.size or 0) for each in found.siblings if each.rfilename in MODEL_FILES}
        if "model.bin" not in sizes:
            raise _no_such(model)
        self._fetch_all(model, sizes, folder, progress)
        return str(found.sha)

    def pull_pipeline(self, pipeline: KnownPipeline, folder: Path, progress: Progress) -> Mapping[str, str]:
        """See `pipelines.PipelineHub.pull_pipeline`."""
        found = _watched(lambda beat: self._look_up(pipeline), self._answer_within_s, pipeline)
        parts = [each for each in found.siblings if each.rfilename.startswith(PARTS)]
        self._fetch_all(pipeline, {each.rfilename: int(each.size or 0) for each in parts}, folder, progress)
        return {each.rfilename: str(each.lfs.sha256) for each in parts if each.lfs}

    def _fetch_all(self, model: Published, sizes: Mapping[str, int], folder: Path, progress: Progress) -> None:
        arrived = _Arrived(sum(sizes.values()), progress)
        for name in sizes:
            _watched(partial(self._fetch, model, name, folder, arrived), self._quiet_s, model)
        shutil.rmtree(folder / ".cache", ignore_errors=True)

    def _look_up(self, model: Published) -> Any:
        return self._hub.model_info(
            model.repository, revision=model.revision, files_metadata=True, timeout=self._answer_within_s
        )

    def _fetch(self, model: Published, name: str, folder: Path, arrived: "_Arrived", beat: Callable[[], None]) -> None:
        told = arrived.told(beat)

        class Bar(tqdm):
            """The library's own hook for progress: a silent bar that counts."""

            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **{**kwargs, "disable": True})  # type: ignore[no-untyped-call]  # a vendor's
                told(float(kwargs.get("initial") or 0))

            def update(self, n: float | None = 1) -> None:
                told(float(n or 0))

        hf_hub_download(
            model.repository,
            name,
            revision=model.revision,
            local_dir=folder,
            endpoint=self._hub.endpoint,
            token=self._token,
            tqdm_class=Bar,
        )


class _Arrived:
    """Bytes of all files of one pull."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._done = 0
        self._total = total
        self._progress = progress

    def told(self, beat: Callable[[], None]) -> Callable[[float], None]:
        """A function that counts bytes, reports them, and shows that the download lives."""

        def count(more: float) -> None:
            beat()
            self._done += int(more)
            self._progress(min(self._done, self._total), self._total)

        return count


def _watched(work: Callable[[Callable[[], None]], Any], quiet_s: float, model: Published) -> Any:
    """What `work` returns, or HubUnreachable once it has been quiet for `quiet_s` seconds.

    The thread is a daemon: one that hangs in a name look-up cannot keep the process alive.
    """
    done, alive = threading.Event(), threading.Event()
    outcome: dict[str, Any] = {}

    def run() -> None:
        try:
            outcome["value"] = work(alive.set)
        except (OSError, ValueError, RuntimeError, TRANSPORT_ERROR) as error:
            outcome["error"] = error
        finally:
            done.set()
            alive.set()

    threading.Thread(target=run, name="model-hub", daemon=True).start()
    while not done.is_set():
        if not alive.wait(quiet_s):
            raise HubUnreachable(f"The model hub did not answer within {quiet_s:g} seconds.")
        if not done.is_set():
            alive.clear()
    if "error" in outcome:
        raise _said(outcome["error"], model) from outcome["error"]
    return outcome.get("value")


def _no_such(model: Published) -> ModelMissing:
    return ModelMissing(
        f"The hub no longer has {model.name} at its pinned revision. Name another model, or a folder, in VOICE_MODEL."
    )


def _said(error: Exception, model: Published) -> Exception:
    """The library's error as a sentence that says what to do."""
    if isinstance(model, KnownPipeline) and isinstance(error, RepositoryNotFoundError):
        # What is gated looks like what is not there to those who may not have it.
        said = f"The hub does not give {model.name} without a token, or not to the one it was shown. {HOW_TO_GET}"
        return ModelMissing(said, code="hub_refused")
    if isinstance(error, RepositoryNotFoundError | RevisionNotFoundError):
        return _no_such(model)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return StorageFull(f"No space is left to keep the model {model.name}. Free some and pull again.")
    if isinstance(error, OfflineModeIsEnabled):
        return HubUnreachable("The hub was not tried, because HF_HUB_OFFLINE is set.")
    return HubUnreachable("The model hub is out of reach from this machine.")
