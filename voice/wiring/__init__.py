"""Where ports meet adapters; web and worker apart, because the web process never loads ML."""
