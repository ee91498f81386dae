"""The word lists of the rules for names: titles, cues, head nouns, closed classes; not for names themselves."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MONTHS = words("""
January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sept
Sep Oct Nov Dec Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thurs Fri Sat Sun GMT
EST EDT PST PDT CET CEST BST IST UTC AM PM
""")

# A word that starts a sentence or a headline, and no name.
CLOSED = words("""
I A An The This That These Those It He She We They You In On At By For From With But And Or If When While As After
Before Since Until Moreover Although Though Because There Here What Who Why How Where Which Some Many Most All Both
Each Every Any No Not Now Then Also However Meanwhile Still Yet Once So Such Only Even Under Over About More Less
Other Another One Two Three Four Five Six Seven Eight Nine Ten His Her Its Their Our My Your Let Last Next First
Second Third New Of To Is Are Was Were Be Been Being Has Have Had Do Does Did Will Would Could Should May Might Must
Can Cannot Yes Photo File FILE PHOTO Reporting Editing Writing Additional Read Click Watch Listen Updates Breaking
Exclusive Opinion Analysis Explainer Despite During Between Among Against According Amid Earlier Later Today Tomorrow
Yesterday Well Just Like Out Up Down Off Into Through Than Too Very Much Never Ever Always Often Sometimes Indeed
Perhaps Maybe Thus Hence Therefore Nevertheless Nonetheless Instead Rather Else Us Me Him Them Whose Whom Following
Given Several Few Asked Speaking Western Eastern Northern Southern West East North South Don't Didn't Doesn't Isn't
Wasn't Won't Can't Couldn't It's That's There's What's Let's He's She's I'm I've I'll I'd We're We've We'll They're
They've You're You've Dear Hi Hello Please Thank Thanks Copyright Advertisement Related Subscribe Follow Share Source
Video Image Image:
""")

# A title stands before a name and makes it a person.
TITLES = words("""
Mr Mrs Ms Miss Dr Mr. Mrs. Ms. Dr. Prof Prof. Professor Sir Lord Lady Dame President Premier Chancellor Minister
Secretary Senator Sen Sen. Rep Rep. Representative Congressman Congresswoman Governor Gov Gov. Mayor Judge Justice
General Gen Gen. Lieutenant Lt Lt. Colonel Col Col. Captain Capt Capt. Sergeant Sgt Sgt. Admiral King Queen Prince
Princess Pope Bishop Archbishop Cardinal Rev Rev. Reverend Sheikh Sheik Ayatollah Imam Rabbi Ambassador Chairman
Chairwoman Chairperson Coach Speaker Spokesman Spokeswoman Spokesperson Director Commissioner CEO Analyst Economist
Attorney-General Secretary-General Commander Brigadier Inspector Detective Superintendent Constable Emperor Sultan
Emir Chief Datuk Seri Tan Dato' Dato Ustaz Comrade Councillor Councilman MP Cllr Maj Maj. Major Officer
Deputy-President Vice-President Sr. Fr. Fr Father Sister Brother Lawyer Attorney Barrister Advocate Actress Actor
""")

# A word of office that may stand between or before titles, and makes nothing a person by itself.
OFFICES = words("""
Deputy Vice Former Prime Foreign Finance Defense Defence Interior Crown Executive Managing Acting Then Ex Home Health
Education Trade Energy Justice Environment Agriculture Transport Labour Labor Treasury Information Culture Planning
Assistant Associate Senior Chief Attorney Major Lieutenant Brigadier Supreme Federal State Press Economy Tourism
Sports Opposition Majority Minority Police Army Air Marshal Exchequer Staff First Lady Founder Chair Leader Party
Mines
""")

# A small-letter word of this list right before a capitalised name says that a person is meant.
CUES = words("""
president premier chancellor minister secretary senator representative congressman governor mayor judge justice
general lieutenant colonel captain sergeant king queen prince princess pope leader chief chairman chairwoman
chairperson director manager coach striker midfielder defender goalkeeper winger spokesman spokeswoman spokesperson
lawyer attorney analyst economist strategist actor actress singer author writer journalist professor officer lawmaker
counterpart activist founder wife husband son daughter brother sister father mother teammate compatriot champion seed
rival predecessor successor resident farmer doctor scientist expert citizen player bowler batsman driver rider
candidate billionaire trader broker dealer envoy ambassador commander mp ceo co-founder producer filmmaker poet
novelist musician rapper artist painter historian researcher editor columnist reporter photographer student teacher
businessman businesswoman politician dissident prosecutor detective nephew niece cousin uncle aunt grandfather
grandmother boyfriend girlfriend fiancee partner veteran named
""")

SAYING = words("""
said says told added tweeted wrote replied asked warned insisted argued explained testified recalled noted who whose
admitted joked stressed lamented thinks believes
""")

# A small-letter word right after a name that has one known bearer in the article: Brown agreed, but brown bears did.
ACTING = words("""
was is has had will would could did does also agreed won lost scored joined died played took made went came became
returned appeared spoke met called began left served gave got held led let put ran sat saw set stood tried used wants
wanted declined denied refused pledged vowed urged and then later now himself herself
""")

# What a headline in capitalised words writes in small letters.
SMALL = words("the and for but nor via its per with from over into after than that amid about against under upon")

AT = words("in at near across inside outside throughout toward towards around visiting")
FROM = words("from to into via through over of for leaving entering between")

ORG_HEADS = words("""
Ministry Bank Court University Agency Department Institute Association Council Committee Commission Party Group
Company Corporation Corp Union Federation Organization Organisation Foundation Society Club United Airlines Airways
Motors Motor Technologies Technology Systems Industries Holdings Partners Capital Securities Insurance Energy Oil Gas
Petroleum Steel Electric Pharmaceuticals Pharma Laboratories Labs Media News Press Times Post Journal Herald Tribune
Guardian Telegraph Board Bureau Office Authority Fund Exchange Congress Parliament Senate Assembly House Cabinet Army
Navy Force Forces Guard Guards Police Services Service Center Centre College School Academy Hospital Church League
Alliance Front Movement Coalition Brotherhood Network Radio Television TV Records Studios Entertainment Software
Telecom Telecommunications Communications Brothers Sons Associates Consulting Research International Trust Duma
Treasury Reserve Observatory Team FC Rovers Rangers Athletic Albion Wanderers Hotspur Administration Secretariat
Tribunal Embassy Survey Management Channel Engineers Corps Squad Consortium Chamber Confederation Syndicate
Cooperative Ltd Inc LLC PLC AG GmbH Mission Monitor Daily Gazette Chronicle Mail Express Mirror Magazine Review Weekly
Taskforce Directorate Division Brigade Battalion Command Regiment Registry Commissariat Initiative Caucus Band
Orchestra Choir Ballet Watch Unit Museum Library Seminary Diocese Archdiocese Mosque Collective Project Programme
Program Limited Enterprises Ventures Solutions Logistics Mining Minerals Resources Foods Beverages Breweries Bancorp
Financial Finance Investments Investment Properties Development Developments Construction Engineering Automotive
Aerospace Aviation Shipping Railways Railway Rail Metro Transit Broadcasting Pictures Films Publishing Publications
Books Games Interactive Digital Networks Semiconductor Electronics Chemicals Chemical Healthcare Medical Biotech
Therapeutics Sciences Commissioners Workers Farmers Lawyers Journalists Teachers Students Scouts Mothers Fighters
Rebels Government Councils
""")

SUFFIXES = words(
    "Inc Inc. Corp Corp. Ltd Ltd. LLC PLC Plc plc AG SA S.A. NV N.V. GmbH SpA Co Co. Bhd Pty Oyj AB ASA LP"
)

# Heads that begin the name of an organisation: Ministry of ..., Bank of ...
ORG_FIRST = words("""
Ministry Bank University Department Council Court Institute Bureau Office House Board Association Federation
Organization Organisation Union Party Committee Commission Society Academy College Centre Center Centers Confederation
Front Coalition Alliance Movement Chamber Directorate Faculty School Friends Democratic Campaign Campaigners Citizens
People's National International
""")

PLACE_HEADS = words("""
Street Road Avenue River Lake Mountain Mountains Valley Island Islands Airport Park Square Bridge County Province
District State Sea Ocean Gulf Bay Strait Peninsula Desert Coast City Town Village Region Territory Territories Beach
Hills Hill Port Harbour Harbor Stadium Arena Station Palace Canal Cape Border Forest Plaza Prefecture Heights Highway
Temple Tower Hall Prison Jail Dam Theatre Theater Hotel Mall Garden Gardens Zone Corridor Basin Plateau Delta Falls
Springs Creek Reef Kingdom Summit Cathedral Castle Fort Lane Drive Boulevard Roundabout Terminal Monument Memorial
Municipality Strip Republic Hemisphere Township Resort Crossing Camp Base Field Plant Reservoir Governorate Oblast
Estate Cemetery Mine Quarter
""")

PLACE_FIRST = words("""
Lake Mount Mt Mt. Cape Fort Port Gulf Strait San Santa St St. Los Las El North South East West New Bay Rio Puerto
Costa Plaza Ciudad Nuevo Tel Kuala
""")
PLACE_SIDES = words("Northern Southern Eastern Western Central Upper Lower Greater Mainland Downtown")

OTHER_HEADS = words("""
Cup Open Olympics Championship Championships War Prize Award Awards Act Treaty Agreement Accord Festival Day Trophy
Tour Prix Masters Series Show Bowl Accords Convention Protocol Summit Plan Deal Amendment Constitution Pact Bill Law
Games Week Month Year Forum Conference Revolution Uprising Massacre Genocide Holocaust Disease Syndrome Virus Code
Ceremony Marathon Derby Final Finals Doctrine Declaration Report Index Guide Paper Strategy Policy Scheme Operation
""")

HEADS = ORG_HEADS | PLACE_HEADS | OTHER_HEADS

# A head noun before "of", "for" or "on" keeps what follows in the name.
BEFORE_OF = words("""
Republic Kingdom States Cup War Treaty Centers Isle Horn Battle Emirates Sea Bay Gulf Strait Cape Port Isles Friends
Secretariat Commonwealth Archbishop Diocese Archdiocese Daughters Sons Voice Church Ministry Ministries College
Faculty Temple Mount Islands Province State University
""") | (
    ORG_HEADS
    - words("""
