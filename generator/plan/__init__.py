"""What will be emitted, as data: nothing here decides, renders or writes."""
