"""The checks of ChineseRestaurant, and the likely mistakes as data."""

NOTEBOOK = "day1/ChineseRestaurant"
