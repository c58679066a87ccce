"""For people: the way of a number back to its page, and a web page over a dataset on this machine only."""
