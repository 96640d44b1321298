//! How the shop is connected to Xero, and what became of it.

use crate::message::templates;

templates! {
    SENTENCE = "%1.";
    // Signing in at Xero.
    CONSENT_ENDED = "Xero no longer accepts this connection.";
    CONSENT_ENDED_FIX = "The consent was revoked or not used for 60 days: press Connect Now.";
    CREDENTIALS_INVALID = "Xero does not accept the Client ID and client secret.";
    CREDENTIALS_INVALID_FIX = "Copy Client ID and client secret again from your app at Xero, and check the type of Xero app.";
    SCOPE_REFUSED = "Xero does not grant this app the rights it needs.";
    SCOPE_REFUSED_FIX = "Allow the app all rights that it asks for, then press Connect Now.";
    CONNECTION_UNKNOWN_AT_XERO = "Xero does not know this connection any more.";
    CONNECTION_UNKNOWN_AT_XERO_FIX = "The organisation was disconnected in Xero: press Connect Now.";
    IDENTITY_ANSWERED = "Xero's sign-in answered %1";
    IDENTITY_UNREADABLE = "Xero's sign-in gave an unreadable answer";
    IDENTITY_ADDRESS_MALFORMED = "An address of Xero's sign-in is malformed";
    IDENTITY_RENEWAL_SLOW = "Another process has been renewing the connection for too long";
    CONNECTIONS_ANSWERED = "Xero answered %1 when asked for the connected organisations";
    CONNECTIONS_UNREADABLE = "Xero's list of connected organisations is unreadable";
    DISCONNECT_ANSWERED = "Xero answered %1 when asked to disconnect";
    REVOKE_ANSWERED = "Xero answered %1 when asked to revoke the consent";
    NOT_CONNECTED = "Not connected to Xero.";
    // A consent.
    CONSENT_DENIED = "Access was not allowed at Xero.";
    CONSENT_DENIED_FIX = "Press Connect Now again and choose Allow access.";
    CONSENT_STATE_MISMATCH = "This answer from Xero does not belong to a connection that was begun here.";
    CONSENT_STATE_MISMATCH_FIX = "Press Connect Now again in the configuration and finish in the window that opens.";
    CONSENT_CODE_EXPIRED = "The answer from Xero came too late or was used already.";
    PRESS_CONNECT_AGAIN = "Press Connect Now again.";
    CONSENT_REFUSED = "Xero answered: %1.";
    CONSENT_REFUSED_FIX = "Check the app's settings at Xero, then press Connect Now again.";
    CONSENT_WITHOUT_ORGANISATION = "No organisation was chosen at Xero.";
    CONSENT_WITHOUT_ORGANISATION_FIX = "Press Connect Now again and choose an organisation.";
    PRESS_CONNECT = "Press Connect Now in Stores > Configuration > Xero Integration.";
    // Secrets.
    SECRET_WRONG_KEY = "The stored credentials cannot be decrypted with this shop's encryption key; connect to Xero again.";
    SECRET_NO_KEY = "The shop's encryption key is empty.";
    SECRET_NO_RANDOMNESS = "The operating system gave no random numbers.";
    // Addresses.
    XERO_ADDRESS_MALFORMED = "the Xero address \"%1\" is not a web address";
    XERO_ADDRESS_PLAIN = "the Xero address \"%1\" must begin with https, unless it is on this machine";
    XERO_ADDRESS_WITH_MORE = "the Xero address \"%1\" may have neither user and password nor anything after a ? or #";
    XERO_ADDRESS_NOWHERE = "the Xero address \"%1\" leads to no server that could stand in for Xero";
    // What is done about a connection.
    CONNECTION_CODE = "A connection needs a code of 1 to 64 characters.";
    CONNECTION_UNKNOWN = "There is no connection \"%1\" yet: save its settings in Stores > Configuration > Xero Integration.";
    CONNECTION_REMOVED = "The connection was removed meanwhile.";
    CLIENT_ID_MISSING = "Enter the Client ID of your app at Xero first, and save.";
    CUSTOM_CREDENTIALS_MISSING = "Enter Client ID and client secret of your Custom connection first, and save.";
    CONNECTION_IS_WEB_APP = "This Xero app is a Web app: press Connect Now, or choose Custom connection as its type.";
    CHOOSE_ORGANISATION = "The consent covers several organisations: choose one.";
    ORGANISATION_NOT_AMONG_ALLOWED = "This organisation is not among those that you allowed at Xero: press Connect Now again.";
    ORGANISATION_NOT_TOLD = "Xero did not say which organisation this is; try again.";
    NOTHING_TO_CONFIRM = "There is no question about the organisation any more: it was answered already.";
    CONFIRM_ORGANISATION_FIX = "Answer in Stores > Configuration > Xero Integration: keep the organisation or move. Nothing is sent until then.";
    MOVE_BOOKS = "Until now the books were in %1: %2. Move to %3?";
    ONE_INVOICE = "1 invoice";
    INVOICES = "%1 invoices";
    ONE_RECORD = "1 record";
    RECORDS = "%1 records";
    CONNECTED = "Connected to %1.";
    CONNECTION_MOVED = "The connection moved from %1 to %2. What was sent stays in the first one; Sync All sends everything to the second.";
    BOOKS_STAY = "The books stay in %1.";
    CONNECTION_WORKS_AGAIN = "The connection works again.";
    DISCONNECTED = "Disconnected.";
    DISCONNECTED_HERE_ONLY = "Disconnected here, but Xero could not be told: remove the app in Xero under Settings > Connected apps.";
    // What the status of a connection advises.
    CREDENTIALS_UNREADABLE = "The stored credentials cannot be decrypted with this shop's encryption key.";
    ENTER_CREDENTIALS = "Enter Client ID and client secret of your app at Xero.";
    PRESS_CONNECT_NOW = "Press Connect Now.";
    CORRECT_AND_RESUME = "Correct what the message says. Sending resumes with the next turn of cron.";
    // Settings.
    SETTING_INVALID = "The setting is wrong: %1.";
}
