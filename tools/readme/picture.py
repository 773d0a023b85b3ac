#!/usr/bin/env python3
"""Draws the terminal of the README: runs commands on the sample newsroom and writes their coloured output as SVG.

    cargo build --release --locked
    python3 tools/readme/picture.py target/release/dateline > docs/terminal.svg

Needs nothing but Python's standard library. Every line of the terminal is one <text> element, so that a test can compare
the picture with what the program prints.
"""

import os
import re
import subprocess
import sys
import tempfile
from html import escape

COMMANDS = [
    ["query", "ceasefire", "line", "--limit", "1"],
    ["people", "ceasefire", "--limit", "4"],
    ["timeline", "person:zelensky", "--bucket", "month"],
]
COLUMNS = 80
CELL, LINE, MARGIN = 8.4, 19, 18
BACKGROUND, FOREGROUND, DIM = "#1d2230", "#d7dce5", "#8a93a6"
# Select Graphic Rendition codes that the program writes.
COLORS = {31: "#f0808a", 32: "#9ece6a", 33: "#f2c063", 34: "#7aa7f7", 35: "#c792ea", 36: "#6fd3d8"}


def spans(line):
    """The runs of one line: text and SVG attributes."""
    attributes, at = {}, 0
    for code in re.finditer(r"\x1b\[([0-9;]*)m", line):
        if code.start() > at:
            yield line[at : code.start()], dict(attributes)
        at = code.end()
        for number in (int(part or 0) for part in code.group(1).split(";")):
            if number == 0:
                attributes = {}
            elif number == 1:
                attributes["font-weight"] = "bold"
            elif number == 2:
                attributes["fill"] = DIM
            elif number in COLORS:
                attributes["fill"] = COLORS[number]
    if at < len(line):
        yield line[at:], dict(attributes)


def text(line, row):
    runs = "".join(
        "<tspan{}>{}</tspan>".format("".join(f' {name}="{value}"' for name, value in given.items()), escape(run))
        for run, given in spans(line)
    )
    y = MARGIN + LINE * (row + 1) - 5
    return f'<text x="{MARGIN}" y="{y}" xml:space="preserve">{runs}</text>'


def main():
    program = os.path.abspath(sys.argv[1])
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, DATELINE_INDEX=folder, COLUMNS=str(COLUMNS), DATELINE_TODAY="2026-01-24", HOME=folder)
        run = lambda arguments: subprocess.run(
            [program, *arguments], cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
        ).stdout.decode()
        run(["index", "seeds"])
        for command in COMMANDS:
            if lines:
                lines.append("")
            lines.append("\x1b[32m$\x1b[0m \x1b[1mdateline {}\x1b[0m".format(" ".join(command)))
            lines += run(command + ["--color", "always"]).rstrip("\n").split("\n")
    width, height = round(COLUMNS * CELL + 2 * MARGIN), LINE * len(lines) + 2 * MARGIN
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">')
    print("<title>Dateline in a terminal</title>")
    print(f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>')
    print(f'<g fill="{FOREGROUND}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">')
    for row, line in enumerate(lines):
        print(text(line, row))
    print("</g>\n</svg>")


if __name__ == "__main__":
    main()
