"""The forms of a report: each is a pure function from the records to text."""
