//! Decides which countries, states and provinces the name of a tax rate means, and whether that is where the shop charges a tax.
//!
//! Regions are those whose tax is their own: the states of the United States and the provinces and territories of Canada.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::domain::mapping::countries;
use crate::domain::shop::AppliedTax;
use crate::message::Arg;

/// Postal abbreviations and names of the states, with the District of Columbia.
const STATES: &str = "AK Alaska|AL Alabama|AR Arkansas|AZ Arizona|CA California|CO Colorado|CT Connecticut|DC District of Columbia|\
DE Delaware|FL Florida|GA Georgia|HI Hawaii|IA Iowa|ID Idaho|IL Illinois|IN Indiana|KS Kansas|KY Kentucky|LA Louisiana|MA Massachusetts|\
MD Maryland|ME Maine|MI Michigan|MN Minnesota|MO Missouri|MS Mississippi|MT Montana|NC North Carolina|ND North Dakota|NE Nebraska|\
NH New Hampshire|NJ New Jersey|NM New Mexico|NV Nevada|NY New York|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|\
SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VA Virginia|VT Vermont|WA Washington|WI Wisconsin|WV West Virginia|\
WY Wyoming";

/// Postal abbreviations and names of the provinces and territories.
const PROVINCES: &str = "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia|\
NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon";

/// Parts of the United States that have a code of their own among the countries.
const TERRITORIES: &str = "AS FM GU MH MP PR PW UM VI";

/// Other names: of a country (two letters) or a region (`US-DC`), or of none where a place only sounds like one.
const ALIASES: &str = "US usa|US u s|US u s a|US united states of america|US america|US-DC washington dc|US-DC washington d c|US-DC d c|\
- kansas city|VI virgin islands|FM federated states of micronesia|CA-QC québec|CA-QC qst|CA-QC tvq|\
CA-NL newfoundland|CA-NL newfoundland labrador|CA-PE pei|CA-YT yukon territory|\
GB great britain|GB england|GB scotland|GB wales|GB northern ireland|AU new south wales|AU south australia|AU western australia|\
AT österreich|AT oostenrijk|AT autriche|BE belgien|BE belgië|BE belgique|CH schweiz|CH suisse|CH zwitserland|CZ czechia|CZ tschechien|\
DE deutschland|DE duitsland|DE allemagne|DK dänemark|DK danmark|DK denemarken|ES spanien|ES spanje|ES españa|FI finnland|FR frankreich|\
FR frankrijk|GR griechenland|GR griekenland|HU ungarn|HU hongarije|IE irland|IE ierland|IE republic of ireland|IT italien|IT italië|\
IT italia|LU luxemburg|NL niederlande|NL nederland|NL holland|NO norwegen|NO noorwegen|NO norge|PL polen|SE schweden|SE zweden|SE sverige|\
GB großbritannien|GB vereinigtes königreich|GB verenigd koninkrijk";

/// Words of taxes that the United States do not have: beside them `IN` is India, `DE` Germany.
const NOT_AMERICAN: [&str; 6] = ["GST", "HST", "PST", "QST", "TPS", "TVQ"];
/// Words of taxes that neither of the two has.
const VALUE_ADDED: [&str; 13] = [
    "VAT", "TVA", "IVA", "UST", "MWST", "BTW", "MOMS", "ALV", "DPH", "OSS", "MOSS", "IOSS", "IGIC",
];

/// Abbreviations of Australian states that elsewhere mean another place: in an Australian organisation they are its own country.
const AUSTRALIAN: [&str; 3] = ["NT", "SA", "WA"];

/// A state or province.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Region {
    country: &'static str,
    code: &'static str,
    name: &'static str,
}

/// What a name or an abbreviation may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    Country(&'static str),
    Region(Region),
}

impl Meant {
    fn country(self) -> &'static str {
        match self {
            Meant::Country(code) => code,
            Meant::Region(region) => region.country,
        }
    }
}

static REGIONS: LazyLock<Vec<Region>> = LazyLock::new(|| {
    let of = |country: &'static str, list: &'static str| {
        let entries = list.split('|').filter_map(|entry| entry.split_once(' '));
        entries.map(move |(code, name)| Region { country, code, name })
    };
    of("US", STATES).chain(of("CA", PROVINCES)).collect()
});

/// What each name means, in small letters; one that is here without a meaning only sounds like a place.
static NAMES: LazyLock<BTreeMap<String, Vec<Meant>>> = LazyLock::new(|| {
    let mut names: BTreeMap<String, Vec<Meant>> = BTreeMap::new();
    for code in countries::codes() {
        let name = countries::name(code).unwrap_or_default().to_lowercase();
        names.entry(name).or_default().push(Meant::Country(code));
    }
    for region in REGIONS.iter() {
        let name = region.name.to_lowercase();
        names.entry(name).or_default().push(Meant::Region(*region));
    }
    for (place, name) in ALIASES.split('|').filter_map(|entry| entry.split_once(' ')) {
        let meant = match place.split_once('-') {
            Some(whole) => REGIONS
                .iter()
                .find(|region| (region.country, region.code) == whole)
                .map(|region| Meant::Region(*region)),
            None => country(place).map(Meant::Country),
        };
        names.entry(name.to_owned()).or_default().extend(meant);
    }
    names
});

