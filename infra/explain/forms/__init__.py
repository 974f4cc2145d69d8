"""What a person or a program reads: lines of a terminal, Markdown, one SVG picture, JSON."""
