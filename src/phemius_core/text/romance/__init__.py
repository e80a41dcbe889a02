"""What the Romance languages share: how they write numbers, and the rules built on it."""
