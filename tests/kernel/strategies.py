"""Values for Hypothesis that more than one test draws."""

from hypothesis import strategies as st

# st.text() builds its tables of all of Unicode first, which takes longer than any test here.
texts = st.binary(max_size=60).map(lambda raw: raw.decode("utf-8", "replace"))
