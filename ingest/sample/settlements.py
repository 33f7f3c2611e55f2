"""The real settlements of which the synthetic files speak.

Names, codes, districts and places on the map are facts (CBS code lists) and are real. ``residents``
(a rounded order of magnitude), ``level`` and ``people`` are invented inputs of the generator in
:mod:`ingest.sample.figures`: they make neighbouring files agree and peripheral places poorer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal["city", "local_council", "regional_council", "locality", "tribe", "area"]
People = Literal["jewish", "haredi", "mixed", "arab", "druze", "bedouin"]

STATUS_NAMES: dict[Kind, str] = {
    "city": "עירייה",
    "local_council": "מועצה מקומית",
    "regional_council": "מועצה אזורית",
}
DISTRICT_NAMES = {1: "ירושלים", 2: "הצפון", 3: "חיפה", 4: "המרכז", 5: "תל אביב", 6: "הדרום"}
SUB_DISTRICT_NAMES = {
    11: "ירושלים", 21: "צפת", 22: "כנרת", 23: "יזרעאל", 24: "עכו", 25: "יזרעאל", 31: "חיפה",
    32: "חדרה", 41: "השרון", 42: "פתח תקווה", 43: "רמלה", 44: "רחובות", 51: "תל אביב",
    52: "תל אביב", 53: "תל אביב", 61: "אשקלון", 62: "באר שבע",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One settlement. ``code`` has four digits; a regional council bears ``55NN``."""

    kind: Kind
    code: str
    name: str
    name_en: str
    area: int  # CBS natural area; the first digit is the district
    form: int  # CBS form of locality
    x_km: float  # ITM easting
    y_km: float  # ITM northing
    residents: int  # synthetic, end of 2021
    level: float  # synthetic socio-economic standing, standard deviations
    people: People = "jewish"
    council: int = 0  # number of the regional council a locality lies in
    plain: str = ""  # the spelling of the registry, the elections and the Ministry of Education
    former: str = ""  # the name until 2019
    part: int = 0  # sub-district, where the natural area does not begin with it
    latin: str = ""  # transliteration, where it is not the English name

    @property
    def number(self) -> int:
        """The code as an integer, as some files give it."""
        return int(self.code)

    @property
    def council_number(self) -> int:
        """NN of a regional council's 55NN."""
        return self.number - 5500 if self.kind == "regional_council" else self.council

    @property
    def district(self) -> int:
        return self.area // 100

    @property
    def sub_district(self) -> int:
        return self.part or self.area // 10

    @property
    def transliteration(self) -> str:
        return self.latin or self.name_en.upper()

    @property
    def district_name(self) -> str:
        return DISTRICT_NAMES[self.district]

    @property
    def status_name(self) -> str:
        return STATUS_NAMES[self.kind]

    @property
    def other_spelling(self) -> str:
        return self.plain or self.name


