"""Index table: all indexes of passages that KNOWLEDGE_INDEX chooses from, a row each."""

from collections.abc import Mapping

from knowledge.backends.backends import INDEXES as EMBEDDED
from knowledge.backends.backends import OpenIndex
from services.indexes.weaviate import open_weaviate

INDEXES: Mapping[str, OpenIndex] = {**EMBEDDED, "weaviate": open_weaviate}
"""By the names of `settings.knowledge_settings.IndexName`."""
