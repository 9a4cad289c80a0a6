"""Sealed objects in memory: not sealed at all, but destroyed for good like the real ones."""

from voice.errors import NothingThere
from voice.retention.values import DestroyedArtefact


class MemorySealedStore:
    """Objects by call and name; a destroyed call refuses new objects."""

    def __init__(self):
        self._objects = {}
        self._destroyed = set()

    def put(self, call_id, name, content):
        if call_id in self._destroyed:
            raise NothingThere("What this call left behind was destroyed; nothing can be added.")
        self._objects.setdefault(call_id, {})[name] = bytes(content)

    def get(self, call_id, name):
        try:
            return self._objects[call_id][name]
        except KeyError:
            raise NothingThere("There is no sealed object of this name.") from None

    def names(self, call_id):
        return tuple(sorted(self._objects.get(call_id, {})))

    def remove(self, call_id, name):
        self._objects.get(call_id, {}).pop(name, None)

    def drop(self, call_id, names):
        for name in names:
            self._objects.get(call_id, {}).pop(name, None)

    def destroy(self, call_id):
        self._destroyed.add(call_id)
        gone = self._objects.pop(call_id, {})
        return tuple(DestroyedArtefact(name, "sealed object", len(kept), True) for name, kept in sorted(gone.items()))
