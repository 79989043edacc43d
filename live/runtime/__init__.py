"""What keeps a show running: one clock, workers, mailboxes, supervision; files and extras."""
