"""A pyannote diarization pipeline of the published one's parts with random weights, built on the spot.

Same classes, same files, same configuration keys as speaker-diarization-community-1; the
segmentation always hears one voice, so that there is something to cluster.
"""

from pathlib import Path

import numpy as np

CONFIG = """
dependencies:
  pyannote.audio: 4.0.0
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    clustering: VBxClustering
    segmentation: $model/segmentation
    segmentation_batch_size: 8
    embedding: $model/embedding
    embedding_batch_size: 8
    embedding_exclude_overlap: true
    plda: $model/plda
params:
  clustering:
    threshold: 0.6
    Fa: 0.07
    Fb: 0.8
  segmentation:
    min_duration_off: 0.0
"""


def build(folder: Path) -> Path:
    """Write the pipeline's files into `folder` and return it; needs the extra `diarize`."""
    import torch
    from pyannote.audio.core.task import Problem, Resolution, Specifications
    from pyannote.audio.models.embedding.wespeaker import WeSpeakerResNet34
    from pyannote.audio.models.segmentation import PyanNet

    torch.manual_seed(0)
    small = {"hidden_size": 8, "num_layers": 1}
    segmentation = PyanNet(lstm=small, linear=small)
    segmentation.specifications = Specifications(
        problem=Problem.MONO_LABEL_CLASSIFICATION,
        resolution=Resolution.FRAME,
        duration=5.0,
        classes=["speaker#1", "speaker#2", "speaker#3"],
        powerset_max_classes=2,
        permutation_invariant=True,
    )
    segmentation.setup()
    with torch.no_grad():
        segmentation.classifier.bias[1] = 10.0
    embedding = WeSpeakerResNet34()
    embedding.specifications = Specifications(
        problem=Problem.REPRESENTATION, resolution=Resolution.CHUNK, duration=5.0, classes=[]
    )
    for name, model in (("segmentation", segmentation), ("embedding", embedding)):
        _save(model, folder / name / "pytorch_model.bin")
    _save_plda(folder / "plda")
    (folder / "config.yaml").write_text(CONFIG)
    return folder


def _save(model, file: Path) -> None:
    import lightning
    import torch

    file.parent.mkdir(parents=True)
    checkpoint = {
        "state_dict": model.state_dict(),
        "hyper_parameters": dict(model.hparams),
        "pytorch-lightning_version": lightning.__version__,
    }
    model.on_save_checkpoint(checkpoint)
    torch.save(checkpoint, file)


def _save_plda(folder: Path, size: int = 256, lda: int = 128) -> None:
    random = np.random.default_rng(0)
    folder.mkdir()
    np.savez(
        folder / "xvec_transform.npz",
        mean1=np.zeros(size), mean2=np.zeros(lda), lda=random.standard_normal((size, lda)) / 16,
    )  # fmt: skip
    np.savez(folder / "plda.npz", mu=np.zeros(lda), tr=np.eye(lda), psi=np.linspace(2.0, 0.1, lda))
