"""The room of Slack: the only one, beside the composition root, that knows it; blocks and escape in it are pure."""
