"""Train the network for a given time, from the shipped weights or a checkpoint.

python -m voice.transcript.embedded.training.train --speech build/speech --out build/run --minutes 90
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own custom
from rich.console import Console
from torch import Tensor, distributed, multiprocessing

from voice.transcript.embedded.training.network import Network, guidance_loss
from voice.transcript.embedded.training.restore import restore
from voice.transcript.embedded.training.tokens import Tokens
from voice.transcript.embedded.training.windows import UNKNOWN, Composer, Corpus, Window

IGNORED = -100
SHAPES = ((6, 1000), (10, 600))
MUON_RATE, ADAM_RATE = 0.01, 0.001
SHARES = {"token": 1.0, "guide": 0.15, "phone": 0.25}
SMOOTHING = 0.05
WARM_UP, HELD_SHARE = 60, 0.25
AVERAGED_EVERY, AVERAGE = 5, 0.99
REPORT_SECONDS, SAVE_SECONDS, REFRESH_WINDOWS = 60, 240, 3000


@dataclass(frozen=True)
class Run:
    """What the command line asks for, and which worker this is."""

    speech: Path
    out: Path
    minutes: float
    workers: int
    resume: Path | None
    seed: int
    worker: int = 0


@dataclass(frozen=True)
class Batch:
    """Tensors of several windows: mel, given and wanted tokens, spans, phones."""

    mel: Tensor
    given: Tensor
    wanted: Tensor
    spans: Tensor
    phones: Tensor


def stack(windows: list[Window], end: int) -> Batch:
    """Pad windows to one length."""
    longest = max(len(window.given) for window in windows)

    def padded(rows: list[list[int]], filler: int) -> Tensor:
        return torch.tensor([row + [filler] * (longest - len(row)) for row in rows])

    nowhere = (UNKNOWN, UNKNOWN)
    spans = [w.spans + [nowhere] * (longest - len(w.spans)) for w in windows]
    return Batch(
        torch.from_numpy(np.stack([w.mel for w in windows])),
        padded([w.given for w in windows], end),
        padded([w.wanted for w in windows], IGNORED),
        torch.tensor(spans, dtype=torch.float32),
        torch.from_numpy(np.stack([w.phones for w in windows])),
    )


class Batches:
    """An endless stream of batches; takes up new speech now and then."""

    def __init__(self, speech: Path, seed: int, worker: int) -> None:
        self._dice = np.random.default_rng((seed, worker))
        self._corpus, self._tokens = Corpus(speech), Tokens()
        self._composer = Composer(self._corpus, self._tokens)

    def __iter__(self) -> Iterator[Batch]:
        made = 0
        while True:
            count, frames = SHAPES[int(self._dice.random() < 0.5)]
            windows = [self._composer.compose(self._dice, frames) for _ in range(count)]
            yield stack(windows, self._tokens.end)
            made += count
            if made > REFRESH_WINDOWS:
                self._corpus.refresh()
                made = 0


def losses(network: Network, batch: Batch) -> dict[str, Tensor]:
    """Compute what is to be made small: wrong tokens, lost attention, wrong phones."""
    with torch.autocast("cpu", torch.bfloat16):
        memory, bias, phones = network.hear(batch.mel)
        logits, attended = network.write(batch.given, memory, bias)
    token = F.cross_entropy(
        logits.float().flatten(0, 1), batch.wanted.flatten(),
        ignore_index=IGNORED, label_smoothing=SMOOTHING,
    )  # fmt: skip
    phone = F.cross_entropy(phones.float().flatten(0, 1), batch.phones.flatten(), ignore_index=-1)
    return {"token": token, "guide": guidance_loss(attended, batch.spans), "phone": phone}


class Optimiser:
    """Muon for matrices, AdamW for the rest, at a rate that ends at zero."""

    def __init__(self, network: Network) -> None:
        layers = [*network.encoder.parameters(), *network.decoder.parameters()]
        matrices = [p for p in layers if p.dim() == 2]
        chosen = {id(p) for p in matrices}
        self._rest = [p for p in network.parameters() if id(p) not in chosen]
        self._muon = torch.optim.Muon(matrices, lr=MUON_RATE, weight_decay=0.01, ns_steps=4)
        self._adam = torch.optim.AdamW(self._rest, lr=ADAM_RATE, betas=(0.9, 0.98), weight_decay=0.01)

    def step(self, share: float) -> None:
        """Take a step at a share of the full rates and forget the gradients."""
        torch.nn.utils.clip_grad_norm_(self._rest, 1.0)
        for optimiser, rate in ((self._muon, MUON_RATE), (self._adam, ADAM_RATE)):
            for group in optimiser.param_groups:
                group["lr"] = rate * share
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)


class Workers:
    """Processes of one thread each that share their gradients: neither spins for the other."""

    def __init__(self, network: Network, count: int) -> None:
        self._parameters = [p for p in network.parameters() if p.requires_grad]
        self._count = count

    def share(self, progress: float) -> float:
        """Average the gradients of all workers, and how far they think they are."""
        if self._count == 1:
            return progress
        gradients = [p.grad for p in self._parameters if p.grad is not None]
        flat = torch.cat([*(g.flatten() for g in gradients), torch.tensor([progress])])
        distributed.all_reduce(flat)
        flat /= self._count
        at = 0
        for gradient in gradients:
            gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient))
            at += gradient.numel()
        return float(flat[-1])


class Average:
    """A running average of the weights: good to use before the rate has reached zero."""

    def __init__(self, network: Network) -> None:
        self.weights = {k: v.detach().clone() for k, v in network.state_dict().items()}

    @torch.no_grad()
    def follow(self, network: Network) -> None:
        """Move a little towards the network."""
        for name, value in network.state_dict().items():
            self.weights[name].lerp_(value, 1 - AVERAGE)


def save(path: Path, network: Network, average: Average, step: int) -> None:
    """Write both sets of weights in half precision."""
    half = lambda weights: {k: v.half() for k, v in weights.items()}  # noqa: E731
    torch.save({"network": half(network.state_dict()), "average": half(average.weights), "step": step}, path)


def rate(step: int, progress: float) -> float:
    """Share of the full rate: warm up, hold, then fall in a line to zero."""
    fall = (1 - progress) / (1 - HELD_SHARE)
    return max(0.002, min(1.0, (step + 1) / WARM_UP, fall))


class Journal:
    """Reports the losses every minute and keeps them as the run's curve."""

    def __init__(self, out: Path) -> None:
        self._curve, self._console = out / "curve.jsonl", Console()
        self._began = self._reported = time.monotonic()
        self._sums: dict[str, float] = {}
        self._since = 0

    def note(self, step: int, found: dict[str, Tensor]) -> None:
        """Take note of a step."""
        for name, value in found.items():
            self._sums[name] = self._sums.get(name, 0.0) + value.item()
        self._since += 1
        now = time.monotonic()
        if now - self._reported < REPORT_SECONDS:
            return
        means = {name: round(value / self._since, 3) for name, value in self._sums.items()}
        pace = round((now - self._reported) * 1000 / self._since)
        line = {"minute": round((now - self._began) / 60, 1), "step": step, "ms": pace, **means}
        self._console.print(line)
        with self._curve.open("a", encoding="utf-8") as curve:
            curve.write(json.dumps(line) + "\n")
        self._reported, self._since, self._sums = now, 0, {}


