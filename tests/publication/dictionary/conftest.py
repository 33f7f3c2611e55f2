"""Published homes whose dictionary is read; each is made once in a run."""

from tests.docs.conftest import real_home, sample_home

__all__ = ["real_home", "sample_home"]
