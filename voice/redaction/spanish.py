"""Spanish: number words, cues and formats."""

from voice.redaction.language import Vocabulary

VOCABULARY = Vocabulary(code="es", entries={})
