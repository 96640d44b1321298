//! Defines the English names of countries by ISO code, in letters and spaces only, as Xero wants them.
//!
//! Codes that are not here have no name here; the country is then left out.

use std::sync::LazyLock;

use crate::message::Arg;

/// Sorted by code.
const NAMES: &str = "AD Andorra|AE United Arab Emirates|AF Afghanistan|AG Antigua and Barbuda|AI Anguilla|AL Albania|AM Armenia|AO Angola|\
AQ Antarctica|AR Argentina|AS American Samoa|AT Austria|AU Australia|AW Aruba|AX Aland Islands|AZ Azerbaijan|BA Bosnia and Herzegovina|\
BB Barbados|BD Bangladesh|BE Belgium|BF Burkina Faso|BG Bulgaria|BH Bahrain|BI Burundi|BJ Benin|BL Saint Barthelemy|BM Bermuda|BN Brunei|\
BO Bolivia|BQ Caribbean Netherlands|BR Brazil|BS Bahamas|BT Bhutan|BV Bouvet Island|BW Botswana|BY Belarus|BZ Belize|CA Canada|\
CC Cocos Islands|CD Democratic Republic of the Congo|CF Central African Republic|CG Congo|CH Switzerland|CI Ivory Coast|CK Cook Islands|\
CL Chile|CM Cameroon|CN China|CO Colombia|CR Costa Rica|CU Cuba|CV Cape Verde|CW Curacao|CX Christmas Island|CY Cyprus|CZ Czech Republic|\
DE Germany|DJ Djibouti|DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria|EC Ecuador|EE Estonia|EG Egypt|EH Western Sahara|ER Eritrea|\
ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FK Falkland Islands|FM Micronesia|FO Faroe Islands|FR France|GA Gabon|GB United Kingdom|GD Grenada|\
GE Georgia|GF French Guiana|GG Guernsey|GH Ghana|GI Gibraltar|GL Greenland|GM Gambia|GN Guinea|GP Guadeloupe|GQ Equatorial Guinea|GR Greece|\
GS South Georgia and the South Sandwich Islands|GT Guatemala|GU Guam|GW Guinea Bissau|GY Guyana|HK Hong Kong|\
HM Heard Island and McDonald Islands|HN Honduras|HR Croatia|HT Haiti|HU Hungary|ID Indonesia|IE Ireland|IL Israel|IM Isle of Man|IN India|\
IO British Indian Ocean Territory|IQ Iraq|IR Iran|IS Iceland|IT Italy|JE Jersey|JM Jamaica|JO Jordan|JP Japan|KE Kenya|KG Kyrgyzstan|\
KH Cambodia|KI Kiribati|KM Comoros|KN Saint Kitts and Nevis|KP North Korea|KR South Korea|KW Kuwait|KY Cayman Islands|KZ Kazakhstan|LA Laos|\
LB Lebanon|LC Saint Lucia|LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg|LV Latvia|LY Libya|MA Morocco|\
MC Monaco|MD Moldova|ME Montenegro|MF Saint Martin|MG Madagascar|MH Marshall Islands|MK North Macedonia|ML Mali|MM Myanmar|MN Mongolia|\
MO Macao|MP Northern Mariana Islands|MQ Martinique|MR Mauritania|MS Montserrat|MT Malta|MU Mauritius|MV Maldives|MW Malawi|MX Mexico|\
MY Malaysia|MZ Mozambique|NA Namibia|NC New Caledonia|NE Niger|NF Norfolk Island|NG Nigeria|NI Nicaragua|NL Netherlands|NO Norway|NP Nepal|\
NR Nauru|NU Niue|NZ New Zealand|OM Oman|PA Panama|PE Peru|PF French Polynesia|PG Papua New Guinea|PH Philippines|PK Pakistan|PL Poland|\
PM Saint Pierre and Miquelon|PN Pitcairn|PR Puerto Rico|PS Palestine|PT Portugal|PW Palau|PY Paraguay|QA Qatar|RE Reunion|RO Romania|\
RS Serbia|RU Russia|RW Rwanda|SA Saudi Arabia|SB Solomon Islands|SC Seychelles|SD Sudan|SE Sweden|SG Singapore|SH Saint Helena|SI Slovenia|\
SJ Svalbard and Jan Mayen|SK Slovakia|SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia|SR Suriname|SS South Sudan|\
ST Sao Tome and Principe|SV El Salvador|SX Sint Maarten|SY Syria|SZ Eswatini|TC Turks and Caicos Islands|TD Chad|\
TF French Southern Territories|TG Togo|TH Thailand|TJ Tajikistan|TK Tokelau|TL Timor Leste|TM Turkmenistan|TN Tunisia|TO Tonga|TR Turkey|\
TT Trinidad and Tobago|TV Tuvalu|TW Taiwan|TZ Tanzania|UA Ukraine|UG Uganda|UM US Minor Outlying Islands|US United States|UY Uruguay|\
UZ Uzbekistan|VA Vatican City|VC Saint Vincent and the Grenadines|VE Venezuela|VG British Virgin Islands|VI US Virgin Islands|VN Vietnam|\
VU Vanuatu|WF Wallis and Futuna|WS Samoa|XK Kosovo|YE Yemen|YT Mayotte|ZA South Africa|ZM Zambia|ZW Zimbabwe";

