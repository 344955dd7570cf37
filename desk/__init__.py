"""The Veilig Thuis side: accounts and keys, sessions, the inbox, opening a signal, and the audit log."""
