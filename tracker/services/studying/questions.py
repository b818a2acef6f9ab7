"""What each further question of ``tracker study`` asks, in the words a page begins with."""

QUESTIONS = {
    "by": "Does the rate move more around some kinds of announcements than around others?",
    "versus": "Does the rate move more around these announcements than around those they are set against?",
    "focus": "What of these few announcements alone, and where do they stand among all selected?",
    "distribution": "How far had the rate moved some rates later, beside ordinary days?",
    "curve": "Does the answer hang on how it was reckoned?",
    "placebo": "Would the same dates, moved a little, have shown as much?",
    "spillover": "Did other currencies and oil move too?",
    "projections": "How far has the rate gone in the days after, beyond ordinary days?",
    "unusual": "Which days were the most unusual, and what is logged of each?",
    "breaks": "When did volatility or drift change for good?",
    "pressure": "How great was the pressure on the currency, month by month?",
    "intensity": "How much was done in each month, by the ledger?",
    "carried_over": "What did the news carry over to another series?",
    "grid": "Is the answer the same under every combination of choices?",
}
"""By the name of the view; ``grid``: many studies at once."""
