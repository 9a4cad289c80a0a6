"""Which sentences matter most: LexRank over word overlap, then a choice that avoids saying things twice.

LexRank after Erkan and Radev (2004), continuous form; maximal marginal relevance after Carbonell
and Goldstein (1998). Both on TF-IDF vectors of one call: no model, nothing learnt, no network.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
DAMPING = 0.85
SAME_THING = 0.7
"""Weight of relevance against novelty in the choice (0.7 was best on development dialogues)."""


def similarities(documents: Sequence[Sequence[str]]) -> Vector:
    """Cosines of TF-IDF vectors, shape (n, n), ones on the diagonal where there are words."""
    vocabulary = {word: column for column, word in enumerate(sorted({w for d in documents for w in d}))}
    counts = np.zeros((len(documents), max(1, len(vocabulary))))
    for row, document in enumerate(documents):
        for word in document:
            counts[row, vocabulary[word]] += 1.0
    occurring = np.count_nonzero(counts, axis=0)
    weighted = counts * (np.log((1.0 + len(documents)) / (1.0 + occurring)) + 1.0)
    lengths = np.linalg.norm(weighted, axis=1, keepdims=True)
    unit = np.divide(weighted, lengths, out=np.zeros_like(weighted), where=lengths > 0)
    cosines: Vector = unit @ unit.T
    return cosines


def centrality(cosines: Vector) -> Vector:
    """LexRank: the stationary weight of each sentence, scaled so that the largest is 1."""
    size = len(cosines)
    if size == 0:
        return np.zeros(0)
    sums = cosines.sum(axis=1, keepdims=True)
    steps = np.where(sums > 0, cosines / np.where(sums > 0, sums, 1.0), 1.0 / size)
    weight = np.full(size, 1.0 / size)
    for _ in range(100):
        following = (1.0 - DAMPING) / size + DAMPING * (steps.T @ weight)
        if float(np.abs(following - weight).sum()) < 1e-9:
            break
        weight = following
    scaled: Vector = weight / weight.max()
    return scaled


def choose(scores: Vector, cosines: Vector, taken: Sequence[int], count: int) -> tuple[int, ...]:
    """Indices: those already taken, then the best of the rest that say something new, up to `count`."""
    picked = list(taken)
    open_ones = [i for i in range(len(scores)) if i not in picked and scores[i] > 0]
    while open_ones and len(picked) < count:
        best = max(open_ones, key=lambda i: (_worth(i, scores, cosines, picked), -i))
        open_ones.remove(best)
        picked.append(best)
    return tuple(sorted(picked))


def _worth(index: int, scores: Vector, cosines: Vector, picked: Sequence[int]) -> float:
    repeated = max((float(cosines[index, other]) for other in picked), default=0.0)
    return SAME_THING * float(scores[index]) - (1.0 - SAME_THING) * repeated
