"""The planted mistakes of day 1, one file per notebook."""

from planted.day1.chinese_restaurant import PLANTED as CHINESE_RESTAURANT
from planted.day1.chinese_restaurant_data import PLANTED as RESTAURANT_DATA
from planted.day1.gaussian_mixtures import PLANTED as MIXTURES
from planted.day1.gaussian_mixtures_use import PLANTED as MIXTURES_USE
from planted.day1.kmeans import PLANTED as KMEANS
from planted.day1.kmeans_data import PLANTED as KMEANS_DATA
from planted.day1.kmeans_move import PLANTED as KMEANS_MOVE

PLANTED = {
    **CHINESE_RESTAURANT,
    **RESTAURANT_DATA,
    **KMEANS,
    **KMEANS_MOVE,
    **KMEANS_DATA,
    **MIXTURES,
    **MIXTURES_USE,
}
