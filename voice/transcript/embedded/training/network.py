"""Whisper's architecture, small: what is trained. Export turns it into a CTranslate2 model."""

import math

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own custom
from torch import Tensor, nn

from voice.transcript.embedded.training.utterance import PHONES

WIDTH, HEADS, ENCODERS, DECODERS, MELS = 256, 4, 4, 2, 80
POSITIONS = 1500
WINDOW = 500
LONGEST_TEXT = 448
PADDING = 8
GUIDED_HEADS = ((0,), (0, 1))


class Attention(nn.Module):
    """Multi-head attention with separate matrices; hands out its weights on request."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.value, self.out = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """X (B, T, W), memory (B, S, W), bias broadcast to (T, S) -> (B, T, W), (B, H, T, S)."""
        batch, length, _ = x.shape
        heads = lambda y: y.view(batch, -1, HEADS, WIDTH // HEADS).transpose(1, 2)  # noqa: E731
        query, key, value = heads(self.query(x)), heads(self.key(memory)), heads(self.value(memory))
        with torch.autocast("cpu", enabled=False):
            scores = query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + bias.to(query.dtype)
            weights = scores.softmax(-1)
            mixed = weights @ value
        return self.out(mixed.transpose(1, 2).reshape(batch, length, WIDTH)), weights

    def causal(self, x: Tensor) -> Tensor:
        """Attend from each position of x (B, T, W) to itself and earlier ones."""
        batch, length, _ = x.shape
        heads = lambda y: y.view(batch, -1, HEADS, WIDTH // HEADS).transpose(1, 2)  # noqa: E731
        mixed = F.scaled_dot_product_attention(
            heads(self.query(x)), heads(self.key(x)), heads(self.value(x)), is_causal=True
        )
        return self.out(mixed.transpose(1, 2).reshape(batch, length, WIDTH))


class Layer(nn.Module):
    """An encoder layer, or with `crossed` a decoder layer."""

    def __init__(self, *, crossed: bool) -> None:
        super().__init__()
        self.self_norm, self.self_attention = nn.LayerNorm(WIDTH), Attention()
        if crossed:
            self.cross_norm, self.cross_attention = nn.LayerNorm(WIDTH), Attention()
        self.feed_norm = nn.LayerNorm(WIDTH)
        self.widen, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def feed(self, x: Tensor) -> Tensor:
        """Apply the feed-forward part."""
        return x + self.narrow(F.gelu(self.widen(self.feed_norm(x))))

    def encode(self, x: Tensor, bias: Tensor) -> Tensor:
        """Run as an encoder layer."""
        normed = self.self_norm(x)
        return self.feed(x + self.self_attention(normed, normed, bias)[0])

    def decode(self, x: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """Run as a decoder layer; the second result is where it attended."""
        x = x + self.self_attention.causal(self.self_norm(x))
        heard, weights = self.cross_attention(self.cross_norm(x), memory, bias)
        return self.feed(x + heard), weights


class Network(nn.Module):
    """Hears log-mel frames and writes tokens; reads phones on the side while it learns."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(MELS, WIDTH, 3, padding=1)
        self.conv2 = nn.Conv1d(WIDTH, WIDTH, 3, stride=2, padding=1)
        self.register_buffer("positions", torch.zeros(WINDOW, WIDTH))
        self.padding = nn.Parameter(torch.zeros(WIDTH))
        self.encoder = nn.ModuleList(Layer(crossed=False) for _ in range(ENCODERS))
        self.encoder_norm = nn.LayerNorm(WIDTH)
        self.phones = nn.Linear(WIDTH, len(PHONES))
        self.embedding = nn.Embedding(vocabulary, WIDTH)
        self.text_positions = nn.Parameter(torch.zeros(LONGEST_TEXT, WIDTH))
        self.decoder = nn.ModuleList(Layer(crossed=True) for _ in range(DECODERS))
        self.decoder_norm = nn.LayerNorm(WIDTH)

    def hear(self, mel: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Mel (B, 80, T) with T even and at most 1000 -> memory, attention bias, phone logits.

        faster-whisper pads every window with zeros to 3000 frames. All padded positions share
        one position vector and so one state: four of them, one with the logarithm of their
        number as a bias, stand for a thousand.
        """
        length = mel.shape[-1] // 2
        x = F.gelu(self.conv1(F.pad(mel, (0, PADDING))))
        x = F.gelu(self.conv2(x)).transpose(1, 2)
        places = [self.positions[:length], self.padding.expand(PADDING // 2, -1)]
        x = x + torch.cat(places).to(x.dtype)
        bias = torch.zeros(length + PADDING // 2)
        bias[length + 2] = math.log(POSITIONS - length - 3)
        phones = x
        for index, layer in enumerate(self.encoder):
            x = layer.encode(x, bias)
            if index == 1:
                phones = self.phones(x[:, : -PADDING // 2])
        return self.encoder_norm(x), bias, phones

    def write(self, tokens: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Tokens (B, L) -> logits (B, L, V) and where each decoder layer attended."""
        x = self.embedding(tokens) + self.text_positions[: tokens.shape[1]]
        attended = []
        for layer in self.decoder:
            x, weights = layer.decode(x, memory, bias)
            attended.append(weights)
        return self.decoder_norm(x) @ self.embedding.weight.T, attended


def guidance_loss(attended: list[Tensor], spans: Tensor, edge: float = 1.5) -> Tensor:
    """Ask the guided heads to attend where each token is said.

    spans (B, L, 2): first and last encoder position of what each token says, below zero where
    unknown. The wanted distribution is flat inside the span with soft edges.
    """
    known = spans[..., 0] >= 0
    span = spans[known]
    total = torch.zeros(())
    for weights, heads in zip(attended, GUIDED_HEADS, strict=True):
        seen = weights[:, list(heads)].transpose(1, 2)[known].float().clamp_min(1e-8).log()
        at = torch.arange(seen.shape[-1], dtype=torch.float32)
        wanted = torch.sigmoid((at - span[:, :1]) / edge) * torch.sigmoid((span[:, 1:] - at) / edge)
        wanted = wanted / wanted.sum(-1, keepdim=True).clamp_min(1e-6)
        total = total - (wanted[:, None] * seen).sum(-1).mean()
    return total / len(GUIDED_HEADS)
