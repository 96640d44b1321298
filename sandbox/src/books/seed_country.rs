//! The countries whose organisations the sandbox can make: currency, edition, and what the chart's tax types are called there.

use clap::ValueEnum;

/// A country.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Country {
    /// Great Britain.
    #[default]
    Gb,
    /// Germany, with rates for sales to consumers in the European Union.
    De,
    /// Australia.
    Au,
    /// United States.
    Us,
}

impl Country {
    /// By the two letters of an organisation file.
    pub fn read(code: &str) -> Option<Self> {
        [Self::Gb, Self::De, Self::Au, Self::Us]
            .into_iter()
            .find(|c| c.code() == code)
    }

    pub const fn code(self) -> &'static str {
        match self {
            Self::Gb => "GB",
            Self::De => "DE",
            Self::Au => "AU",
            Self::Us => "US",
        }
    }

    /// Xero's edition. Germany has none of its own.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Gb => "UK",
            Self::De => "GLOBAL",
            Self::Au => "AU",
            Self::Us => "US",
        }
    }

    pub const fn currency(self) -> &'static str {
        match self {
            Self::Gb => "GBP",
            Self::De => "EUR",
            Self::Au => "AUD",
            Self::Us => "USD",
        }
    }

    pub const fn timezone(self) -> &'static str {
        match self {
            Self::Gb => "GMTSTANDARDTIME",
            Self::De => "WEUROPESTANDARDTIME",
            Self::Au => "AUSEASTERNSTANDARDTIME",
            Self::Us => "EASTERNSTANDARDTIME",
        }
    }

    /// What a rate of one component calls it.
    pub const fn tax_name(self) -> &'static str {
        match self {
            Self::Gb => "VAT",
            Self::De | Self::Us => "Tax",
            Self::Au => "GST",
        }
    }

    /// The tax type that stands in this country for a British one of the chart.
    pub fn tax_type(self, british: &str) -> &str {
        match (self, british) {
            (Self::Gb, _) | (_, "NONE") => british,
            (Self::De, "OUTPUT2") => "TAX001",
            (Self::De, "INPUT2") => "TAX006",
            (_, "OUTPUT2") => "OUTPUT",
            (_, "INPUT2") => "INPUT",
            (Self::Au, "EXEMPTINPUT") => "EXEMPTEXPENSES",
            (Self::Au, "RRINPUT") => "INPUT",
            (_, _) => "NONE",
        }
    }
}
