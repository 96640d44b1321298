//! Decides what a customer or a guest is called in the books, and under which number.
//!
//! It does not know whether another contact has the name already; see [`name_with_number`].

use super::reference::order_number;
use super::{countries, text};
use crate::domain::books::{Address, AddressKind, Contact, Phone, PhoneKind};
use crate::domain::policy::{ContactRules, Guests, Hold, HoldCode, Policy};
use crate::domain::shop::{self, Person, Role};
use crate::message::{Template, say};

/// Most names and address parts.
const NAME: usize = 255;
/// Contact and tax numbers, postal codes, phone numbers.
const SHORT: usize = 50;
/// What all guests together are called when the shop chose nothing.
const GUEST_NAME: &str = "Guest customers";
/// An address line.
const ADDRESS_LINE: usize = 500;
/// Lines of an address.
const ADDRESS_LINES: usize = 4;

/// The contact of a registered customer.
pub fn contact(c: &shop::Customer, p: &Policy) -> Result<Contact, Hold> {
    if c.head.id.trim().is_empty() {
        return Err(missing(say::CUSTOMER_WITHOUT_ID));
    }
    let addresses: Vec<&shop::Address> = c.addresses.iter().collect();
    let billing = addresses.iter().filter(|address| address.role == Role::Billing);
    let company = known(c.company.as_deref()).or_else(|| {
        billing
            .into_iter()
            .find_map(|address| known(address.company.as_deref()))
    });
    Ok(build(Source {
        number: registered(&c.head.id, p),
        person: &c.person,
        company: company.filter(|_| p.contacts.company_name),
        email: c.email.as_deref(),
        vat_number: c.vat_number.as_deref(),
        addresses,
        nameless: format!("Customer {}", c.head.id),
    }))
}

/// Who a document's buyer is, as far as contacts are told apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Buyer {
    /// A registered customer, by the shop's id.
    Customer(String),
    /// A guest, by the digest of the e-mail address, by `order:<number>`, or `all` guests together.
    Guest(String),
}

/// Stands for all guests together.
const ALL_GUESTS: &str = "all";
/// Precedes the number of a guest's order.
const OF_ORDER: &str = "order:";

/// Whose contact a document belongs to. A customer whose account was deleted is a guest.
pub fn buyer(d: &shop::SalesDocument, rules: &ContactRules) -> Buyer {
    if let Some(id) = d.customer.id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        return Buyer::Customer(id.to_owned());
    }
    let email = d
        .customer
        .email
        .as_deref()
        .map(str::trim)
        .filter(|email| !email.is_empty());
    Buyer::Guest(match (rules.guests, email) {
        (Guests::Single, _) => ALL_GUESTS.to_owned(),
        (Guests::Email, Some(email)) => digest_of(email),
        (Guests::Email, None) | (Guests::Each, _) => format!("{OF_ORDER}{}{}", order_number(d), elsewhere(d)),
    })
}

/// Every guest that a document's buyer can be, by whatever the shop chooses to tell guests apart; none for a registered customer.
pub fn possible_guests(d: &shop::SalesDocument) -> Vec<String> {
    let by = |guests| {
        let rules = ContactRules {
            guests,
            ..ContactRules::default()
        };
        match buyer(d, &rules) {
            Buyer::Guest(key) => Some(key),
            Buyer::Customer(_) => None,
        }
    };
    let mut keys: Vec<String> = [Guests::Email, Guests::Each, Guests::Single]
        .into_iter()
        .filter_map(by)
        .collect();
    keys.dedup();
    keys
}

/// Which guest the registered buyer of a document was: by the same rule, as if the order had been placed without an account.
/// `None` for guests, and where all guests are one contact.
pub fn as_guest(d: &shop::SalesDocument, rules: &ContactRules) -> Option<String> {
    if !matches!(buyer(d, rules), Buyer::Customer(_)) || rules.guests == Guests::Single {
        return None;
    }
    let mut guest = d.clone();
    guest.customer.id = None;
    match buyer(&guest, rules) {
        Buyer::Guest(key) if key != OF_ORDER => Some(key),
        _ => None,
    }
}

