//! What happens when a record is sent, and why it is not.

use crate::message::templates;

templates! {
    // A record that is in Xero already, or has nothing to send.
    UNCHANGED = "Nothing changed since it was sent.";
    IN_XERO_ALREADY = "It is in Xero already.";
    WHAT_CREATED = "%1 created in Xero.";
    WHAT_UPDATED = "%1 updated in Xero.";
    WHAT_ADOPTED = "%1 was in Xero already and is linked now.";
    KIND_CONTACT = "Contact";
    KIND_ITEM = "Item";
    KIND_INVOICE = "Invoice";
    KIND_CREDIT_NOTE = "Credit note";
    KIND_PAYMENT = "Payment";
    KIND_REFUND = "Refund";
    KIND_ALLOCATION = "Allocation of the credit";
    KIND_CANCELLATION = "Cancellation";
    ROUNDING_LINE = "A rounding line carries %1.";
    // Records that cannot be read.
    SNAPSHOT_GONE = "The record was cancelled so long ago that what it said is deleted here.";
    SAVE_AGAIN_OR_SEND = "Save the record again in the shop, or press Send now on it.";
    SNAPSHOT_UNREADABLE = "The stored record cannot be read: %1 %2.";
    UPDATE_EXTENSION = "Update the PHP extension \"ledgerline\"; the record is then sent automatically.";
    RECORD_DAMAGED = "What the store knows of this record is damaged; it is not sent, because it may be in Xero already.";
    RECORD_DAMAGED_FIX = "Look the record up in Xero. If it is there, choose Never send to Xero for it in the shop; if not, restore the store from a backup.";
    SNAPSHOT_OF_ANOTHER_KIND = "The stored record is of another kind than its job.";
    PRODUCT_NO_CONTACT = "A product cannot become a contact.";
    SAVE_AGAIN = "Save the record again.";
    // Contacts.
    CONTACT_LOOKED_UP = "Checking the contact in Xero.";
    CONTACT_NUMBER_TAKEN = "Xero has another contact with the number %1: neither its name nor its e-mail address is the one of %2.";
    CONTACT_NUMBER_TAKEN_FIX = "Clear the contact's code in Xero when it belongs to somebody else; or give this shop another short code before its first customer is sent.";
    CONTACT_NUMBER_NAMED = "Xero has another contact with the number %1: %2 there, %3 in the shop.";
    CONTACT_MERGED = "The contact was merged into another one in Xero; that one is used from now on.";
    CONTACT_RESTORED = "The contact is archived in Xero; it is restored.";
    CONTACT_ARCHIVED = "The contact is archived in Xero.";
    CONTACT_ARCHIVED_FIX = "Restore the contact in Xero; everything of this customer is then sent.";
    CONTACT_STANDS = "The contact stands in Xero.";
    CONTACT_RECOGNISED = "The customer is a contact in Xero already; that one is used.";
    CONTACT_CONFIRMED = "Xero has everything, or an accountant changed it there.";
    RESTORE_CONTACT = "Restore the contact in Xero; the document is then sent.";
    CUSTOMER_UNUSABLE = "Its customer cannot be used in Xero: %1";
    CUSTOMER_HELD = "Its customer is not in Xero: %1";
    CUSTOMER_HELD_FIX = "Correct the customer first; the document is then sent.";
    WAITS_FOR_CUSTOMER = "Waits for its customer.";
    CUSTOMER_EXCLUDED = "Its customer is never sent, as a person decided.";
    CUSTOMER_EXCLUDED_FIX = "Let the customer be sent again, or take this document out too.";
    // Documents of a sale.
    CANCELLED_IN_SHOP = "It was cancelled in the shop.";
    CANCELLED_BEFORE_SENT = "%1 was cancelled in the shop before it was sent.";
    NOTHING_CANCELLED = "Nothing of the order is cancelled.";
    WAITS_FOR_INVOICE = "Waits for its invoice.";
    CREDIT_MEMO_CANCELLED = "The credit memo %1 was cancelled in the shop after it was sent.";
    CREDIT_MEMO_CANCELLED_FIX = "If no money was paid back, void the credit note in Xero; if some was, correct it there. Then cancel this line.";
    ORDER_EDITED = "The order was edited; checking in Xero whether its invoice may still be changed.";
    WAITS_FOR_ANSWER = "Waits until Xero says what became of the same sale, which was sent as another document.";
    SOLD_AS_ORDER = "The order %1 is in Xero as a whole, and this invoice with it.";
    ORDERS_ARE_SALES = "Orders are the sales document now.";
    INVOICES_ARE_SALES = "Invoices are the sales document now.";
    SOLD_AS_INVOICES = "The order is in Xero already as %1.";
    SOLD_IN_PART = "A part of the order is in Xero already as %1 (before orders became the sales document), so the order is not sent as a whole.";
    SOLD_IN_PART_FIX = "Choose Invoice as the sales document until this order is billed; or enter the rest in Xero by hand and choose Never send to Xero for the order.";
    CANCELLED_IN_XERO = "It was cancelled in Xero already.";
    NEVER_WAS_SENT = "It was never sent.";
    NOT_CANCELLED_ANY_MORE = "It is not cancelled in the shop any more.";
    DOCUMENT_LOOKED_UP = "Checking the document's status in Xero.";
    PAID_THERE = "it was paid or credited there";
    DRAFT_DELETED = "The sale was cancelled: its draft was deleted in Xero.";
    INVOICE_VOIDED = "The sale was cancelled: its invoice was voided in Xero.";
    CREDITED_INSTEAD = "The invoice %1 cannot be voided (%2): a credit note takes back what was cancelled.";
    CANCELLATION_REFUSED = "%1 was cancelled in the shop, but cannot be voided in Xero: %2.";
    CANCELLATION_REFUSED_FIX = "Give a credit note in Xero for what is not owed any more, and refund it there only if the money was paid back. Then cancel this line.";
    DOCUMENT_CHANGED = "The document was changed in the shop after it was sent: %1 then, %2 now.";
    DOCUMENT_CHANGED_FIX = "Correct it in Xero by hand, then cancel this line; or undo the change in the shop.";
    TOTAL_DIFFERS = "It is in Xero, but Xero computed %1 (tax %2) and the shop %3 (tax %4).";
    TOTAL_DIFFERS_FIX = "Correct it in Xero, and report this line: the arithmetic should have foreseen it.";
    // Payments, refunds, credits.
    REFUND_AWAITED = "The shop has not refunded this credit memo yet; its refund follows when it does.";
    NOTHING_TO_PAY = "There is nothing to pay.";
    SETTLEMENT_LOOKED_UP = "Its document was in Xero before; checking in Xero whether this was settled there already.";
    CREDITED_INVOICE_MISSING = "The invoice %1 is not in Xero, so its credit cannot be set against it; the credit stays open on the contact.";
    CREDITED_INVOICE_MISSING_FIX = "Send the invoice, or allocate the credit in Xero by hand and cancel this line.";
    DOCUMENT_HELD = "Its document is not in Xero: %1";
    DOCUMENT_HELD_FIX = "Fix the document first; the payment is then sent.";
    WAITS_FOR_DOCUMENT = "Waits for its document.";
    DOCUMENT_NOT_SENT = "Its document was never sent to Xero (before the start date, or switched off).";
    DOCUMENT_NOT_SENT_FIX = "If the document is in Xero already (entered by hand), enter this there, too, and cancel this line. Else send the document first.";
    CREDIT_LEFT_OPEN = "\"%1\" was refunded, not money: that much stays open on the credit note.";
    CREDIT_LIMITED = "Only %1 is outstanding on the invoice in Xero, so that much of the credit was applied.";
    NOTHING_TO_SET_OFF = "Nothing is open on the invoice that the credit %1 belongs to: the credit stays open on the contact.";
    NOTHING_TO_SET_OFF_FIX = "If money was paid back, enter that refund in Xero; else leave the credit open, or set it against another invoice there. Then cancel this line.";
    GIVEN_UP_FIX = "It failed too often and is not tried again. Look into the cause, then press Send now.";
    CONTACT_NOT_NEEDED = "Its document goes to another contact.";
}