/// The words of the longest name.
static LONGEST: LazyLock<usize> = LazyLock::new(|| NAMES.keys().map(|name| name.split(' ').count()).max().unwrap_or(1));

fn country(code: &str) -> Option<&'static str> {
    let code = countries::canonical(code);
    countries::codes().find(|known| *known == code)
}

/// A region by its abbreviation or name.
fn region(country: &str, text: &str) -> Option<Region> {
    let text = text.trim().to_lowercase();
    let of = |region: &Region| region.country == country;
    let by_code = |region: &&Region| of(region) && region.code.to_lowercase() == text;
    let named = || match NAMES.get(&text)?.iter().find(|meant| meant.country() == country)? {
        Meant::Region(region) => Some(*region),
        Meant::Country(_) => None,
    };
    REGIONS.iter().find(by_code).copied().or_else(named)
}

/// Where a tax is charged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// ISO code; empty when nobody told.
    country: String,
    /// None: the whole country, or nobody told.
    region: Option<Region>,
}

impl Place {
    /// A country (ISO code, may be empty) and a region of it: abbreviation or name, may be empty or one that has no tax of its own.
    pub(crate) fn of(country: &str, text: &str) -> Place {
        let country = countries::canonical(country);
        let region = region(&country, text);
        // An American territory is a country of its own in most lists.
        let territory = if country == "US" && region.is_none() && !text.trim().is_empty() {
            territory(text)
        } else {
            None
        };
        Place {
            country: territory.map_or(country, str::to_owned),
            region,
        }
    }

    /// Where the shop charges rates of a country: their regions, else the one that their codes name. A rate's code is often made of
    /// them (`US-CA-*-Rate 1`), and older snapshots have no region.
    pub(super) fn of_rates(country: &str, taxes: &[AppliedTax]) -> Place {
        let told: Vec<Place> = taxes
            .iter()
            .filter_map(|tax| {
                Some(Place::of(
                    country,
                    tax.region.as_deref().filter(|text| !text.trim().is_empty())?,
                ))
            })
            .collect();
        match told.as_slice() {
            [] => Place::of_codes(country, taxes.iter().map(|tax| tax.code.as_str())),
            [first, rest @ ..] if rest.iter().all(|place| place == first) => first.clone(),
            _ => Place::of(country, ""),
        }
    }

    /// Where the shop charges a rate, or several with plus signs between.
    pub(crate) fn of_rate(code: &str, country: &str, region: &str) -> Place {
        match region.trim() {
            "" => Place::of_codes(country, code.split(" + ")),
            _ => Place::of(country, region),
        }
    }

    fn of_codes<'a>(country: &str, codes: impl Iterator<Item = &'a str>) -> Place {
        let country = countries::canonical(country);
        let mut regions: Vec<Region> = codes
            .flat_map(|code| mentions(code, &country))
            .filter_map(|mention| match mention.as_slice() {
                [Meant::Region(region)] if region.country == country => Some(*region),
                _ => None,
            })
            .collect();
        regions.sort_unstable();
        regions.dedup();
        let region = match regions.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        Place { country, region }
    }

    /// ISO code of the country; empty when nobody told.
    pub(super) fn country(&self) -> &str {
        &self.country
    }

    /// Whether a state or province is known.
    pub(super) fn has_region(&self) -> bool {
        self.region.is_some()
    }

    /// In words, for a person.
    pub(super) fn name(&self) -> Arg {
        match self.region {
            // Not only the name: Georgia is a country, too.
            Some(region) => format!("{} ({})", region.name, region.country).into(),
            None => countries::named(&self.country).unwrap_or_else(|| Arg::from(&self.country)),
        }
    }
}

fn territory(text: &str) -> Option<&'static str> {
    let text = text.trim().to_lowercase();
    let named = NAMES.get(&text).into_iter().flatten().map(|meant| meant.country());
    let coded = TERRITORIES.split(' ').filter(|code| code.to_lowercase() == text);
    coded
        .chain(named)
        .find(|code| TERRITORIES.split(' ').any(|known| known == *code))
}

/// What the name of a tax rate says of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// It names the same state or province.
    Region,
    /// It names the same country, and no other part of it.
    Country,
    /// It names the organisation's country, which is another one.
    Home,
    /// It names no place.
    Nothing,
    /// It names another country, or another part of the same.
    Elsewhere,
}

