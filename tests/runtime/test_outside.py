from live.runtime.outside import Outside, OutsideBeat


def test_the_newest_beat_of_a_source_is_the_one_that_counts() -> None:
    outside = Outside()
    outside.hear(OutsideBeat("link", time=1.0, tempo=120.0, beat=4.0))
    outside.hear(OutsideBeat("link", time=1.1, tempo=121.0, beat=4.2))
    newest = outside.newest("link", 1.2)
    assert newest is not None
    assert newest.tempo == 121.0
    assert outside.newest("midi", 1.2) is None


def test_a_source_is_gone_after_its_beats_without_news() -> None:
    outside = Outside()
    outside.hear(OutsideBeat("os2l", time=1.0, tempo=120.0, beat=4.0, lasts=2.0))
    assert outside.newest("os2l", 1.99) is not None
    assert outside.newest("os2l", 2.01) is None


def test_a_source_that_says_goodbye_is_gone_at_once() -> None:
    outside = Outside()
    outside.hear(OutsideBeat("midi", time=1.0, tempo=120.0, beat=4.0))
    outside.leave("midi")
    assert outside.newest("midi", 1.0) is None


def test_a_beat_runs_on_at_its_tempo() -> None:
    assert OutsideBeat("link", time=1.0, tempo=90.0, beat=4.0).beat_at(3.0) == 7.0


def test_a_dj_who_goes_back_in_the_song_is_followed_back() -> None:
    outside = Outside()
    outside.hear(OutsideBeat("os2l", time=10.0, tempo=120.0, beat=400.0))
    outside.hear(OutsideBeat("os2l", time=10.1, tempo=120.0, beat=8.0))
    newest = outside.newest("os2l", 10.2)
    assert newest is not None
    assert newest.beat == 8.0


def test_a_source_lasts_a_beat_where_it_says_nothing_else_and_to_the_last_moment() -> None:
    outside = Outside()
    outside.hear(OutsideBeat("midi", time=1.0, tempo=120.0, beat=4.0))
    assert outside.newest("midi", 1.5) is not None
    assert outside.newest("midi", 1.51) is None
    assert not OutsideBeat("midi", time=1.0, tempo=120.0, beat=4.0).playing
