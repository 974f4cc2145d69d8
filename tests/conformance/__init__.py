"""One set of questions, asked of every provider through Django over HTTP; docs/parity.md has the answers."""