AUTHORITIES_UNSORTED = (
    Place("city", "8000", "צפת", "Zefat", 212, 160, 247.6, 763.3, 38_000, -1.32),
    Place("city", "1034", "קריית מלאכי", "Qiryat Mal'akhi", 611, 160, 176.0, 626.7, 25_000, -0.62,
          plain="קרית מלאכי"),
    Place("city", "7100", "אשקלון", "Ashqelon", 614, 140, 159.7, 619.8, 150_000, -0.05),
    Place("city", "9200", "בית שאן", "Bet She'an", 231, 170, 247.0, 711.3, 19_000, -0.40),
    Place("local_council", "0502", "ירכא", "Yirka", 243, 270, 219.7, 762.2, 17_500, -0.75, "druze"),
    Place("city", "1061", "נוף הגליל", "Nof HaGalil", 237, 160, 230.6, 734.9, 43_000, -0.15,
          "mixed", former="נצרת עילית", part=25),
    Place("city", "0031", "אופקים", "Ofaqim", 622, 160, 163.8, 579.7, 34_000, -0.78),
    Place("city", "1031", "שדרות", "Sederot", 614, 160, 161.5, 604.2, 30_000, -0.30),
    Place("city", "9700", "הוד השרון", "Hod HaSharon", 421, 150, 190.2, 673.2, 65_000, 1.62),
    Place("city", "6600", "חולון", "Holon", 513, 140, 179.3, 658.2, 198_000, 0.40,
          part=53),
    Place("city", "6400", "הרצלייה", "Herzliyya", 511, 140, 184.5, 675.2, 105_000, 1.42,
          plain="הרצליה"),
    Place("city", "3000", "ירושלים", "Jerusalem", 111, 120, 220.9, 632.2, 960_000, -1.02, "mixed"),
    Place("city", "5000", "תל אביב -יפו", "Tel Aviv - Yafo", 511, 130, 180.3, 664.9, 465_000, 1.15,
          "mixed", plain="תל אביב - יפו"),
    Place("city", "4000", "חיפה", "Haifa", 311, 130, 201.1, 745.4, 285_000, 0.72, "mixed"),
    Place("city", "9000", "באר שבע", "Be'er Sheva", 623, 130, 179.6, 573.6, 211_000, 0.05),
    Place("city", "7900", "פתח תקווה", "Petah Tiqwa", 422, 130, 189.4, 665.8, 252_000, 0.62),
    Place("city", "8300", "ראשון לציון", "Rishon LeZiyyon", 442, 130, 181.2, 653.0, 256_000, 0.85),
    Place("city", "7400", "נתניה", "Netanya", 411, 130, 187.3, 691.4, 225_000, 0.25),
    Place("city", "0070", "אשדוד", "Ashdod", 613, 130, 166.9, 633.8, 226_000, -0.02),
    Place("city", "6100", "בני ברק", "Bene Beraq", 512, 130, 184.6, 666.0, 212_000, -1.42,
          "haredi", part=52),
    Place("city", "7600", "עכו", "Akko", 246, 160, 208.2, 759.3, 50_500, -0.45, "mixed"),
    Place("city", "9100", "נהרייה", "Nahariyya", 245, 150, 209.4, 768.1, 61_000, 0.38,
          plain="נהריה"),
    Place("city", "1063", "מעלות-תרשיחא", "Ma'alot-Tarshiha", 243, 160, 226.3, 768.8, 22_500, -0.08,
          "mixed"),
    Place("city", "0246", "נתיבות", "Netivot", 621, 160, 160.6, 592.3, 42_000, -0.85),
    Place("city", "2200", "דימונה", "Dimona", 626, 160, 203.3, 553.2, 36_000, -0.42),
    Place("city", "2600", "אילת", "Elat", 625, 150, 194.1, 385.1, 53_500, 0.22),
    Place("city", "1139", "כרמיאל", "Karmi'el", 242, 160, 227.6, 757.3, 47_000, 0.35),
    Place("city", "2710", "אום אל-פחם", "Umm al-Fahm", 323, 250, 214.5, 714.0, 58_000, -1.36,
          "arab"),
    Place("city", "7300", "נצרת", "Nazareth", 237, 250, 227.9, 734.2, 78_000, -0.82, "arab",
          part=25),
    Place("city", "1161", "רהט", "Rahat", 623, 250, 176.6, 588.8, 76_000, -1.98, "bedouin"),
    Place("local_council", "1054", "תל שבע", "Tel Sheva", 623, 260, 186.7, 573.0, 22_000, -2.24,
          "bedouin"),
    Place("local_council", "1059", "כסיפה", "Kuseife", 623, 260, 208.4, 572.5, 23_000, -2.12,
          "bedouin"),
    Place("local_council", "0473", "אבו סנאן", "Abu Sinan", 245, 270, 216.2, 762.9, 14_500, -0.76,
          "arab"),
    Place("local_council", "0541", "ג'סר א-זרקא", "Jisr Az-Zarqa", 324, 270, 191.9, 715.9, 15_500,
          -1.46, "arab"),
    Place("local_council", "0026", "ראש פינה", "Rosh Pinna", 213, 190, 251.1, 763.7, 3_300, 0.95),
    Place("local_council", "0028", "מזכרת בתיה", "Mazkeret Batya", 441, 170, 185.3, 639.9, 15_500,
          1.36),
    Place("local_council", "0041", "אליכין", "Elyakhin", 411, 190, 193.2, 701.6, 3_500, 0.18),
    Place("local_council", "0065", "מגדל", "Migdal", 221, 350, 247.4, 749.3, 2_000, 0.12),
    Place("local_council", "0812", "שלומי", "Shelomi", 245, 180, 214.2, 775.6, 7_100, -0.20),
    Place("local_council", "0099", "מצפה רמון", "Mizpe Ramon", 626, 180, 180.8, 503.8, 5_200,
          -0.55),
    Place("regional_council", "5531", "נחל שורק", "Nahal Soreq", 441, 0, 183.0, 634.0, 9_500,
          -0.35),
    Place("regional_council", "5537", "שער הנגב", "Sha'Ar Hanegev", 614, 0, 163.5, 604.5, 9_000,
          0.92),
    Place("regional_council", "5555", "מבואות החרמון", "Mevo'Ot Hahermon", 212, 0, 254.5, 771.0,
          7_500, 0.48),
    Place("regional_council", "5569", "אל קסום", "Al-Kasum", 623, 0, 192.0, 578.0, 16_000, -2.42,
          "bedouin"),
    Place("regional_council", "5526", "מטה יהודה", "Matte Yehuda", 112, 0, 206.0, 631.0, 60_000,
          0.82),
    Place("regional_council", "5528", "ברנר", "Brenner", 441, 0, 180.5, 638.5, 8_500, 1.05),
    Place("regional_council", "5565", "אל-בטוף", "Al-Batof", 237, 0, 230.5, 743.5, 9_000, -1.10,
          "arab", part=25),
    Place("regional_council", "5541", "בני שמעון", "Bene Shim'On", 623, 0, 177.0, 586.0, 10_500,
          0.96),
    Place("regional_council", "5504", "מטה אשר", "Matte Asher", 245, 0, 212.5, 770.5, 30_000, 0.55),
)  # fmt: skip

