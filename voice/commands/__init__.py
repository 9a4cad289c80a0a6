"""The command line, one file a topic; `voice.cli` mounts them."""
