//! What documents that are held for one reason have in common (see `codes`); each document's own sentence says more.

use crate::message::templates;

templates! {
    TITLE_XERO_UNREACHABLE = "Xero could not be reached";
    TITLE_NEVER_ANSWERED = "Xero never answered well";
    TITLE_OUTCOME_UNPROVEN = "Nobody can tell whether it is in Xero";
    TITLE_SENT_ELSEWHERE = "Sent to an organisation that is not connected";
    TITLE_ACCOUNT_MISSING = "No account is chosen";
    TITLE_ACCOUNT_INVALID = "The chosen account cannot be used in Xero";
    TITLE_TAX_RATE_UNMAPPED = "The tax rate is not mapped";
    TITLE_TAX_RATE_INVALID = "The mapped tax rate cannot be used in Xero";
    TITLE_RATE_INVALID = "The percentage of a tax rate cannot be read";
    TITLE_TAX_RATE_DIFFERS = "The mapped tax rate has another percentage in Xero";
    TITLE_TAX_TYPE_INVALID = "Xero does not allow the tax rate on the account";
    TITLE_BRANDING_THEME_INVALID = "Xero does not know the branding theme";
    TITLE_TRACKING_INVALID = "Xero does not take the tracking option";
    TITLE_CURRENCY_NOT_ENABLED = "The organisation in Xero does not use the currency";
    TITLE_CURRENCY_RATE_DOUBTFUL = "The shop's exchange rate cannot be right";
    TITLE_PERIOD_LOCKED = "The period is locked in Xero";
    TITLE_PLAN_LIMIT = "Xero's plan allows no more approved invoices this month";
    TITLE_NUMBER_INVALID = "The number cannot be used in Xero";
    TITLE_NUMBER_TAKEN = "Another document in Xero has the number";
    TITLE_DOCUMENT_CHANGED = "Changed in the shop after it was sent";
    TITLE_CANCELLATION_REFUSED = "Cancelled in the shop, but cannot be voided in Xero";
    TITLE_SOLD_IN_PART = "A part of the order is in Xero as invoices";
    TITLE_DOCUMENT_HELD = "Waits for a document that is held";
    TITLE_DOCUMENT_NOT_SENT = "Waits for a document that was never sent";
    TITLE_DOCUMENT_NOT_AUTHORISED = "The document is not approved in Xero";
    TITLE_NOTHING_TO_SET_OFF = "Nothing is open on the invoice of the credit memo";
    TITLE_REFUND_EXCEEDS_PAID = "More is paid back than was paid";
    TITLE_CREDIT_OF_SEVERAL_INVOICES = "The credit memo is for several unpaid invoices";
    TITLE_PAYMENT_EXCEEDS_DUE = "Less is open in Xero than was paid";
    TITLE_INVOICE_NOT_IN_XERO = "The invoice of the credit memo is not in Xero";
    TITLE_NOT_IN_XERO = "What it refers to is not in Xero any more";
    TITLE_CONTACT_MISSING = "Nothing identifies the customer";
    TITLE_CONTACT_EXCLUDED = "The customer is never sent";
    TITLE_CONTACT_HELD = "Waits for a customer who is held";
    TITLE_CONTACT_ARCHIVED = "The contact is archived in Xero";
    TITLE_CONTACT_NAME_TAKEN = "Another contact in Xero has the name";
    TITLE_ITEM_CODE_MISSING = "The product has no SKU";
    TITLE_TOTAL_UNMAPPED = "A total of another extension has no account";
    TITLE_TOTAL_UNEXPLAINED = "The lines do not explain the total";
    TITLE_TOTAL_MISMATCH = "Xero's arithmetic cannot give the total";
    TITLE_CHANGED_BY_XERO = "Xero changed something of what was sent";
    TITLE_TOTAL_DIFFERS = "Xero computed another total";
    TITLE_AMOUNT_NEGATIVE = "The total is below zero";
    TITLE_AMOUNT_TOO_LARGE = "The amount is too large for Xero";
    TITLE_INVALID_DOCUMENT = "Xero refused it";
    TITLE_HELD_BY_PERSON = "Put on hold by a person";
    TITLE_SNAPSHOT_MALFORMED = "The record cannot be read";
    TITLE_LINK_DAMAGED = "What the store knows of it is damaged";
}
