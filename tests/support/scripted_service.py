"""A service that answers the carrier with documents somebody wrote down, over real HTTP."""

from voice.call.simulated.rest import Answer
from voice.call.simulated.server import LoopbackServer


class ScriptedService:
    """`documents` by path, each answered in turn, the last one for ever; `asked` is what came."""

    def __init__(self, **documents):
        self._documents = {name: list(answers) for name, answers in documents.items()}
        self.asked = []
        self._server = LoopbackServer(self._answer)

    def __enter__(self):
        self._server.start()
        self.url = self._server.url
        return self

    def __exit__(self, *_):
        self._server.stop()

    def fields(self, path):
        """The forms that came to a path."""
        return [{name: values[0] for name, values in asked.form.items()} for asked in self.asked if asked.path == path]

    def _answer(self, asked, authorization):
        self.asked.append(asked)
        name = asked.path.removeprefix("/twilio/").replace("-", "_")
        if name in ("recording", "status"):
            return Answer(204)
        answers = self._documents.get(name, [])
        if not answers:
            return Answer(500)
        given = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(given, Answer):
            return given
        return Answer(
            200, f'<?xml version="1.0"?><Response>{given.replace("ABS", self.url)}</Response>'.encode(), "text/xml"
        )
