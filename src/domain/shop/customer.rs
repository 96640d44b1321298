//! Defines the shop's customer, and people and addresses as they appear on documents too.
//!
//! It does not decide how a customer is called in the books.

use super::Head;

/// A registered customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Customer {
    /// What every record has.
    pub head: Head,
    /// E-mail address.
    pub email: Option<String>,
    /// The name.
    pub person: Person,
    /// Company.
    pub company: Option<String>,
    /// VAT number.
    pub vat_number: Option<String>,
    /// Customer group's id.
    pub group_id: Option<String>,
    /// Customer group's name.
    pub group_code: Option<String>,
    /// Name of the customer's tax class.
    pub tax_class: Option<String>,
    /// The default addresses.
    pub addresses: Vec<Address>,
}

/// The parts of a person's name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// `Dr.`
    pub prefix: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// `Jr.`
    pub suffix: Option<String>,
}

/// What an address is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Role {
    /// Where the invoice goes.
    #[default]
    Billing,
    /// Where the goods go.
    Shipping,
}

/// An address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// What it is for.
    pub role: Role,
    /// The name on it.
    pub person: Person,
    /// The company on it.
    pub company: Option<String>,
    /// Street lines.
    pub street: Vec<String>,
    /// City.
    pub city: Option<String>,
    /// Region, state, county.
    pub region: Option<String>,
    /// Postal code.
    pub postcode: Option<String>,
    /// ISO code of the country.
    pub country: Option<String>,
    /// Telephone.
    pub telephone: Option<String>,
    /// VAT number given with the address.
    pub vat_number: Option<String>,
}