/// Which guest a customer with this e-mail address was, where guests are told apart by it.
pub fn guest_of(email: Option<&str>, rules: &ContactRules) -> Option<String> {
    let email = email.map(str::trim).filter(|email| !email.is_empty())?;
    (rules.guests == Guests::Email).then(|| digest_of(email))
}

/// The contact number of a guest.
pub fn guest_number(guest: &str, p: &Policy) -> String {
    match guest.strip_prefix(OF_ORDER) {
        Some(order) => key(p, "O", order),
        None if guest == ALL_GUESTS => format!("{}-GUESTS", p.shop),
        None => format!("{}-G-{guest}", p.shop),
    }
}

/// Whether a contact number is one that this shop gives to guests.
pub fn is_guest_number(number: &str, p: &Policy) -> bool {
    let rest = number
        .strip_prefix(p.shop.as_str())
        .and_then(|rest| rest.strip_prefix('-'));
    rest.is_some_and(|rest| rest.starts_with("G-") || rest.starts_with('O'))
}

/// Tells orders of one number apart: Magento numbers each store view on its own. Nothing for the first one, as ever.
fn elsewhere(d: &shop::SalesDocument) -> String {
    match d.head.store.id.trim() {
        "" | "0" | "1" => String::new(),
        _ if order_number(d).is_empty() => String::new(),
        id => format!("@{id}"),
    }
}

fn digest_of(email: &str) -> String {
    text::digest(&email.to_lowercase())
        .get(..16)
        .unwrap_or_default()
        .to_owned()
}

/// The contact of a document's buyer: the registered customer, or the guest by the shop's rule.
pub fn document_contact(d: &shop::SalesDocument, p: &Policy) -> Result<Contact, Hold> {
    let number = match buyer(d, &p.contacts) {
        Buyer::Customer(id) => registered(&id, p),
        Buyer::Guest(key) if key == ALL_GUESTS => return Ok(all_guests(p)),
        Buyer::Guest(guest) => match guest.strip_prefix(OF_ORDER) {
            Some("") => {
                return Err(missing(say::DOCUMENT_NAMES_NOBODY));
            }
            _ => guest_number(&guest, p),
        },
    };
    let addresses: Vec<&shop::Address> = [&d.billing_address, &d.shipping_address]
        .into_iter()
        .flatten()
        .collect();
    let nobody = Person::default();
    let people = std::iter::once(&d.customer.person).chain(addresses.iter().map(|address| &address.person));
    let person = people
        .into_iter()
        .find(|person| !full_name(person).is_empty())
        .unwrap_or(&nobody);
    // Goods may go to the office of somebody who buys in private.
    let company = addresses.first().and_then(|address| known(address.company.as_deref()));
    Ok(build(Source {
        number,
        person,
        company: company.filter(|_| p.contacts.company_name),
        email: d.customer.email.as_deref(),
        vat_number: d.customer.vat_number.as_deref(),
        addresses,
        nameless: format!("Guest {}", order_number(d)),
    }))
}

/// The contact of all guests together: nobody's address.
fn all_guests(p: &Policy) -> Contact {
    let chosen = text::limit(&text::name(&p.contacts.guest_name), NAME);
    Contact {
        number: format!("{}-GUESTS", p.shop),
        name: if chosen.is_empty() {
            GUEST_NAME.to_owned()
        } else {
            chosen
        },
        ..Contact::default()
    }
}

/// The contact's name with its number, for when another active contact has the name already.
pub fn name_with_number(contact: &Contact) -> String {
    let suffix = format!(" ({})", contact.number);
    let room = NAME.saturating_sub(suffix.encode_utf16().count());
    format!("{}{suffix}", text::limit(&contact.name, room))
}

/// What a contact is made of.
struct Source<'a> {
    number: String,
    person: &'a Person,
    /// The company, where its name goes before the person's.
    company: Option<&'a str>,
    email: Option<&'a str>,
    vat_number: Option<&'a str>,
    addresses: Vec<&'a shop::Address>,
    nameless: String,
}

