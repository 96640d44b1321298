//! Which account something is booked to, and why Xero does not take it there.

use crate::message::templates;

templates! {
    ACCOUNTS_PAGE = "Stores > Configuration > Xero Integration > Configure the account types in Xero";
    PAYMENTS_PAGE = "Xero Integration > Payment mapping";
    TOTALS_PAGE = "Xero Integration > Totals of other extensions";
    PRODUCT_PAGE = "Catalog > Products (attribute \"Xero sales account\")";
    // What an account is for.
    FOR_SALES = "sales";
    FOR_SHIPPING = "shipping";
    FOR_PAYMENTS = "payments";
    FOR_ADJUSTMENTS = "adjustments";
    FOR_ROUNDING = "rounding";
    FOR_INVENTORY = "inventory";
    FOR_COST_OF_GOODS = "cost of goods sold";
    FOR_FIXED_PRODUCT_TAXES = "fixed product taxes";
    FOR_UNKNOWN_TOTALS = "unknown totals";
    FOR_PRODUCT = "the product \"%1\"";
    FOR_TOTAL = "the total \"%1\"";
    FOR_FEES = "the fees of \"%1\"";
    // Where amounts go, as a sentence begins.
    SALES_GO = "Sales go";
    SHIPPING_GOES = "Shipping goes";
    FIXED_PRODUCT_TAXES_GO = "Fixed product taxes go";
    ADJUSTMENTS_GO = "Adjustments go";
    PRODUCT_GOES = "The product \"%1\" goes";
    TOTAL_GOES = "The total \"%1\" goes";
    // What is wrong with an account.
    ACCOUNT_MISSING = "No account has been chosen for %1.";
    ACCOUNT_MISSING_FIX = "Choose it in %1.";
    TENDER_ACCOUNT_MISSING = "No account has been chosen for what is paid by \"%1\".";
    TENDER_ACCOUNT_MISSING_FIX = "Choose the liability account in %1, under the code %2.";
    PAYMENT_ACCOUNT_MISSING = "No account has been chosen for payments by \"%1\".";
    PAYMENT_ACCOUNT_MISSING_FIX = "Choose the bank account in %1, or one for this payment method in %2.";
    FEE_ACCOUNT_MISSING_FIX = "Choose it in %1, or leave the fee empty.";
    STOCK_ACCOUNT_WITHOUT_CODE = "The account %1 cannot be used for %2: Xero wants one with a code.";
    STOCK_ACCOUNT_OF_TYPE = "The account %1 cannot be used for %2: Xero wants one with a code and of the type %3.";
    CHOOSE_ANOTHER_ACCOUNT = "Choose another account for %1 in %2.";
    ACCOUNT_TAKES_NO_PAYMENTS = "Xero takes no payments on the account %1 chosen for %2.";
    ENABLE_PAYMENTS_OR_BANK = "Choose a bank account in %1, or tick \"Enable payments to this account\" for it in Xero (Accounting > Chart of accounts).";
    ENABLE_PAYMENTS_OR_LIABILITY = "Tick \"Enable payments to this account\" for it in Xero (Accounting > Chart of accounts), or choose another liability account in %1. A bank account would show money that never moved.";
    ENABLE_PAYMENTS_OR_EXPENSE = "Tick \"Enable payments to this account\" for it in Xero (Accounting > Chart of accounts), or choose another expense account in %1. A bank account would show money that never moved.";
    ACCOUNT_CURRENCY = "The account %1 chosen for %2 is kept in %3. Xero books a payment in %4 only to an account in %4 or in the organisation's own currency, %5.";
    ACCOUNT_CURRENCY_FIX = "Choose an account in %1 or %2 in %3.";
    ACCOUNT_TAKES_NO_LINES = "The account %1 cannot be used for %2: Xero takes no lines on bank, inventory and system accounts (receivables, payables, tax).";
    ACCOUNT_TAKES_NO_TAX = "%1 to account %2, which is %3; Xero allows no sales tax there.";
    AN_EXPENSE = "an expense";
    AN_ASSET = "an asset";
    A_LIABILITY = "a liability";
    EQUITY = "equity";
    ACCOUNT_TAKES_NO_TAX_FIX = "Choose an income account for %1 in %2.";
    ACCOUNT_ARCHIVED = "The account %1 chosen for %2 is archived in Xero.";
    ACCOUNT_ARCHIVED_FIX = "Restore it in Xero (Accounting > Chart of accounts), or choose another one in %1.";
    ACCOUNT_UNKNOWN = "The account \"%1\" chosen for %2 does not exist in Xero.";
    ACCOUNT_UNKNOWN_FIX = "Choose another one in %1; \"Refresh\" there reads the accounts again.";
}
