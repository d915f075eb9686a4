"""The supervisor's overview: figures of a day, what breaches now and next, who is busy; each opens its tickets."""
