"""Countries and territories by ISO 3166 code, with the names that news has for them; not the places in them.

Made from the names of the time zone database (iso3166.tab, public domain), with more of each by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from searchkit.analysis import fold

_TABLE = """
AD Andorra; AE United Arab Emirates, UAE; AF Afghanistan; AG Antigua and Barbuda, Antigua; AI Anguilla; AL Albania;
AM Armenia; AO Angola; AQ Antarctica; AR Argentina; AS American Samoa; AT Austria; AU Australia; AW Aruba; AX Åland
Islands; AZ Azerbaijan; BA Bosnia and Herzegovina, Bosnia, Bosnia-Herzegovina; BB Barbados; BD Bangladesh; BE
Belgium; BF Burkina Faso; BG Bulgaria; BH Bahrain; BI Burundi; BJ Benin; BL Saint Barthelemy; BM Bermuda; BN Brunei;
BO Bolivia; BQ Bonaire; BR Brazil; BS Bahamas, The Bahamas; BT Bhutan; BV Bouvet Island; BW Botswana; BY Belarus; BZ
Belize; CA Canada; CC Cocos Islands; CD Democratic Republic of Congo, Democratic Republic of the Congo, DR Congo,
DRC, Congo-Kinshasa; CF Central African Rep.; CG Republic of Congo, Congo, Congo-Brazzaville; CH Switzerland; CI
Ivory Coast, Côte d’Ivoire; CK Cook Islands; CL Chile; CM Cameroon; CN China, People’s Republic of China; CO
Colombia; CR Costa Rica; CU Cuba; CV Cape Verde, Cabo Verde; CW Curaçao; CX Christmas Island; CY Cyprus; CZ Czech
Republic, Czechia; DE Germany; DJ Djibouti; DK Denmark; DM Dominica; DO Dominican Republic; DZ Algeria; EC Ecuador;
EE Estonia; EG Egypt; EH Western Sahara; ER Eritrea; ES Spain; ET Ethiopia; FI Finland; FJ Fiji; FK Falkland
Islands; FM Micronesia; FO Faroe Islands; FR France; GA Gabon; GB United Kingdom, UK, Britain, Great Britain,
England, Scotland, Wales, Northern Ireland; GD Grenada; GE Georgia; GF French Guiana; GG Guernsey; GH Ghana; GI
Gibraltar; GL Greenland; GM Gambia, The Gambia; GN Guinea; GP Guadeloupe; GQ Equatorial Guinea; GR Greece; GS South
Georgia and the South Sandwich Islands; GT Guatemala; GU Guam; GW Guinea-Bissau; GY Guyana; HK Hong Kong; HM Heard
Island and McDonald Islands; HN Honduras; HR Croatia; HT Haiti; HU Hungary; ID Indonesia; IE Ireland; IL Israel; IM
Isle of Man; IN India; IO British Indian Ocean Territory; IQ Iraq; IR Iran; IS Iceland; IT Italy; JE Jersey; JM
Jamaica; JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan; KH Cambodia; KI Kiribati; KM Comoros; KN Saint Kitts and
Nevis, St. Kitts and Nevis; KP North Korea; KR South Korea, Republic of Korea; KW Kuwait; KY Cayman Islands; KZ
Kazakhstan; LA Laos; LB Lebanon; LC Saint Lucia, St. Lucia; LI Liechtenstein; LK Sri Lanka; LR Liberia; LS Lesotho;
LT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Morocco; MC Monaco; MD Moldova; ME Montenegro; MF Saint Martin;
MG Madagascar; MH Marshall Islands; MK North Macedonia, Macedonia; ML Mali; MM Myanmar, Burma; MN Mongolia; MO
Macau, Macao; MP Northern Mariana Islands; MQ Martinique; MR Mauritania; MS Montserrat; MT Malta; MU Mauritius; MV
Maldives; MW Malawi; MX Mexico; MY Malaysia; MZ Mozambique; NA Namibia; NC New Caledonia; NE Niger; NF Norfolk
Island; NG Nigeria; NI Nicaragua; NL Netherlands, The Netherlands, Holland; NO Norway; NP Nepal; NR Nauru; NU Niue;
NZ New Zealand; OM Oman; PA Panama; PE Peru; PF French Polynesia; PG Papua New Guinea; PH Philippines; PK Pakistan;
PL Poland; PM Saint Pierre and Miquelon; PN Pitcairn; PR Puerto Rico; PS Palestine, Palestinian territories; PT
Portugal; PW Palau; PY Paraguay; QA Qatar; RE Réunion; RO Romania; RS Serbia; RU Russia, Russian Federation; RW
Rwanda; SA Saudi Arabia; SB Solomon Islands; SC Seychelles; SD Sudan; SE Sweden; SG Singapore; SH Saint Helena; SI
Slovenia; SJ Svalbard and Jan Mayen; SK Slovakia; SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia; SR
Suriname; SS South Sudan; ST Sao Tome and Principe; SV El Salvador; SX Sint Maarten; SY Syria; SZ Eswatini,
Swaziland; TC Turks and Caicos Islands; TD Chad; TF French S. Terr.; TG Togo; TH Thailand; TJ Tajikistan; TK
Tokelau; TL East Timor, Timor-Leste; TM Turkmenistan; TN Tunisia; TO Tonga; TR Turkey, Türkiye; TT Trinidad and
Tobago, Trinidad; TV Tuvalu; TW Taiwan; TZ Tanzania; UA Ukraine; UG Uganda; UM US minor outlying islands; US United
States, USA, United States of America, America; UY Uruguay; UZ Uzbekistan; VA Vatican, Vatican City, Holy See; VC
Saint Vincent and the Grenadines, Saint Vincent, St. Vincent; VE Venezuela; VG British Virgin Islands; VI US Virgin
Islands; VN Vietnam; VU Vanuatu; WF Wallis and Futuna; WS Samoa; YE Yemen; YT Mayotte; ZA South Africa; ZM Zambia;
ZW Zimbabwe
"""


def code_of(country: str) -> str | None:
    """Give the code of a country from its name, or from its code; case and accents do not matter."""
    code = country.upper()
    return code if code in names() else _codes().get(_plain(country))


def names() -> Mapping[str, str]:
    """Give the usual name of each code."""
    return {code: several[0] for code, several in _known().items()}


def nearest(country: str) -> str | None:
    """Give the name that a wrong one most likely meant."""
    from difflib import get_close_matches  # slow to import, and seldom needed

    close = get_close_matches(_plain(country), _codes(), n=1, cutoff=0.7)
    return names()[_codes()[close[0]]] if close else None


@cache
def _known() -> dict[str, list[str]]:
    entries = " ".join(_TABLE.split()).split("; ")
    return {entry[:2]: entry[3:].split(", ") for entry in entries}


@cache
def _codes() -> dict[str, str]:
    return {_plain(name): code for code, several in _known().items() for name in several}


def _plain(name: str) -> str:
    return " ".join(fold(name).removeprefix("the ").split())
