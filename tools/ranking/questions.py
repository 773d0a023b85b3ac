"""Makes two judged collections from LGL and docs/reports/questions.tsv, for `dateline evaluate ranking`.

    python3 tools/ranking/questions.py lgl.jsonl OUT

writes OUT/asked and OUT/general: the articles with their day and source, the questions, and the article that answers each.
"""

import json
import pathlib
import sys

QUESTIONS = pathlib.Path(__file__).parents[2] / "docs/reports/questions.tsv"


def article(line):
    record = json.loads(line)
    title, text = record["title"], record["text"]
    text = text.removeprefix(title).lstrip(". \n")
    published = record["date"].replace(" ", "T")[:19]
    source = record["url"].split("/")[2]
    return {"_id": record["id"], "title": title, "text": text, "published": published, "source": source}


def main(articles, out):
    rows = [line.rstrip("\n").split("\t") for line in QUESTIONS.open() if not line.startswith("#")]
    corpus = [json.dumps(article(line)) + "\n" for line in open(articles, encoding="utf-8")]
    for column, name in enumerate(["asked", "general"], 1):
        folder = pathlib.Path(out) / name
        folder.mkdir(parents=True, exist_ok=True)
        queries = [json.dumps({"_id": str(at), "text": row[column]}) + "\n" for at, row in enumerate(rows)]
        qrels = [f"{at}\t{row[0]}\t1\n" for at, row in enumerate(rows)]
        (folder / "corpus.jsonl").write_text("".join(corpus))
        (folder / "queries.jsonl").write_text("".join(queries))
        (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(qrels))


if __name__ == "__main__":
    main(*sys.argv[1:])
