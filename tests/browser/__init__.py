"""Stories in a real Chromium against the live server."""
