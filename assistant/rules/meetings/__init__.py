"""The rules of meetings and assemblies: when they are held, who is convened, who votes for whom, what counts."""
