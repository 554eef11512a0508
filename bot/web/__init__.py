"""Takes in errors and alerts over HTTP and tells how the process does; knows no Slack and no database."""
