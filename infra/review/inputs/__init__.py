"""The two sides of a review: revisions of a spec, files, an exported state, an engine's preview."""
