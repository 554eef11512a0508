"""Shows answers, summaries and knowledge on a terminal with rich; prints, decides nothing."""
