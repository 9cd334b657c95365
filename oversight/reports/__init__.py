"""The report of a period: what it says, and how it looks on paper, in Excel and in Word."""
