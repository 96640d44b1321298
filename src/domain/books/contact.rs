//! Defines the contact in the books, every field within Xero's limits.
//!
//! It does not know whether such a contact exists already.

/// A contact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// `ContactNumber`, our key.
    pub number: String,
    /// `Name`, unique among active contacts.
    pub name: String,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// E-mail address, ASCII only.
    pub email: Option<String>,
    /// VAT number.
    pub tax_number: Option<String>,
    /// Addresses.
    pub addresses: Vec<Address>,
    /// Phone numbers.
    pub phones: Vec<Phone>,
}

/// What Xero uses an address for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressKind {
    /// `POBOX`, printed on invoices.
    PostBox,
    /// `STREET`, for delivery.
    Street,
}

impl AddressKind {
    /// Xero's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            AddressKind::PostBox => "POBOX",
            AddressKind::Street => "STREET",
        }
    }
}

/// An address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// What it is for.
    pub kind: AddressKind,
    /// To whose attention.
    pub attention_to: Option<String>,
    /// At most four lines.
    pub lines: Vec<String>,
    /// City.
    pub city: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// English name of the country, letters and spaces only.
    pub country: Option<String>,
}

/// Which of the contact's phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneKind {
    /// `DEFAULT`.
    Default,
}

impl PhoneKind {
    /// Xero's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            PhoneKind::Default => "DEFAULT",
        }
    }
}

/// A phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// Which phone.
    pub kind: PhoneKind,
    /// The number as the customer wrote it.
    pub number: String,
}
