"""Single edits of realistic specs, and what a review says about each."""
