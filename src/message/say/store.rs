//! What is wrong with the store, and who must do what.

use crate::message::templates;

templates! {
    STORE_UNSTEADY = "The store's files change although only Ledgerline writes them: payments cannot be sent safely. They must be on a local disk, and no other program may write, replace or re-own them every few seconds.";
    STORE_NEWER = "The store was written by a newer version of the extension (schema %1, this one knows %2). Install that version again or a newer one; nothing was changed.";
    STORE_FULL = "The disk that holds \"%1\" is full: nothing can be sent until there is room. What is saved in the shop meanwhile is queued then.";
    STORE_ROW_DAMAGED = "A row of the store in \"%1\" is damaged (%2). Everything else is sent. Check the disk, and restore the store from a backup or move it away: a new one is made, and Sync All finds what Xero holds already.";
    STORE_FAILED = "The store failed: %1.";
    STORE_NOT_WRITABLE = "The store in \"%1\" cannot be written by the user of this process. Web server and cron must share a group; the folder needs the mode 2770 and the files 0660.";
    STORE_NOT_OPENED = "The store in \"%1\" cannot be opened by the user of this process. Web server and cron must share a group; the folder needs the mode 2770 and the files 0660.";
    STORE_DAMAGED = "The store in \"%1\" is damaged. Move the file away: a new one is made, and Sync All finds what Xero holds already.";
    STORE_BUSY = "The store was busy for more than ten seconds; nothing is lost, try again.";
    STORE_IO = "Reading or writing the store in \"%1\" failed (%2). Is the disk full or damaged?";
    STORE_UNREACHABLE = "The database server of the store \"%1\" does not answer (%2). Nothing is lost: what is queued is sent when it answers again.";
    STORE_DENIED = "The database refuses the user of the store \"%1\" (%2). The user needs SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX and DROP on the tables.";
    STORE_READ_ONLY = "The database server of the store \"%1\" takes no changes just now (read-only). Nothing is lost: what is queued is sent when it does again.";
    STORE_NO_DATABASE = "The database of the store \"%1\" does not exist.";
    STORE_TABLES_DAMAGED = "Tables of the store \"%1\" are damaged (%2). Restore them from a backup, or drop them: new ones are made, and Sync All finds what Xero holds already.";
    STORE_ADDRESS_INVALID = "The address of the store is not valid: %1.";
    STORE_FOLDER_NOT_ABSOLUTE = "The store folder \"%1\" must be an absolute path.";
    STORE_FOLDER_WITHOUT_PARENT = "The store folder \"%1\" cannot be made because the folder above it does not exist.";
    STORE_FILE_NOT_WRITABLE = "The store \"%1\" cannot be written by the user of this process (%2). Web server and cron must share a group; the folder needs the mode 2770 and the file 0660.";
    STORE_FOUND_DAMAGED = "The nightly check found the store damaged (%1). The administrator checks the disk and restores the store from a backup, or moves it away: Sync All finds what Xero holds already.";
    ONE_LINE_APART = "1 line of the queue is damaged and was set apart; everything else is sent. Press Send now on it. The administrator checks the disk.";
    LINES_APART = "%1 lines of the queue are damaged and were set apart; everything else is sent. Press Send now on them. The administrator checks the disk.";
    STORE_MOVING = "The store \"%1\" is moving to \"%2\" and takes no changes meanwhile. Nothing is lost: what the shop saves is queued when the move is over. If the move was interrupted, run the same bin/magento ledgerline:store:move again, or end it with --cancel.";
    STORE_RECEIVING = "The store \"%1\" is being filled from \"%2\" and takes no changes until that is done. If the move was interrupted, run the same bin/magento ledgerline:store:move again.";
    STORE_MOVED = "The store \"%1\" has moved to \"%2\". Nothing is sent from here. Write the new address into app/etc/env.php of this server (ledgerline, store) and restart PHP-FPM.";
    STORE_MOVES_ELSEWHERE = "The store \"%1\" is moving to \"%2\" already. Finish that move, or end it with --cancel.";
    STORE_NOT_EMPTY = "\"%1\" holds data that is not of an interrupted move from this store (%2). Nothing was changed. Choose another place, or remove the old store there.";
    STORE_MOVE_SAME = "\"%1\" is the store that is to be moved.";
    STORE_MOVE_DIFFERS = "After copying, the table %1 differs between \"%2\" and \"%3\". Nothing was switched. Run the same command again: it copies everything once more. If it happens again, check the disks, or end the move with --cancel.";
    STORE_MOVE_TWICE = "Another process is moving this store just now.";
    SHOP_KEY_MISSING = "The shop's encryption key (crypt/key in app/etc/env.php) is missing.";
    PRELOADING = "The engine does not work while PHP preloads scripts (opcache.preload).";
}
