//! What keeps a document from becoming a record of the books, and what to do about it.

use crate::message::templates;

templates! {
    // The document as a whole.
    TOTAL_NEGATIVE = "The total of %1 is %2; Xero takes no document below zero.";
    ENTER_OPPOSITE_BY_HAND = "Enter it in Xero by hand as the opposite document (a credit note for a negative invoice), then choose Never send to Xero for it in Sales.";
}