# Of every regional council only some localities: the files need a few, not all.
LOCALITIES = (
    Place("locality", "0577", "יד בנימין", "Yad Binyamin", 441, 190, 183.3, 633.9, 4_300, 0.30,
          council=31),
    Place("locality", "0588", "בני ראם", "Bene Re'em", 441, 310, 180.3, 631.0, 1_400, -0.6,
          council=31),
    Place("locality", "0440", "יסודות", "Yesodot", 441, 320, 187.3, 635.9, 1_000, -0.9, council=31),
    Place("locality", "0668", "מפלסים", "Mefallesim", 614, 330, 158.4, 601.3, 1_050, 1.0,
          council=37),
    Place("locality", "0336", "דורות", "Dorot", 614, 330, 166.3, 601.8, 900, 0.9, council=37),
    Place("locality", "0067", "אור הנר", "Or HaNer", 614, 330, 162.0, 607.4, 800, 0.7, council=37),
    Place("locality", "0732", "משמר הירדן", "Mishmar HaYarden", 213, 310, 256.3, 767.8, 900, 0.5,
          council=55),
    Place("locality", "0322", "בית הלל", "Bet Hillel", 211, 310, 256.9, 790.4, 800, 0.7,
          council=55),
    Place("locality", "1359", "אל סייד", "Al Sayyid", 623, 280, 191.8, 577.1, 6_300, -2.5,
          "bedouin", council=69),
    Place("locality", "1358", "אום בטין", "Umm Batin", 623, 290, 188.7, 576.6, 4_700, -2.4,
          "bedouin", council=69),
    Place("locality", "1349", "דריג'את", "Derig'at", 623, 450, 207.2, 578.8, 1_300, -1.7,
          "bedouin", council=69),
    Place("locality", "1113", "צור הדסה", "Zur Hadassa", 111, 170, 209.2, 624.9, 12_000, 1.2,
          council=26),
    Place("locality", "0521", "עין נקובא", "Ein Naqquba", 111, 290, 211.5, 633.4, 3_700, -0.8,
          "arab", council=26),
    Place("locality", "0778", "תרום", "Tarum", 112, 310, 198.4, 632.3, 950, -0.2, council=26),
    Place("locality", "0147", "גבעת ברנר", "Giv'at Brenner", 441, 193, 181.3, 641.7, 2_700, 0.9,
          council=28),
    Place("locality", "0615", "קדרון", "Qidron", 441, 310, 180.8, 635.9, 1_600, 1.1, council=28),
    Place("locality", "0528", "עוזייר", "Uzeir", 237, 290, 230.8, 744.0, 3_400, -1.1, "arab",
          council=65, part=25),
    Place("locality", "0993", "חמאם", "Hamam", 221, 450, 246.2, 748.4, 1_550, -1.3, "bedouin",
          council=65),
    Place("locality", "0598", "בית קמה", "Bet Qama", 621, 330, 177.3, 595.3, 1_400, 1.0,
          council=41),
    Place("locality", "0396", "נבטים", "Nevatim", 623, 310, 188.8, 570.1, 1_050, 0.4, council=41),
    Place("locality", "0658", "שייח' דנון", "Sheikh Dannun", 243, 290, 214.2, 766.5, 3_000, -0.7,
          "arab", council=4),
    Place("locality", "0574", "גשר הזיו", "Gesher HaZiw", 245, 330, 210.8, 771.5, 1_600, 0.9,
          council=4),
    Place("locality", "1287", "שני", "Shani", 623, 370, 206.6, 584.9, 550, 0.3),
)  # fmt: skip