fn build(source: Source) -> Contact {
    let given = full_name(source.person);
    let company = source.company.unwrap_or_default();
    let name = [
        company,
        given.as_str(),
        source.email.unwrap_or_default(),
        &source.nameless,
    ]
    .into_iter()
    .map(|candidate| text::limit(&text::name(candidate), NAME))
    .find(|candidate| !candidate.is_empty())
    .unwrap_or_else(|| source.number.clone());
    let by_role = |role: Role| source.addresses.iter().copied().find(|address| address.role == role);
    let billing = by_role(Role::Billing);
    let shipping = by_role(Role::Shipping);
    let either = || [billing, shipping].into_iter().flatten();
    let vat_number = text::field(source.vat_number, SHORT)
        .or_else(|| billing.and_then(|address| text::field(address.vat_number.as_deref(), SHORT)));
    let addresses = [(AddressKind::PostBox, billing), (AddressKind::Street, shipping)]
        .into_iter()
        .filter_map(|(kind, address)| Some(postal(kind, address?)))
        .collect();
    let phones = either()
        .find_map(|address| text::field(address.telephone.as_deref(), SHORT))
        .map(|number| Phone {
            kind: PhoneKind::Default,
            number,
        })
        .into_iter()
        .collect();
    Contact {
        number: source.number,
        name,
        first_name: person_field(source.person.first_name.as_deref()),
        last_name: person_field(source.person.last_name.as_deref()),
        email: text::email(source.email),
        tax_number: vat_number,
        addresses,
        phones,
    }
}

fn postal(kind: AddressKind, address: &shop::Address) -> Address {
    let mut lines: Vec<String> = std::iter::once(address.company.as_deref().unwrap_or_default())
        .chain(address.street.iter().map(String::as_str))
        .filter_map(|line| text::field(Some(line), ADDRESS_LINE))
        .collect();
    if lines.len() > ADDRESS_LINES {
        let rest = lines.split_off(ADDRESS_LINES - 1).join(", ");
        lines.push(text::limit(&rest, ADDRESS_LINE));
    }
    Address {
        kind,
        attention_to: text::field(Some(&full_name(&address.person)), NAME),
        lines,
        city: text::field(address.city.as_deref(), NAME),
        region: text::field(address.region.as_deref(), NAME),
        postal_code: text::field(address.postcode.as_deref(), SHORT),
        country: address.country.as_deref().and_then(countries::name).map(str::to_owned),
    }
}

