//! What becomes of what the shop hands over.

use crate::message::templates;

templates! {
    RUN_UNKNOWN = "There is no Sync All with the number %1.";
    LOG_LINE_UNKNOWN = "There is no line %1 in the log (any more).";
    NEVER_SENT = "Never sent, as a person decided.";
    RECORD_WITH_TOO_MANY_LINES = "The record has %1 lines; more than %2 are not sent.";
    RECORD_TOO_LARGE = "The record is %1 MB large; more than %2 MB are not sent.";
    CONNECTION_NOT_SAVED = "There is no connection \"%1\"; save its settings first.";
    RECORD_NOT_TAKEN = "The %1 %2 could not be taken: %3 %4.";
    RECORD_NOT_TAKEN_FIX = "This is a defect of the module or of another one that changed the record: report it with this line.";
    // Numbers and contacts.
    NUMBER_IS_OURS = "The number %1 is in Xero already: this shop's own %2 with the id %3 has it.";
    OUR_INVOICE = "invoice";
    OUR_ORDER = "order";
    OUR_CREDIT_MEMO = "credit memo";
    NUMBER_OTHER_STORE_VIEW = "That one is of the store view \"%1\".";
    NUMBER_THIS_STORE_VIEW = "This one is of \"%1\": Magento numbers each store view on its own.";
    NUMBER_SAME_STORE_VIEW = "Both are of a store view called \"%1\".";
    NUMBER_SAME_STORE_VIEW_FIX = "Compare the two in Sales. If they are one sale or refund that was imported or made again, choose Never send to Xero for this one, else it would be in the books twice. If they are two, let this one have another number.";
    NUMBER_KINDS_APART = "Magento numbers orders and invoices each on their own.";
    NUMBER_STORE_VIEW_GONE_FIX = "The store view \"%1\" does not exist any more, so it can have no prefix of its own. Enter this document in Xero by hand under another number, then choose Never send to Xero for it in Sales.";
    NUMBER_PREFIX_FIX = "Open Stores > Configuration > Xero Integration, choose the store view \"%1\" as scope, and enter a prefix in Synchronization settings > \"%2\" > Number prefix. This document is then sent with it; what is in Xero keeps its number.";
    GROUP_INVOICES = "Invoices";
    GROUP_ORDERS = "Orders";
    GROUP_CREDIT_MEMOS = "Credit memos";
    WAITS_FOR_GUEST_CONTACT = "Waits for the contact that the customer had as a guest.";
    INVOICE_NOT_IN_XERO = "Xero does not show the invoice that this belongs to any more, and its customer has no contact.";
    INVOICE_NOT_IN_XERO_FIX = "Send the invoice again from Reports > Xero Integration > Reconciliation, or enter this in Xero by hand and cancel this line.";
    CONTACT_TAKEN_OVER = "The customer bought as a guest before: the contact of then is used.";
    // What a document in Xero has otherwise than the shop.
    DIFFERS = "%1 %2 there, %3 in the shop";
    DIFFERS_CONTACT = "it is %1's there, not this customer's";
    WORD_TOTAL = "total";
    WORD_TAX = "tax";
    WORD_CURRENCY = "currency";
    WORD_DATE = "date";
    // What a look-up shows.
    ANOTHER_ORGANISATION = "another organisation";
    SENT_ELSEWHERE = "It was sent to %1 without an answer, and now %2 is connected: nobody can ask %1 what became of it.";
    SENT_ELSEWHERE_FIX = "Connect %1 again, and it is looked up there. Or look for it in %1 yourself and cancel this line; to send it to the organisation that is connected now, press Send now on it after that.";
    SETTLEMENT_UNPROVEN = "Xero does not show everything that was paid or credited on %1, so nobody can tell yet whether this is there.";
    SETTLEMENT_UNPROVEN_FIX = "Open %1 in Xero. If this payment, refund or credit is there, cancel this line. If it is not, cancel this line, then press Send now on it. Send now without cancelling asks Xero again.";
    RECORD_UNPROVEN = "Xero's answer does not show whether %1 is there.";
    RECORD_UNPROVEN_FIX = "Cancel this line, then press Send now on it: Xero refuses a second one of the same number, and the first one is linked. Send now without cancelling asks Xero again.";
    NUMBER_USED_UP = "Xero holds a %1 document with the number %2, and Xero never gives such a number free.";
    WORD_VOIDED = "voided";
    WORD_DELETED = "deleted";
    NUMBER_USED_UP_FIX = "If it was voided on purpose, choose Never send to Xero for this one. Else enter this document in Xero by hand under another number and choose Never send to Xero for it.";
    NUMBER_OF_ANOTHER = "Xero holds another document with the number %1, which is not of this shop: %2.";
    NUMBER_OF_ANOTHER_FIX = "Open that document. If it is this very sale or refund, correct it there and choose Never send to Xero for this one, else it would be in the books twice. If it is another one, let this shop number otherwise.";
    RECORD_OF_ANOTHER = "The record in Xero with this number belongs to %1 of the shop.";
    RECORD_OF_ANOTHER_FIX = "Two records of the shop have the same number: change one of them.";
    NOT_CARRIED_OUT = "The unanswered request was not carried out; it is sent again.";
    NEVER_ANSWERED = "It was sent many times and never answered well; it is not in Xero.";
    PAYMENT_EXCEEDS_DUE = "Only %1 is open on %2 in Xero, the shop has %3.";
    PAYMENT_EXCEEDS_DUE_FIX = "Look at what settled it in Xero. If this money is there already, cancel this line. If what is there is wrong, remove it there and press Send now.";
    DOCUMENT_NOT_AUTHORISED = "Xero takes no payment for %1: it is not approved there, or settled in another way.";
    DOCUMENT_NOT_AUTHORISED_FIX = "Approve the document in Xero, and the payment is sent; or cancel this line when it is settled.";
    EXISTS_UNSEEN = "Xero says that %1 exists already or is settled already, but does not show it.";
    WORD_THIS = "this";
    EXISTS_UNSEEN_FIX = "Look for it in Xero (also among deleted and archived ones). If it is this very record, cancel this line: it is in the books. If it is another one, set a prefix for numbers, then press Send now.";
    // What the state machine says of a job.
    SUPERSEDED = "A newer version of the record took its place.";
    SENDER_LOST = "The sending process ended before Xero answered; checking Xero for the outcome.";
    HELD_BY_PERSON = "Held by a person.";
    HELD_BY_PERSON_FIX = "Press Send now to release it.";
    CANCELLED_BY_PERSON = "Cancelled by a person; sent again only when the record changes.";
    ROW_DAMAGED = "This line of the queue is damaged and was set apart.";
    ROW_DAMAGED_FIX = "Press Send now: the record is read from the shop again, and looked up in Xero first where it may already be there. Tell the administrator, too: the disk may be failing.";
    ERASED = "Erased.";
}
