"""A report in its forms. They show what is in it and work nothing out."""