/// Text that is not blank.
fn known(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

fn person_field(part: Option<&str>) -> Option<String> {
    text::field(part.map(text::name).as_deref(), NAME)
}

fn full_name(person: &Person) -> String {
    let parts = [person.first_name.as_deref(), person.last_name.as_deref()];
    text::clean(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn registered(id: &str, p: &Policy) -> String {
    key(p, "C", id.trim())
}

/// Shop, kind and id; when Xero could not hold that, a digest in place of the id.
fn key(p: &Policy, kind: &str, id: &str) -> String {
    let key = format!("{}-{kind}{id}", p.shop);
    if key.len() <= SHORT && key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        return key;
    }
    format!("{}-{kind}-{}", p.shop, text::digest(id).get(..16).unwrap_or_default())
}

fn missing(message: Template<0>) -> Hold {
    Hold::new(HoldCode::ContactMissing, message, say::CONTACT_MISSING_FIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        Policy {
            shop: "M2".into(),
            ..Policy::default()
        }
    }

    fn person(first: &str, last: &str) -> Person {
        Person {
            first_name: Some(first.into()),
            last_name: Some(last.into()),
            ..Person::default()
        }
    }

    #[test]
    fn a_customer() {
        let mut customer = shop::Customer {
            email: Some("ann@example.com".into()),
            person: person(" Ann  <x>", "Lee"),
            vat_number: Some("GB123".into()),
            addresses: vec![shop::Address {
                company: Some("Lee Ltd".into()),
                street: ["1", "2", "3", "4"].map(str::to_owned).to_vec(),
                country: Some("GB".into()),
                telephone: Some("0113 1".into()),
                ..shop::Address::default()
            }],
            ..shop::Customer::default()
        };
        assert_eq!(
            contact(&customer, &policy()).unwrap_err().code,
            HoldCode::ContactMissing
        );
        customer.head.id = "17".into();
        let contact = contact(&customer, &policy()).unwrap();
        assert_eq!(
            (contact.number.as_str(), contact.name.as_str()),
            ("M2-C17", "Ann x Lee")
        );
        assert_eq!(contact.addresses[0].lines, ["Lee Ltd", "1", "2", "3, 4"]);
        assert_eq!(contact.addresses[0].country.as_deref(), Some("United Kingdom"));
        assert_eq!(contact.phones[0].number, "0113 1");
        assert_eq!(name_with_number(&contact), "Ann x Lee (M2-C17)");
        let long = Contact {
            name: "x".repeat(300),
            ..contact
        };
        assert_eq!(name_with_number(&long).len(), 255);
    }

    #[test]
    fn guests() {
        let mut document = shop::SalesDocument {
            number: "12".into(),
            ..shop::SalesDocument::default()
        };
        document.customer.email = Some(" Ann@example.com".into());
        document.billing_address = Some(shop::Address {
            person: person("Ann", "Lee"),
            telephone: Some("1".into()),
            ..shop::Address::default()
        });
        let with = |guests, document: &shop::SalesDocument| {
            let rules = ContactRules {
                guests,
                guest_name: " Walk-in <customers>".into(),
                ..ContactRules::default()
            };
            let contact = document_contact(
                document,
                &Policy {
                    contacts: rules.clone(),
                    ..policy()
                },
            );
            (buyer(document, &rules), contact.unwrap())
        };
        let (of_email, contact) = with(Guests::Email, &document);
        let Buyer::Guest(digest) = of_email.clone() else {
            panic!("{of_email:?}");
        };
        assert_eq!((digest.len(), contact.number), (16, format!("M2-G-{digest}")));
        let (each, contact) = with(Guests::Each, &document);
        assert_eq!(
            (each, contact.number.as_str()),
            (Buyer::Guest("order:12".into()), "M2-O12")
        );
        assert_eq!(contact.phones.len(), 1);
        let (all, contact) = with(Guests::Single, &document);
        assert_eq!(all, Buyer::Guest("all".into()));
        let expected = Contact {
            number: "M2-GUESTS".into(),
            name: "Walk-in customers".into(),
            ..Contact::default()
        };
        assert_eq!(contact, expected);
        let unnamed = Policy {
            contacts: ContactRules {
                guests: Guests::Single,
                ..ContactRules::default()
            },
            ..policy()
        };
        assert_eq!(document_contact(&document, &unnamed).unwrap().name, "Guest customers");
        document.customer.email = None;
        assert_eq!(with(Guests::Email, &document).0, Buyer::Guest("order:12".into()));
        document.customer.id = Some("17".into());
        for guests in [Guests::Email, Guests::Each, Guests::Single] {
            let (who, contact) = with(guests, &document);
            assert_eq!((who, contact.number.as_str()), (Buyer::Customer("17".into()), "M2-C17"));
        }
    }

    #[test]
    fn companies() {
        let mut p = policy();
        let mut customer = shop::Customer {
            person: person("Ann", "Lee"),
            company: Some("Lee & <Sons> Ltd".into()),
            ..shop::Customer::default()
        };
        customer.head.id = "17".into();
        assert_eq!(contact(&customer, &p).unwrap().name, "Ann Lee");
        p.contacts.company_name = true;
        let named = contact(&customer, &p).unwrap();
        assert_eq!(
            (
                named.name.as_str(),
                named.first_name.as_deref(),
                named.last_name.as_deref()
            ),
            ("Lee & Sons Ltd", Some("Ann"), Some("Lee"))
        );
        customer.company = Some(" ".into());
        assert_eq!(contact(&customer, &p).unwrap().name, "Ann Lee");
        let mut document = shop::SalesDocument {
            number: "12".into(),
            ..shop::SalesDocument::default()
        };
        document.billing_address = Some(shop::Address {
            person: person("Ann", "Lee"),
            company: Some("Lee Ltd".into()),
            ..shop::Address::default()
        });
        assert_eq!(document_contact(&document, &p).unwrap().name, "Lee Ltd");
        document.shipping_address = document.billing_address.clone();
        document.billing_address.as_mut().unwrap().company = None;
        assert_eq!(document_contact(&document, &p).unwrap().name, "Ann Lee");
        document.billing_address = None;
        assert_eq!(document_contact(&document, &p).unwrap().name, "Lee Ltd");
        p.contacts.company_name = false;
        assert_eq!(document_contact(&document, &p).unwrap().name, "Ann Lee");
    }

    #[test]
    fn who_a_customer_was_as_a_guest() {
        let mut document = shop::SalesDocument::default();
        document.order.number = "12".into();
        document.customer.email = Some("Ann@example.com".into());
        let rules = |guests| ContactRules {
            guests,
            ..ContactRules::default()
        };
        assert_eq!(as_guest(&document, &rules(Guests::Email)), None, "still a guest");
        let digest = guest_of(Some(" ann@EXAMPLE.com "), &rules(Guests::Email)).unwrap();
        document.customer.id = Some("17".into());
        for (guests, of_document, of_customer, number) in [
            (
                Guests::Email,
                Some(digest.as_str()),
                Some(digest.as_str()),
                format!("M2-G-{digest}"),
            ),
            (Guests::Each, Some("order:12"), None, "M2-O12".to_owned()),
            (Guests::Single, None, None, String::new()),
        ] {
            let guest = as_guest(&document, &rules(guests));
            assert_eq!(guest.as_deref(), of_document, "{guests:?}");
            assert_eq!(
                guest_of(Some("ann@example.com"), &rules(guests)).as_deref(),
                of_customer,
                "{guests:?}"
            );
            if let Some(guest) = guest {
                assert_eq!(guest_number(&guest, &policy()), number);
                assert!(is_guest_number(&number, &policy()));
            }
        }
        for number in ["M2-C17", "M2-GUESTS", "M3-G-1", "", "M2"] {
            assert!(!is_guest_number(number, &policy()), "{number}");
        }
        // Magento numbers the orders of each store view on its own.
        document.customer.id = None;
        let each = |document: &shop::SalesDocument| buyer(document, &rules(Guests::Each));
        let first = each(&document);
        document.head.store.id = "1".into();
        assert_eq!(each(&document), first);
        document.head.store.id = "2".into();
        assert_eq!(each(&document), Buyer::Guest("order:12@2".into()));
    }

    #[test]
    fn buyers() {
        let mut document = shop::SalesDocument::default();
        assert!(document_contact(&document, &policy()).is_err());
        document.order.number = "000000009".into();
        let nobody = document_contact(&document, &policy()).unwrap();
        assert_eq!(
            (nobody.number.as_str(), nobody.name.as_str()),
            ("M2-O000000009", "Guest 000000009")
        );
        document.customer.email = Some("Zoë@Example.com".into());
        let nameless = document_contact(&document, &policy()).unwrap();
        assert_eq!(nameless.name, "Zoë@Example.com");
        assert_eq!(nameless.email, None);
        assert_eq!(nameless.number.len(), "M2-G-".len() + 16);
        document.customer.email = Some("ANN@example.com".into());
        let upper = document_contact(&document, &policy()).unwrap().number;
        document.customer.email = Some("ann@example.com".into());
        assert_eq!(document_contact(&document, &policy()).unwrap().number, upper);
        document.billing_address = Some(shop::Address {
            person: person("Bo", "Ek"),
            ..shop::Address::default()
        });
        assert_eq!(document_contact(&document, &policy()).unwrap().name, "Bo Ek");
        document.customer.id = Some("17".into());
        document.customer.person = person("Ann", "Lee");
        let registered = document_contact(&document, &policy()).unwrap();
        assert_eq!(
            (registered.number.as_str(), registered.name.as_str()),
            ("M2-C17", "Ann Lee")
        );
    }
}
