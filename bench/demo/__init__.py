"""A company group to look at: places, people, ninety days of tickets, and a desk in the middle of its day."""
