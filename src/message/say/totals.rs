//! Why a document's amounts do not add up.

use crate::message::templates;

templates! {
    // The parts of a document.
    PART_COMPENSATION = "the discount tax compensation";
    PART_SHIPPING_COMPENSATION = "the discount tax compensation of shipping";
    PART_FIXED_TAX = "the fixed product tax";
    PART_FIXED_TAX_TAX = "the tax on the fixed product tax";
    PART_FIXED_TAX_GROSS = "the fixed product tax with its tax";
    PART_SHIPPING = "the shipping without its tax";
    PART_SHIPPING_GROSS = "the shipping with its tax";
    PART_SHIPPING_TAX = "the tax of shipping";
    PART_SHIPPING_TAX_NOT_REFUNDED = "the tax of shipping that was not refunded";
    PART_SHIPPING_TAX_OF_ANOTHER = "the tax of shipping that is on another invoice";
    PART_SHIPPING_DISCOUNT = "the discount on shipping";
    PART_SHIPPING_DISCOUNT_TAX = "the tax within the discount on shipping";
    PART_ADJUSTMENT = "the adjustment of the refund";
    PART_ADJUSTMENT_TAX = "a tax on the adjustment of the refund";
    PART_TOTAL_TAX = "the tax of the total \"%1\"";
    THE_INVOICE = "the invoice";
    THE_ORDER = "the order";
    THE_CREDIT_MEMO = "the credit memo";
    // What is wrong.
    BY_HAND_FIX = "See at the payment provider how much money really moved. Enter the document in Xero by hand with that amount, together with your bookkeeper, then choose Never send to Xero for it in Sales.";
    TOTAL_LACKS_BASE = "The total of %1 does not contain %2 of %3, which its rows have in the base currency only.";
    TOTAL_LACKS = "The total of %1 does not contain %2 of %3: it is %4, the parts come to %5.";
    TOTAL_HAS_TWICE = "The total of %1 contains %2 of %3 twice: it is %4, the parts come to %5.";
    TOTAL_IN_BASE_CURRENCY = "The total of %1 is %2 in the shop's base currency, %3, but its parts come to %4.";
    TOTAL_OF_ORDER = "The parts of %1 come to the order's total, its own total is %2 away from it.";
    TAX_TOO_MUCH_USUALLY = "The lines of %1 have %2 of tax, %3 says %4: %5 too much, usually %6 (a known fault of Magento).";
    TAX_TOO_LITTLE_USUALLY = "The lines of %1 have %2 of tax, %3 says %4: %5 too little, usually %6 (a known fault of Magento).";
    TAX_TOO_MUCH = "The lines of %1 have %2 of tax, %3 says %4: %5 too much, and nothing in it explains that.";
    TAX_TOO_LITTLE = "The lines of %1 have %2 of tax, %3 says %4: %5 too little, and nothing in it explains that.";
    LINE_TAX_DIFFERS = "The tax of \"%1\" on %2 is %3, where %4 % of %5 would be %6.";
    TOTAL_UNEXPLAINED = "The lines, shipping and tax of %1 do not add up to its grand total of %2: %3 are unexplained.";
    TOTAL_UNEXPLAINED_FIX = "Find the amount in the document's totals (Sales); it usually comes from another extension, such as store credit, a gift card or a surcharge. When you know that the customer paid or got this amount, choose an account for unknown totals (*) in Xero Integration > Totals of other extensions; else enter the document in Xero by hand, and choose Never send to Xero for it.";
    ORDER_SAYS = "The order says %1, the invoice %2; this is a known fault of Magento's totals.";
    NOTHING_OWED_FIX = "The customer owes nothing by the order. If the payment provider has no money of it either, choose Never send to Xero for this invoice in Sales: there is nothing to book.";
}
