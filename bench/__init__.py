"""What Call Shadow costs and how long it makes an agent wait; see `bench/README.md`."""
