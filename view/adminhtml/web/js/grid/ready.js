/**
 * Hands over the parts of a grid's toolbar once bookmarks have put the filters in that they remember: what is filtered before that is lost.
 */
define([
    'underscore',
    'uiRegistry'
], function (_, registry) {
    'use strict';

    var WAIT = 200,
        TRIES = 100;

    /**
     * @param {String} listing
     * @param {String[]} parts - of its toolbar
     * @param {Function} callback - takes the parts
     * @param {Function} [isWhole] - takes the parts; whether what they are made of is there
     */
    return function (listing, parts, callback, isWhole) {
        var toolbar = listing + '.' + listing + '.listing_top.';

        registry.get(_.map(['bookmarks'].concat(parts), function (part) {
            return toolbar + part;
        }), function (bookmarks) {
            var found = _.rest(arguments);

            /**
             * The first visit ever takes what it sees as the grid's default.
             *
             * @param {Number} tries
             */
            function look(tries) {
                if (tries > 0 && (!_.size(bookmarks.getViewData(bookmarks.defaultIndex)) || isWhole && !isWhole.apply(null, found))) {
                    setTimeout(look, WAIT, tries - 1);
                } else {
                    callback.apply(null, found);
                }
            }

            look(TRIES);
        });
    };
});