def train(network: Network, batches: Iterator[Batch], workers: Workers, run: Run) -> None:
    """Train until the time is up; the first worker reports and saves on the way."""
    optimiser, average = Optimiser(network), Average(network)
    journal = Journal(run.out) if run.worker == 0 else None
    began = saved = time.monotonic()
    step, progress = 0, 0.0
    while progress < 1:
        found = losses(network, next(batches))
        sum(found[name] * share for name, share in SHARES.items()).backward()
        progress = workers.share((time.monotonic() - began) / (60 * run.minutes))
        optimiser.step(rate(step, progress))
        step += 1
        if step % AVERAGED_EVERY == 0:
            average.follow(network)
        if journal:
            journal.note(step, found)
        if journal and time.monotonic() - saved > SAVE_SECONDS:
            save(run.out / "latest.pt", network, average, step)
            saved = time.monotonic()
    if journal:
        save(run.out / "latest.pt", network, average, step)


def work(worker: int, run: Run) -> None:
    """Be one worker of a run."""
    run = replace(run, worker=worker)
    torch.set_num_threads(1)
    torch.manual_seed(run.seed)
    network = Network(Tokens().count)
    if run.resume:
        network.load_state_dict(torch.load(run.resume)["network"])
    else:
        network.load_state_dict(restore(), strict=False)
    if run.workers > 1:
        meeting = f"file://{(run.out / 'meeting').resolve()}"
        distributed.init_process_group("gloo", meeting, rank=worker, world_size=run.workers)
    batches = Batches(run.speech, run.seed, worker)
    train(network, iter(batches), Workers(network, run.workers), run)


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speech", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--workers", type=int, default=2, help="one for each core")
    parser.add_argument("--resume", type=Path, help="a checkpoint; else the shipped weights")
    parser.add_argument("--seed", type=int, default=1)
    run = Run(**vars(parser.parse_args()))
    run.out.mkdir(parents=True, exist_ok=True)
    (run.out / "meeting").unlink(missing_ok=True)
    multiprocessing.start_processes(work, (run,), nprocs=run.workers, start_method="spawn")


if __name__ == "__main__":
    main()
