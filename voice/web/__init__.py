"""The doors: webhooks, pages, health."""
