"""How often a place name of an archive means another place than it mostly does there.

    dateline export mentions 'published:2000..2020' --format jsonl | python3 tools/places/consistency.py

In national and financial news a name nearly always means one place: what deviates is mostly a mistake. Names that occur fewer than
five times are left out. Prints the share of mentions that deviate and the names that do so most.
"""

import collections
import json
import sys

FEWEST = 5
SHOWN = 15


def main():
    places = collections.defaultdict(collections.Counter)
    for line in sys.stdin:
        mention = json.loads(line)
        if mention["kind"] == "place" and mention["form"] == "name":
            places[mention["text"].lower()][mention["geonames"]] += 1
    names = {name: counts for name, counts in places.items() if counts.total() >= FEWEST}
    mentions = sum(counts.total() for counts in names.values())
    deviant = {name: counts.total() - max(counts.values()) for name, counts in names.items()}
    print(f"{sum(deviant.values()) / max(mentions, 1):.4f} of {mentions} mentions")
    for name, count in sorted(deviant.items(), key=lambda item: -item[1])[:SHOWN]:
        print(f"{name}\t{count} of {names[name].total()}")


if __name__ == "__main__":
    main()
