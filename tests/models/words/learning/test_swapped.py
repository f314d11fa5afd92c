"""Comments of the corpus with other personal details in their places."""

from random import Random

from models.words.corpus.passes import Comment, unmarked
from models.words.learning.swapped import Swapper
from models.words.made.names import own


def test_details_change_and_all_else_stays() -> None:
    comment = Comment(
        text="ring [[name|Ana Ruiz]] on [[phone|555 0134]] about the [[id|HX-20931]]",
        sentiment="neutral",
        form="typed",
    )
    swapper = Swapper(own())

    for seed in range(40):
        text = swapper.swapped(comment, Random(seed))
        plain, details = unmarked(text)

        assert [kind for kind, _, _ in details] == ["name", "phone", "id"]
        assert plain.startswith("ring ") and " about the " in plain
    assert len({swapper.swapped(comment, Random(seed)) for seed in range(40)}) > 20


def test_a_comment_in_small_letters_stays_in_small_letters() -> None:
    comment = Comment(
        text="tell [[name|siobhan]] or [[name|mrs okafor]] please",
        sentiment="neutral",
        form="spoken",
    )
    swapper = Swapper(own())

    texts = [swapper.swapped(comment, Random(seed)) for seed in range(40)]

    assert all(text == text.lower() for text in texts)


def test_what_only_fits_as_it_stands_is_kept() -> None:
    comment = Comment(
        text="card ends [[card|4412]], order [[id|number four four]], [[name|s o s]]",
        sentiment="neutral",
        form="spoken",
    )

    assert all(
        Swapper(own()).swapped(comment, Random(seed)) == comment.text
        for seed in range(20)
    )


def test_some_are_told_about_the_other_gender_and_details_stay_marked() -> None:
    comment = Comment(
        text="the man called [[name|s o s]] helped my sister",
        sentiment="positive",
        form="spoken",
    )

    texts = {Swapper(own()).swapped(comment, Random(seed)) for seed in range(40)}

    assert texts == {comment.text, "the woman called [[name|s o s]] helped my brother"}