/// What the name of one of the organisation's rates says of a place; `own` is the organisation's country, or empty.
pub(super) fn named(name: &str, place: &Place, own: &str) -> Named {
    let mentions = mentions(name, own);
    let same_area = countries::tax_area(&place.country) == countries::tax_area(own);
    let is_country =
        |meant: &Meant| matches!(meant, Meant::Country(code) if *code == place.country || (*code == own && same_area));
    let is_region = |meant: &Meant| matches!((meant, place.region), (Meant::Region(said), Some(here)) if *said == here);
    let is_other_part = |mention: &Vec<Meant>| {
        let part = |meant: &Meant| matches!(meant, Meant::Region(region) if region.country == place.country);
        mention.iter().all(|meant| part(meant) && !is_region(meant))
    };
    let any = |is: &dyn Fn(&Meant) -> bool| mentions.iter().flatten().any(is);
    if mentions.iter().any(is_other_part) {
        Named::Elsewhere
    } else if any(&is_region) {
        Named::Region
    } else if any(&is_country) {
        Named::Country
    } else if any(&|meant| *meant != Meant::Country(country(own).unwrap_or_default())) {
        Named::Elsewhere
    } else if mentions.is_empty() {
        Named::Nothing
    } else {
        Named::Home
    }
}

/// The places that a text names, each with what it may mean: never nothing. Where `own`, an ISO code or empty, is one of several
/// meanings' country, it is that one.
fn mentions(text: &str, own: &str) -> Vec<Vec<Meant>> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let has = |list: &[&str]| {
        words
            .iter()
            .any(|word| list.iter().any(|known| known.eq_ignore_ascii_case(word)))
    };
    let (value_added, not_american) = (has(&VALUE_ADDED), has(&VALUE_ADDED) || has(&NOT_AMERICAN));
    let mut found: Vec<(usize, usize, Vec<Meant>)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (length, mut meant) = read(&words, at);
        let abbreviated = words.get(at).is_some_and(|word| length == 1 && word.len() == 2);
        if abbreviated && own == "AU" && words.get(at).is_some_and(|word| AUSTRALIAN.contains(word)) {
            meant = vec![Meant::Country("AU")];
        }
        if abbreviated || meant.len() > 1 {
            let possible = |meant: &Meant| match meant {
                Meant::Region(region) if region.country == "US" => !not_american,
                Meant::Region(_) => !value_added,
                Meant::Country(_) => true,
            };
            if abbreviated || meant.iter().any(possible) {
                meant.retain(possible);
            }
        }
        if !meant.is_empty() {
            found.push((at, at + length, meant));
        }
        at += length;
    }
    // A state beside its country, or its abbreviation beside its name.
    for next in 1..found.len() {
        let (before, after) = found.split_at_mut(next);
        let (Some(one), Some(other)) = (before.last_mut(), after.first_mut()) else {
            continue;
        };
        if one.1 != other.0 {
            continue;
        }
        let pairs: Vec<(Meant, Meant)> = one
            .2
            .iter()
            .flat_map(|a| other.2.iter().map(move |b| (*a, *b)))
            .filter(|(a, b)| {
                a == b
                    || a.country() == b.country() && (matches!(a, Meant::Country(_)) != matches!(b, Meant::Country(_)))
            })
            .collect();
        if let [(a, b)] = pairs.as_slice() {
            one.2 = vec![*a];
            other.2 = vec![*b];
        }
    }
    for (.., meant) in &mut found {
        if meant.iter().any(|one| one.country() == own) {
            meant.retain(|one| one.country() == own);
        }
    }
    found.into_iter().map(|(.., meant)| meant).collect()
}

/// The longest name that begins at a word, or an abbreviation: how many words it has, and what it may mean.
fn read(words: &[&str], at: usize) -> (usize, Vec<Meant>) {
    for length in (1..=*LONGEST).rev() {
        let name = words.get(at..at + length).map(|part| part.join(" ").to_lowercase());
        if let Some(meant) = name.and_then(|name| NAMES.get(&name)) {
            return (length, meant.clone());
        }
    }
    let word = words.get(at).copied().unwrap_or_default();
    // In capitals only: "at" and "no" are words.
    if word.len() != 2 || !word.chars().all(char::is_uppercase) || is_word(word, words.get(at + 1)) {
        return (1, Vec::new());
    }
    let coded = REGIONS.iter().filter(|region| region.code == word);
    let meant = country(word).map(Meant::Country).into_iter();
    (1, meant.chain(coded.map(|region| Meant::Region(*region))).collect())
}

/// "GST ON INCOME" is not of Ontario, and "EC Services" are of the European Community, not of Ecuador.
fn is_word(word: &str, next: Option<&&str>) -> bool {
    let taxed = [
        "income",
        "sales",
        "goods",
        "services",
        "expenses",
        "purchases",
        "imports",
        "capital",
        "acquisitions",
    ];
    matches!(word, "ON" | "EC") && next.is_some_and(|next| taxed.iter().any(|known| known.eq_ignore_ascii_case(next)))
}

#[cfg(test)]
mod tests;
