#!/usr/bin/env python3
"""Makes src/text/outlets.tsv, the table of outlets by their domains.

    python3 tools/outlets/build.py FOLDER

FOLDER holds media.tsv: tab-separated rows of name, domains (semicolons between), city, country, language, source, made from lists of
Wikidata (CC0) and of the packages newscatcher and fundus (MIT). Rows without a name say nothing. own.tsv comes before all.
"""
import csv
import pathlib
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).parent
TARGET = HERE.parent.parent / "src" / "text" / "outlets.tsv"
# Libraries, archives, catalogues and hosts of other people's pages: no outlet's own.
HOSTS = """
hkbu.edu.hk bnf.fr loc.gov newsbank.com archive.org retronews.fr serialssolutions.com lexis-nexis.com lexisnexis.com proquest.com
nla.gov.au google.com umi.com epnet.com hathitrust.org crl.edu issuu.com nsk.hr oclc.org ebscohost.com galegroup.com uoregon.edu
natlib.govt.nz newspaperdirect.com rdsinc.com pressdisplay.com cairn.info facebook.com twitter.com x.com instagram.com youtube.com
blogspot.com wordpress.com tripod.com geocities.com creuse.fr blog.com medium.com t.me telegram.me vk.com ok.ru livejournal.com
wikipedia.org wikimedia.org onb.ac.at delpher.nl kb.nl europeana.eu dlib.si worldcat.org jstor.org wixsite.com weebly.com free.fr
yahoo.com msn.com tumblr.com soundcloud.com linkedin.com scribd.com pressreader.com joomag.com uol.com.br globo.com go.com
grantsandfunding.net housinganddevelopment.com
""".split()
# Labels of the hosts through which libraries give access to others' pages.
LIBRARIES = {"lib", "library", "libraries", "elibrary", "libproxy", "ezproxy", "proxy", "mclink"}


def folded(text):
    """The letters and digits of a text without case and accents."""
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in text if c.isalnum())


def is_host(domain):
    through = LIBRARIES.intersection(domain.split(".")[:-2])
    return bool(through) or any(domain == host or domain.endswith("." + host) for host in HOSTS)


def likeness(name, domain):
    """How much of a domain's own label a name explains, from 0 to 1."""
    label = folded(max(domain.split(".")[:-1] or [domain], key=len))
    name = folded(name)
    bare = re.sub("^the", "", name)
    if label in (name, bare):
        return 1.0
    if label and (label in name or bare in label):
        return min(len(label), len(bare)) / max(len(label), len(bare))
    return 0.0


def rows(path):
    with open(path, encoding="utf-8") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row and not row[0].startswith("#"):
                yield row


def main(folder):
    outlets = {}
    for name, domains, city, country, _, source in list(rows(folder / "media.tsv"))[1:]:
        name = " ".join(name.split())
        if not name or "(" in name:
            continue
        for domain in domains.split(";"):
            domain = domain.strip().lower().removeprefix("www.")
            if "." not in domain or is_host(domain):
                continue
            rank = (source.startswith("fundus"), likeness(name, domain), bool(city), bool(country), -len(name))
            row = (name, city, "GB" if country == "UK" else country)
            outlets.setdefault(domain, []).append((rank, row))
    best = {}
    for domain, all_rows in outlets.items():
        # A domain that many papers share is none's own.
        top_rank, top = max(all_rows)
        if len(all_rows) > 2 and not top_rank[0] and top_rank[1] < 1.0:
            continue
        best[domain] = top
    for domains, name, city, country in rows(HERE / "own.tsv"):
        for domain in domains.split(";"):
            best[domain] = (name, city, country)
    lines = ["# Outlets: domain, name, city, country. Made by tools/outlets/build.py; sorted by domain."]
    lines += ["\t".join((domain, *best[domain])) for domain in sorted(best, key=lambda domain: domain.encode())]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} domains of {len(set(row[0] for row in best.values()))} outlets in {TARGET}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
