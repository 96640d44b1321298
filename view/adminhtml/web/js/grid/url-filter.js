/**
 * Filters a grid by its address (?filters[code]=…), so that a number elsewhere can lead to exactly what it counts.
 */
define([
    'underscore',
    'uiRegistry'
], function (_, registry) {
    'use strict';

    var WAIT = 200,
        TRIES = 100;

    /**
     * @returns {Object} field: value
     */
    function wanted() {
        var filters = {};

        new URLSearchParams(window.location.search).forEach(function (value, name) {
            var field = /^filters\[(\w+)\]$/.exec(name);

            if (field && value !== '') {
                filters[field[1]] = value;
            }
        });

        return filters;
    }

    return function (config) {
        var filters = wanted(),
            toolbar = config.listing + '.' + config.listing + '.listing_top.';

        if (_.isEmpty(filters)) {
            return;
        }
        registry.get([toolbar + 'listing_filters', toolbar + 'bookmarks'], function (component, bookmarks) {
            /**
             * Bookmarks put their own filters in when they are ready; ours come after.
             *
             * @param {Number} tries
             */
            function apply(tries) {
                if (tries > 0 && !_.size(bookmarks.getViewData(bookmarks.defaultIndex))) {
                    setTimeout(apply, WAIT, tries - 1);
                } else {
                    // Magento keeps what is applied; without its placeholder nothing at all would come back as a list, which takes no filter.
                    component.set('applied', _.extend({
                        placeholder: true
                    }, filters));
                }
            }

            apply(TRIES);
        });
    };
});
