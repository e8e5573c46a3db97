"""The checks of EventsFromABuffer, and the likely mistakes as data."""

NOTEBOOK = "day5/EventsFromABuffer"