# Tribes have no municipal status and no published population, areas (form 530) have no people.
TRIBES = (
    Place("tribe", "0967", "אבו ג'ווייעד (שבט)", "Abu Juway'ad", 623, 460, 204.0, 571.0, 2_600,
          -2.5, "bedouin", latin="ABU JUWEI'ID"),
    Place("tribe", "1169", "הוואשלה (שבט)", "Al-Hawashila", 623, 460, 202.0, 559.0, 1_900, -2.5,
          "bedouin", latin="HAWASHLA"),
)  # fmt: skip
AREAS = (
    Place("area", "1810", 'גליל עליון מז מ"א 55', "", 212, 530, 250.8, 773.4, 0, 0.0, council=55),
    Place("area", "1901", 'אזור רחובות מ"א 31', "", 441, 530, 183.0, 634.5, 0, 0.0, council=31),
)

_ORDER: dict[Kind, int] = {"city": 0, "local_council": 1, "regional_council": 2}


@cache
def authorities(kind: Kind | None = None) -> tuple[Place, ...]:
    """Authorities as the workbooks order them: by status, then by Hebrew name."""
    chosen = [place for place in AUTHORITIES_UNSORTED if kind in (None, place.kind)]
    return tuple(sorted(chosen, key=lambda place: (_ORDER[place.kind], place.name)))


@cache
def municipalities() -> tuple[Place, ...]:
    """Cities and local councils, which are localities too."""
    return authorities("city") + authorities("local_council")


@cache
def localities() -> tuple[Place, ...]:
    """Everything with a locality code and residents, by Hebrew name."""
    return tuple(sorted((*municipalities(), *LOCALITIES), key=lambda place: place.name))


@cache
def members(council: int) -> tuple[Place, ...]:
    """The listed localities of a regional council."""
    return tuple(place for place in LOCALITIES if place.council == council)


@cache
def council_of(number: int) -> Place:
    """The regional council NN."""
    return next(p for p in authorities("regional_council") if p.council_number == number)
