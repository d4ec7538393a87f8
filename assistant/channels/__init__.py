"""Adapters: a platform's update to Incoming, a Message to the platform; nothing else."""
