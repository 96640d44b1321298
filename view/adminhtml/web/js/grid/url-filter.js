/**
 * Filters a grid by its address (?filters[code]=…), so that a number elsewhere can lead to exactly what it counts.
 */
define([
    'underscore',
    'Ledgerline_Xero/js/grid/ready'
], function (_, ready) {
    'use strict';

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
        var filters = wanted();

        if (_.isEmpty(filters)) {
            return;
        }
        ready(config.listing, ['listing_filters'], function (component) {
            // Magento keeps what is applied; without its placeholder nothing at all would come back as a list, which takes no filter.
            component.set('applied', _.extend({
                placeholder: true
            }, filters));
        });
    };
});
