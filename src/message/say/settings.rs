//! What is wrong with settings that were handed over.

use crate::message::templates;

templates! {
    SETTING_NOT_AMONG = "\"%1\" is not one of: %2.";
    SETTING_NOT_A_NUMBER = "\"%1\" is not a number from 0 to 1000.";
    SETTINGS_UNREADABLE = "The settings cannot be read: %1.";
    SETTING_TYPE = "\"%1\" is not a type of Xero app (web_app or custom).";
    SETTING_DOCUMENT = "\"%1\" is not a sales document (invoice or order).";
    SETTING_START_DATE = "The start date \"%1\" is not a date (YYYY-MM-DD).";
    SETTING_TRACKING = "Xero knows at most two tracking categories.";
}
