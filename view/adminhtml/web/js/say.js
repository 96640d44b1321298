/**
 * Writes a message into one of our panels: what happened, and what to do about it. Text only, never HTML.
 */
define([
    'jquery'
], function ($) {
    'use strict';

    /**
     * @param {jQuery} place
     * @param {String} [kind] - success, notice, warning, error; nothing clears the place
     * @param {String} [message]
     * @param {String} [more]
     * @returns {jQuery} the message, so that links and buttons can be added
     */
    return function (place, kind, message, more) {
        var box = $('<div></div>');

        place.empty();

        if (kind) {
            box.addClass('message message-' + kind + ' ' + kind);
            $('<div></div>').text(message).appendTo(box);

            if (more) {
                $('<div class="ledgerline-message-more"></div>').text(more).appendTo(box);
            }
            place.append(box);
        }

        return box;
    };
});
