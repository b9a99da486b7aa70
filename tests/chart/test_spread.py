import pytest

from tasks.chart.axes import spread


@pytest.mark.parametrize(
    ("wanted", "sizes", "places"),
    [
        ([], [], []),
        ([50], [10], [50]),
        ([20, 80], [10, 10], [20, 80]),
        ([50, 52], [10, 10], [50, 60]),
        ([52, 50], [10, 10], [60, 50]),
        ([0, 100], [10, 10], [5, 95]),
        ([98, 99], [10, 10], [85, 95]),
        ([1, 2, 3], [50, 50, 50], [25, 75, 125]),
    ],
)
def test_labels_keep_apart_and_inside_where_there_is_room(wanted, sizes, places):
    assert spread(wanted, sizes, 0, 100) == places
