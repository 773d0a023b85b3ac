"""Makes the table of known names from public lists of facts.

    python3 tools/known-names/build.py FOLDER

FOLDER holds known-names.tsv.gz and known-aliases.tsv.gz (columns: name, type, canonical name, aliases, country, sources | flags). Only
rows with a source under a permissive licence are used: docs/SOURCES.md names them. What is written, sorted by the first column so that
it is searched where it lies, is src/entities/known/known.tsv: folded name, kinds.

Kinds are letters, one for each kind that bears the name (see src/entities/known/table.rs).
"""

import csv
import gzip
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

# Public domain, CC0, MIT or BSD.
PERMISSIVE = {
    "hand", "wiki-media-cred", "factbook", "dariusk-corpora", "openfootball", "congress-legislators", "sp500", "dotgov", "foia-hub",
    "wikidata-newspapers", "petrarch2", "hipo", "financedatabase", "partyfacts", "fundus", "nsi",
}
KINDS = {
    "ORG:media": "o", "ORG:company": "c", "ORG:exchange": "c", "ORG:rating": "c", "ORG:party": "p", "ORG:team": "t", "ORG:league": "t",
    "ORG:university": "u", "ORG:court": "j", "ORG:legislature": "l", "ORG:militant": "m", "ORG:military": "x", "ORG:body": "b",
    "ORG:government": "b", "ORG:ngo": "b", "ORG:igo": "b", "ORG:charity": "b", "ORG:agency": "b", "ORG:centralbank": "b",
    "FAC:metonym": "s", "PER:politician": "P", "PER:celebrity": "P", "PER:scientist": "P", "PER:business": "P",
}
# Longer ones are sentences.
MOST_WORDS, LONGEST = 8, 64
# Words that make an alias something else than the name of what it is listed under: an election, a person's family.
NOT_ALIASES = re.compile(r"\b(election|elections|administration|referendum|wife|son|daughter|brother|family|supporters|\d{4})\b", re.I)
# Words that stand for a country, a people or a role, and what they would be listed for.
ROLES = re.compile(r"\b(president|minister|king|queen|senator|general|leader|official|spokesman|ambassador|secretary)\b", re.I)
# As src/text/fold.rs has them.
LETTERS = {
    "ß": "ss", "æ": "ae", "ð": "d", "ø": "o", "þ": "th", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n", "œ": "oe", "ŧ": "t",
    "ə": "a", "ς": "σ",
}


def fold(name):
    """The name as text::fold has it, then what is no letter, no digit and no "&" a space."""
    name = re.sub("[\u2018\u2019\u201b\u02b9\u02bb\u02bc\u00b4\u2032`]", "'", name)
    name = unicodedata.normalize("NFKD", name.lower())
    name = unicodedata.normalize("NFC", "".join(LETTERS.get(c, c) for c in name if not unicodedata.combining(c)))
    name = re.sub(r"(?<=\w)'s(?!\w)", "", name)
    name = re.sub(r"(?<=\w)'|'(?=\w)", "", name)
    name = re.sub(r"(?<=[^\W\d_])\.(?!\w)|(?<![^\W_])([^\W\d_])\.(?=[^\W\d_])", r"\1", name)
    name = re.sub(r"[^\w&]+", " ", name).replace("_", " ")
    return " ".join(name.split())


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            row += [""] * (6 - len(row))
            yield row[:6]


def is_name(text):
    words = text.split()
    return (
        1 <= len(words) <= MOST_WORDS
        and 2 <= len(text) <= LONGEST
        and any(c.isupper() or (c.isalpha() and c.upper() == c) for c in text)
        and any(c.isalpha() for c in text)
        and not re.search(r"[;|(){}\[\]/=@_\"]", text)
    )


def known(folder):
    kinds = defaultdict(set)
    for file in ("known-names.tsv.gz", "known-aliases.tsv.gz"):
        for name, type_, _, _, _, sources in rows(folder / file):
            kind = KINDS.get(type_)
            sources = set(sources.split("|")[0].strip().split("+"))
            if kind is None or not sources & PERMISSIVE:
                continue
            alone = file.startswith("known-aliases")
            if not is_name(name) or (alone and NOT_ALIASES.search(name)) or (kind != "P" and alone and ROLES.search(name)):
                continue
            words = name.split()
            if kind == "P" and (len(words) < 2 or ROLES.search(name) or not all(w[0].isupper() or w.islower() for w in words)):
                continue
            # An acronym is known by its capitals; other single words of three letters say nothing.
            if len(words) == 1 and len(name) < 4 and not name.isupper():
                continue
            folded = fold(name)
            if len(folded) >= 2 and len(folded.encode()) <= LONGEST:
                kinds[folded].add(kind)
                if folded.startswith("the ") and len(folded) > 8:
                    kinds[folded[4:]].add(kind)
    return kinds


def write(path, header, lines):
    ordered = sorted(lines, key=lambda line: line.split("\t")[0].encode())
    path.write_text("".join(f"# {line}\n" for line in header) + "".join(f"{line}\n" for line in ordered), encoding="utf-8")
    print(f"{path}: {len(ordered)} rows, {path.stat().st_size} bytes")


def main():
    folder, home = Path(sys.argv[1]), Path(__file__).resolve().parents[2]
    write(
        home / "src/entities/known/known.tsv",
        ["Made by tools/known-names/build.py; sorted by the first column, byte by byte. Folded name, kinds."],
        [f"{name}\t{''.join(sorted(kinds))}" for name, kinds in known(folder).items()],
    )


if __name__ == "__main__":
    main()
