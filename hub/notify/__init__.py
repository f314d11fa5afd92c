"""Who is told of an alert beyond the pages, and how: mail, ntfy, webhooks and more."""
