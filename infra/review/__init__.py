"""What a change to a spec does, from two graphs and two settings plans: no engine, no cloud, no credentials."""
