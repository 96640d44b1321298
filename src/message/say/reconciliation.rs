//! What comparing the books with the shop says.

use crate::message::templates;

templates! {
    RECONCILED = "%1 to %2: %3 documents compared with Xero, %4 agree, %5 missing, %6 changed, %7 voided, %8 twice.";
    RECONCILED_FURTHER = "%1 no longer paid, %2 accepted.";
    RECONCILIATION_DAYS = "A reconciliation covers one day to one year.";
    RECONCILIATION_FIELD = "A document of the shop has no usable %1.";
    RECONCILIATION_UNREADABLE = "The kept reconciliation cannot be read: %1.";
    RECONCILIATION_DAY = "\"%1\" is not a day (YYYY-MM-DD).";
}
