//! What Xero answered, and what became of a call.

use crate::message::templates;

templates! {
    XERO_WARNS = "Xero warns: %1";
    XERO_NOT_REACHED = "Xero could not be reached: %1";
    XERO_ANSWER_INCOMPLETE = "No complete answer came from Xero: %1";
    XERO_ANSWER_TOO_LARGE = "Xero's answer was too large: %1";
    NO_ANSWER_IN_TIME = "no answer in time";
    NO_COMPLETE_ANSWER_IN_TIME = "no complete answer in time";
    ANSWER_NOT_UNPACKED = "the answer could not be unpacked";
    ANSWER_HEAD_TOO_LARGE = "its head alone";
    ANSWER_MEGABYTES = "more than %1 MB";
    ANSWER_LEVELS = "more than %1 levels";
    ANSWER_VALUES = "too many values";
    CREDENTIALS_UNSENDABLE = "the credentials contain characters that cannot be sent";
    CA_FILE_UNREADABLE = "the certificate file cannot be read: %1";
    CA_FILE_MALFORMED = "the certificate file is malformed: %1";
    PROXY_MALFORMED = "the proxy address is malformed: %1";
    HTTP_CLIENT_FAILED = "the HTTP client cannot be made: %1";
    // What became of a call.
    NOTHING_TO_DO = "Nothing to do: it is tried again.";
    TRY_LATER = "Try again in a few minutes.";
    READ_UNANSWERED = "Xero gave no answer (%1).";
    READ_CUT_OFF = "Xero's answer was cut off.";
    READ_SERVER_ERROR = "Xero answered with an error of its own (%1).";
    READ_NOT_FROM_XERO = "The answer did not come from Xero (%1).";
    NOT_SENT = "Xero could not be reached (%1).";
    WRITE_UNANSWERED = "Sent, but no answer came from Xero (%1). Checking Xero for the outcome.";
    ANSWER_TOO_LARGE = "Xero's answer was too large to be read (%1).";
    WRITE_CUT_OFF = "Sent, but Xero's answer was cut off. Checking Xero for the outcome.";
    WRITE_SERVER_ERROR = "Sent, but Xero answered with an error of its own (%1). Checking Xero for the outcome.";
    XERO_OFFLINE = "Xero is offline for the moment: %1.";
    LIMIT_DAY = "Xero allows no more calls today.";
    LIMIT_DAY_FIX = "Nothing to do: sending resumes when Xero's day begins.";
    LIMIT_MINUTE = "Xero asked to wait a moment.";
    LIMIT_CONCURRENT = "Too many calls at once.";
    TOKEN_REFUSED = "Xero refuses the connection although it was just renewed.";
    ORGANISATION_DISCONNECTED = "The organisation was disconnected in Xero, or the user who connected it lost access.";
    RIGHT_MISSING = "The connection lacks a right that this needs.";
    RIGHT_MISSING_FIX = "Press Connect Now and allow all rights that are asked for.";
    NOT_IN_XERO = "What this refers to is not in Xero any more.";
    NOT_IN_XERO_FIX = "Look in Xero whether somebody voided or deleted it on purpose: then cancel this line. Else send the document again from Reports > Xero Integration > Reconciliation, then press Send now.";
    REFUSED_FIX = "Read Xero's words, fix the cause, then press Send now.";
    WRITE_UNFORESEEN = "Sent, but the answer was none that Xero gives (%1). Checking Xero for the outcome.";
    // Lists of Xero's, and accounts made there.
    CATALOGUE_UNREADABLE = "Xero's answer for %1 could not be read; try again.";
    LIMIT_REACHED = "Xero's call limit is reached for the moment; try again later.";
    PERSON_UNANSWERED = "Xero gave no complete answer.";
    PERSON_UNANSWERED_FIX = "Refresh from Xero to see whether it was made, before you try again.";
    CATALOGUE_TIMED_OUT = "Xero did not answer within %1 seconds. Nothing was changed; try again in a few minutes.";
    PERCENTAGE_INVALID = "The percentage of \"%1\" is not a number.";
    ACCOUNT_INCOMPLETE = "An account needs a code of at most 10 characters, a name of at most 150, and a type.";
    ACCOUNT_ANSWER_UNREADABLE = "Xero's answer could not be read: refresh the accounts to see whether it was made.";
    ACCOUNT_CREATED = "The account %1 \"%2\" was created in Xero.";
    // What Xero says of a record.
    XERO_SAYS = "Xero says: %1";
    REFUSED_SILENTLY = "Xero refused it without saying why";
    CORRECT_AND_RETRY = "Read Xero's words, correct the cause, then press Send now.";
    CORRECT_ABOVE_AND_RETRY = "Read Xero's words above, correct the cause, then press Send now.";
    NAME_TAKEN_FIX = "Rename one of the contacts in Xero; this one is then sent.";
    XERO_PERIOD_LOCKED_FIX = "Ask your bookkeeper: the tax return of that period may have been filed. Once the period is open in Xero the document is sent; Document rules say what else can become of it.";
    XERO_BRANDING_THEME_FIX = "Choose another branding theme in Stores > Configuration > Xero Integration > Document rules.";
    XERO_TRACKING_FIX = "Choose an active tracking option in Xero Integration > Tracking mapping, or restore it in Xero.";
    XERO_TAX_FIX = "Look at the account first: Xero allows sales tax on income accounts, not on expenses. Choose an income account in Stores > Configuration > Xero Integration. Change the tax mapping only if the rate itself is wrong.";
    XERO_ACCOUNT_ARCHIVED_FIX = "Choose an active account in Stores > Configuration > Xero Integration.";
    XERO_ACCOUNT_TYPE_FIX = "Choose a bank account, or one that has payments enabled in Xero.";
    XERO_ACCOUNT_FIX = "Choose another account in Stores > Configuration > Xero Integration.";
    XERO_CURRENCY_FIX = "Add the currency in Xero (Settings > Currencies).";
    XERO_PLAN_FIX = "Xero's plan allows no more approved invoices this month: upgrade the plan or wait.";
    XERO_NOT_FOUND_FIX = "What this refers to is not in Xero any more. Look in Xero whether somebody voided or deleted it on purpose: then cancel this line. Else send the document again from Reports > Xero Integration > Reconciliation, then press Send now.";
    CURRENCY_RATE_WARNED_FIX = "Compare the exchange rate in Xero with the rate of that day and correct it there. Then look at Stores > Currency > Currency Rates.";
    CHANGED_BY_XERO_FIX = "Compare the document in Xero with the shop's and correct there what Xero left out or changed. It is not sent again.";
}
