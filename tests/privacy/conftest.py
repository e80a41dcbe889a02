import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from services import clock, database_url, postgres_url, redis_server, redis_url

__all__ = ["clock", "database_url", "postgres_url", "redis_server", "redis_url"]
