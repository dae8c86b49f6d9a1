"""The pages, room by room. To add one, write its view in its room and add a row to `views.pages`."""
