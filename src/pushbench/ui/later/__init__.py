"""What can be asked and done about deliveries after they were accepted; shared by the send log and History."""
