"""The work queue in memory: remembers what was asked, runs nothing by itself."""


class MemoryWorkQueue:
    """Pieces of work as (call id, key), in order of arrival; the same one twice is one."""

    def __init__(self):
        self.work = []
        self.cancelled = []

    def enqueue(self, call_id, key):
        if (call_id, key) not in self.work:
            self.work.append((call_id, key))

    def cancel(self, call_id):
        self.cancelled.append(call_id)
        self.work = [(kept, key) for kept, key in self.work if kept != call_id]
