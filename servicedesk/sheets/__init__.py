"""Tables of settings that go out and come in as a spreadsheet: looked at row by row before anything is written."""