Times Post Group Company Force News Media Energy Oil Gas Capital Project Programme Program Report Club Police Army
Press Research Development Team Daily Mirror Express Mail Review Watch Financial Finance Mining Games Digital Medical
Investment Electric Steel Technology Systems Insurance Partners United International Rail Engineering Construction
""")
)
BEFORE_ON = words("Committee Council Commission Conference Convention Panel Institute Center Centre Caucus")
BEFORE_FOR = words("""
Center Centre Centers Council Committee Campaign Institute Foundation Fund Movement Office Commission Coalition
Association Society Organization Organisation Agency Alliance Party Ministry Department Citizens Initiative Network
Programme Program Mothers Students Bureau Board Academy School Women Doctors Reporters Forum Rally Congress Mission
""")

# Before "of" these make a place: Republic of Ghana.
LANDS = words("Republic Kingdom Commonwealth Emirate States Emirates Isle Isles Horn Mount Strait Cape")

# Written in capitals, and no organisation.
NO_ORGS = words("""
GDP USD EUR GBP TV MP NGO NGOs HIV AIDS DNA RNA PM CEO CFO COO CTO IT PhD LGBT LGBTQ IPO ETF VAT PCR IED UFO CD DVD
GPS SUV VIP FAQ PDF URL USB LED LNG LPG ICU ID IQ OK PR HR VR AR IP PPE QR SMS PPP BC CCTV ATM FDI SME SMEs FM DJ MC
RT AGM MBA BA MA MSc BSc GMO COVID COVID-19 Covid Covid-19 SARS MERS WWI WWII II III
""")

# What may follow a name and a hyphen: US-led, Hong Kong-based.
TAILS = words("""
based led born backed owned made style wide linked run controlled dominated area era held occupied bound trained
educated listed funded sponsored ruled like friendly administered elect brokered type built speaking majority mediated
supplied registered flagged aligned affiliated inspired
""")

# Articles of other languages, which begin names of newspapers and places rather than of persons.
FOREIGN_ARTICLES = words("La Le El Los Las Les Il Lo Der Die Das Al")

# A possessive that belongs to a name: People's Republic.
KEPT = words("People's Women's Men's Children's King's Queen's St. World's Lloyd's Moody's Levi's Kellogg's")

CONNECTORS = words("of for on the and")
PARTICLES = words("de da do dos del della der den van von bin bint ibn al el la le y e di du ul ur und zu ten ter")
GENERATIONS = words("Jr Jr. Sr Sr. II III IV")

# Family names that stand first: Xi Jinping, Kim Jong-un.
FAMILY_FIRST = words("""
Xi Li Wang Zhang Chen Liu Yang Zhao Huang Zhou Wu Xu Sun Hu Zhu Gao Lin He Guo Ma Luo Liang Song Zheng Xie Han Tang
Feng Yu Dong Xiao Cheng Cao Yuan Deng Jiang Cai Jia Ding Wei Xue Ye Yan Pan Du Dai Xia Zhong Tian Ren Qin Shi Kim Lee
Park Choi Jung Kang Cho Yoon Jang Lim Moon Nguyen Tran Pham Hoang Phan Tsai Hou Qu Bo Wen Zeng Peng Lu Fu Shen Lai Mao
Hun Chiang Ko Ho Ng Ong Tan Goh Teo Koh Chan Cheung Kwok Lam Leung Ngo Dinh Vo Dang Bui Truong Bong Roh Ban Shin Seo
Kwon Hwang Ahn Oh Bae Baek Nam Yeo Abe Suga Kishida Qian Sima Ouyang Meng Bai Fang Fan Zou Xiong Qiu Hong Gong Wan Yin
""")

# Names by which a thing is better known, and the name we file it under.
CANONICAL = {
    "US": "United States",
    "U.S.": "United States",
    "U.S": "United States",
    "USA": "United States",
    "U.S.A.": "United States",
    "United States of America": "United States",
    "UK": "United Kingdom",
    "U.K.": "United Kingdom",
    "UAE": "United Arab Emirates",
    "U.A.E.": "United Arab Emirates",
    "DRC": "Democratic Republic of Congo",
    "USSR": "Soviet Union",
    "UN": "United Nations",
    "U.N.": "United Nations",
    "EU": "European Union",
    "E.U.": "European Union",
}
