//! What Xero answered, and what became of a call.

use crate::message::templates;

templates! {
    XERO_WARNS = "Xero warns: %1";
}
