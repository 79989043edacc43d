"""What keeps a show alive: one clock, workers, mailboxes, supervision; files and extras."""
