//! Which tax rate of Xero is used, and why none is.

use crate::message::templates;

templates! {
    TAX_PAGE = "Xero Integration > Tax mapping";
    NO_TAX = "no tax (0 %)";
    TAX_UNNAMED = "the tax of %1 on %2 (about %3 %), which the shop does not name";
    TAX_NAMED = "\"%1\" (%2 %)";
    TAX_OF_PERCENT = "%1 % on %2";
    TAX_UNMAPPED = "No Xero tax rate is known for %1.";
    TAX_OF_ANOTHER_COUNTRY = "The tax %1 is of %2; \"%3\" in Xero is not, and is not taken by its percentage alone.";
    TAX_DELETED_IN_SHOP = "The shop no longer has the tax %1; it was charged on a delivery to %2, and \"%3\" in Xero is not of that country, state or province.";
    TAX_COUNTRY_UNKNOWN = "The country of the tax %1 is unknown: the shop no longer has the rate, and the document has no address.";
    TAX_OF_COUNTRY_FIX = "Choose the Xero tax rate of that country, state or province in %1; add one in Xero if there is none.";
    TAX_TYPE_UNKNOWN = "The tax type %1, to which \"%2\" is mapped, does not exist in Xero.";
    TAX_TYPE_INACTIVE = "The tax type %1, to which \"%2\" is mapped, is not active in Xero.";
    TAX_TYPE_NOT_FOR_SALES = "The tax type %1, to which \"%2\" is mapped, may not be used on sales in Xero.";
    TAX_TYPE_FIX = "Map \"%1\" to the tax rate in Xero that took its place, in %2; \"Update tax rates\" there reads Xero's again.";
    TAX_RATE_DIFFERS = "The shop charged %1 % where the mapping of \"%2\" leads to \"%3\" with %4 % in Xero.";
    TAX_RATE_DIFFERS_FIX = "Map \"%1\" to the Xero tax rate of its country that has %2 % in %3; add one in Xero if there is none. If the shop changed the percentage of the rate since, leave that mapping for the sales of today and add a rule there for %2 %.";
    ZERO_RATE_FIX = "Choose in %1, with your bookkeeper, which Xero rate of 0 % such amounts have: they differ in the tax return.";
    MAP_TAX_RATE_FIX = "Map it to the Xero tax rate of the same country and percentage in %1; add one in Xero if there is none.";
    // Why a rate is proposed.
    ORGANISATIONS_COUNTRY = "the organisation's country";
    PROPOSED_NAMES_COUNTRY = "It names %1 and has %2 %.";
    PROPOSED_ONLY_ONE = "It is the only one of %1 %.";
    PROPOSED_ONLY_NEUTRAL = "It is the only one of %1 % that names no other country.";
    PROPOSED_USUAL = "It is the usual one of %1 % of %2.";
    PROPOSED_ABROAD = "No rate of %1 % in Xero names %2. Tax of another country usually has a rate of its own; this one is right where you charge your own country's tax there.";
    PROPOSED_NONE_THERE = "What has %1 % in Xero is of another country, state or province. Add the right one in Xero (Accounting > Advanced > Tax rates) or choose another one.";
    JOINT_ONE_ON_THE_OTHER = "Together they are %1 %, one charged on the other.";
    JOINT_BOTH_ON_THE_PRICE = "Together they are %1 %, both charged on the price.";
    JOINT_NONE = "No active tax rate for sales in Xero has their total: %1 % where both are charged on the price, %2 % where one is charged on the other. Add it in Xero (Accounting > Advanced > Tax rates) or choose another one.";
    PROPOSED_SAME_NAME = "It has the same name and percentage.";
    RATES_NOT_READ = "Xero's tax rates have not been read yet.";
    PROPOSED_NONE = "No active tax rate for sales in Xero has %1 %. Add it in Xero (Accounting > Advanced > Tax rates) or choose another one.";
    PROPOSED_OTHERS_FIT = "Others of %1 % fit too: %2.";
    PROPOSED_ONLY_ZERO = "It is the only one of 0 %.";
    PROPOSED_ZERO_RATED = "Sales taxed at zero. Sales outside of tax (No Tax) and exempt ones have other rates in Xero.";
    PROPOSED_EXPORT = "Sales taxed at zero, as exports usually are. Reverse charge within the European Union has a rate of its own.";
    PROPOSED_SEVERAL_ZERO = "Several rates of 0 % fit; which one is right depends on why no tax is charged.";
}
