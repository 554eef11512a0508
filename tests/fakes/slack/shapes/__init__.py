"""Says what Slack would refuse in blocks and views; knows no server and no message."""