/// Code and name of each country. They are asked for many times for every tax of every line.
static COUNTRIES: LazyLock<Vec<(&str, &str)>> =
    LazyLock::new(|| NAMES.split('|').filter_map(|entry| entry.split_once(' ')).collect());

/// The English name of a country.
pub(super) fn name(iso: &str) -> Option<&'static str> {
    let wanted = iso.trim().to_ascii_uppercase();
    let found = COUNTRIES
        .binary_search_by_key(&wanted.as_str(), |(code, _)| *code)
        .ok()?;
    COUNTRIES.get(found).map(|(_, name)| *name)
}

/// The country for a sentence.
pub(super) fn named(iso: &str) -> Option<Arg> {
    name(iso).map(|name| Arg::Country(canonical(iso), name.to_owned()))
}

/// Member states of the European Union.
const UNION: &str = "AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";

/// The ISO code in capitals; the other names that tax offices use for Greece and the United Kingdom are taken too.
pub(super) fn canonical(code: &str) -> String {
    let code = code.trim().to_ascii_uppercase();
    match code.as_str() {
        "EL" => "GR".to_owned(),
        "UK" => "GB".to_owned(),
        _ => code,
    }
}

/// The country whose tax is charged there: two territories are treated as their neighbour (Directive 2006/112/EC, article 7).
pub(super) fn tax_area(canonical: &str) -> &str {
    match canonical {
        "IM" => "GB",
        "MC" => "FR",
        own => own,
    }
}

/// Whether the country is a member state of the European Union.
pub(super) fn in_union(canonical: &str) -> bool {
    UNION.split(' ').any(|code| code == canonical)
}

/// Every ISO code.
pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    COUNTRIES.iter().map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_letters_within_fifty() {
        assert_eq!(name("gb"), Some("United Kingdom"));
        assert_eq!(name("ZZ"), None);
        assert_eq!(name(""), None);
        assert_eq!(NAMES.split('|').count(), 250);
        assert!(COUNTRIES.is_sorted());
        assert!(codes().all(|code| name(code).is_some()));
        assert_eq!(UNION.split(' ').filter(|code| name(code).is_some()).count(), 27);
        assert_eq!(
            (canonical(" el "), canonical("uk"), canonical("fr")),
            ("GR".into(), "GB".into(), "FR".into())
        );
        assert!(in_union("GR") && !in_union("GB") && !in_union(""));
        for entry in NAMES.split('|') {
            let (code, name) = entry.split_once(' ').unwrap();
            assert_eq!(code.len(), 2, "{entry}");
            assert!(
                name.len() <= 50 && name.chars().all(|c| c.is_ascii_alphabetic() || c == ' '),
                "{entry}"
            );
        }
    }
}
