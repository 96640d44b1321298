//! What keeps a document from becoming a record of the books, and what to do about it.

use crate::message::templates;

templates! {
    // The document as a whole.
    TOTAL_NEGATIVE = "The total of %1 is %2; Xero takes no document below zero.";
    ENTER_OPPOSITE_BY_HAND = "Enter it in Xero by hand as the opposite document (a credit note for a negative invoice), then choose Never send to Xero for it in Sales.";
    NOTHING_NEEDED = "Nothing needs to be done.";
    DOCUMENT_CANCELLED = "%1 was cancelled in the shop.";
    DOCUMENT_CANCELLED_FIX = "Nothing needs to be done: a cancelled document does not go to Xero.";
    NUMBER_INVALID = "Xero cannot take the number \"%1\": at most 255 letters, digits and signs of the English keyboard.";
    NUMBER_INVALID_FIX = "Check prefix and suffix in Stores > Configuration > Xero Integration > Synchronization settings, and the number itself in Sales.";
    PERIOD_LOCKED = "%1 is dated %2, but the books in Xero are locked up to %3.";
    PAYMENT_PERIOD_LOCKED = "%1 was paid on %2, but the books in Xero are locked up to %3.";
    PERIOD_LOCKED_FIX = "Ask your bookkeeper: the tax return of that period may have been filed. Either the period is opened in Xero (Accounting > Advanced > Financial settings), or you choose in Document rules what becomes of documents in a locked period, such as the first open day.";
    AMOUNT_TOO_LARGE = "The amount %1 is larger than Xero can hold.";
    AMOUNT_TOO_LARGE_FIX = "Check the document in Sales; an amount of this size is usually an error of an import.";
    THREE_DECIMALS = "%1 comes to %2, with %3 of tax; Xero keeps two decimals of an amount.";
    THREE_DECIMALS_FIX = "Enter the document in Xero by hand, rounded as your bookkeeper decides, then choose Never send to Xero for it in Sales. Prices of two decimals in the shop spare you that.";
    CREDIT_MEMO_EMPTY = "The credit memo %1 has no amount.";
    CREDIT_MEMO_EMPTY_FIX = "Nothing needs to be done: Xero cannot hold a credit note without lines.";
    DOCUMENT_WITHOUT_LINES = "%1 has no lines that could explain its total.";
    DOCUMENT_WITHOUT_LINES_FIX = "Check the document in Sales. Without lines it can only be entered in Xero by hand; then choose Never send to Xero for it in Sales.";
    NOT_AN_ORDER = "%1 is not an order.";
    IS_A_CREDIT_MEMO = "%1 is a credit memo; it is refunded or allocated, not paid.";
    NOT_A_CREDIT_MEMO = "%1 is not a credit memo.";
    CUSTOMER_WITHOUT_ID = "The customer has no id.";
    DOCUMENT_NAMES_NOBODY = "The document names no customer, no e-mail address and no order.";
    CONTACT_MISSING_FIX = "Open the order in Sales > Orders, enter the customer's e-mail address, and synchronize it again.";
    PRODUCT_WITHOUT_SKU = "The product \"%1\" has no SKU.";
    PRODUCT_WITHOUT_SKU_FIX = "Enter a SKU in Catalog > Products and save the product.";
    REFUND_EXCEEDS_PAID = "The credit memo %1 pays back %2, but the shop knows of only %3 that was ever paid for its order.";
    REFUND_EXCEEDS_PAID_FIX = "See at the payment provider how much money really went back. Enter that refund on the credit note in Xero, set what is left of it against the order's unpaid invoice there, then cancel this line.";
    CREDIT_OF_SEVERAL_INVOICES = "The credit memo %1 of %2 is for several unpaid invoices of its order (%3), of which none is as much.";
    CREDIT_OF_SEVERAL_INVOICES_FIX = "Open the credit note in Xero, set it against these invoices (Allocate credit), then cancel this line.";
    // Currencies.
    CURRENCY_NOT_ENABLED = "%1 is in %2, a currency that the organisation in Xero does not use.";
    CURRENCY_NOT_ENABLED_FIX = "Add %1 in Xero (Settings > Currencies; the plan must allow several currencies): the document is then sent. Or choose the base currency for documents in Document rules.";
    RATE_MISSING = "%1 is in %2, and the shop has no exchange rate for it to %3.";
    RATE_OF_ONE = "%1 is in %2, and the shop's exchange rate to %3 is 1: nobody entered it.";
    RATE_AGAINST_TOTALS = "The exchange rate %1 of %2 does not fit its totals, %3 and %4.";
    RATE_FIX = "Choose Xero's rate of the day in Stores > Configuration > Xero Integration > Document rules, or enter the document in Xero by hand with the right rate and choose Never send to Xero for it. Enter your rates in Stores > Currency > Currency Rates for the orders to come.";
    // Totals of other extensions.
    GIFT_CARD_UNMAPPED = "%1 sells a gift card, \"%2\", of %3: until it is redeemed the shop owes that, and has earned nothing.";
    GIFT_CARD_UNMAPPED_FIX = "Choose an account for \"%1\" in %2: a liability, from which gift cards are redeemed as well. Or choose one at the product (Xero sales account).";
    TOTAL_UNMAPPED = "%1 contains %2 of %3, a total of another extension for which no account in Xero is known.";
    TOTAL_UNMAPPED_FIX = "Choose an account for \"%1\" in %2: a liability for what the shop owes (gift card, store credit), income for a surcharge.";
    // Totals that Xero's arithmetic cannot give.
    TOTAL_MISMATCH = "Xero's arithmetic cannot give the tax of %1 that the shop charged on a total of %2 in %3.";
    TAX_PER_PIECE_FIX = "Where the shop rounds tax per piece, let such documents have tax rounding lines (Document rules). Else compare the document's tax with its tax rates in Sales, enter the document in Xero by hand with the tax amount of the shop, and choose Never send to Xero for it.";
    TAX_ROUNDED_OTHERWISE_FIX = "Compare the document's tax with its tax rates in Sales: it was rounded in a way that Xero does not know, or changed by another extension. Enter the document in Xero by hand with the tax amount of the shop, then choose Never send to Xero for it in Sales.";
}
