"""Small areas: direct estimates strengthened by what is known of areas like them."""

from estimation.small_area.fay_herriot import (
    FayHerriot,
    benchmark,
    fay_herriot,
    smoothed_variance,
)

__all__ = ["FayHerriot", "benchmark", "fay_herriot", "smoothed_variance"]
