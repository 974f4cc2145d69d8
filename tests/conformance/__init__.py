"""One set of questions, asked of every provider through Django over HTTP; the answers are the table in docs/parity.md."""
