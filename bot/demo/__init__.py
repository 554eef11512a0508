"""The demo: a simulated SKMS and a stage in Slack's place on loopback, and the real bot between them."""
