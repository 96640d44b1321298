/**
 * Buttons above a grid that set its filters, and show which of them is set.
 */
define([
    'jquery',
    'underscore',
    'Ledgerline_Xero/js/grid/ready'
], function ($, _, ready) {
    'use strict';

    /**
     * Filters without what is empty, so that they can be compared.
     *
     * @param {Object} filters
     * @returns {Object}
     */
    function filled(filters) {
        var left = {};

        _.each(filters, function (value, field) {
            var kept = _.isObject(value) && !_.isArray(value) ? filled(value) : value;

            if (field !== 'placeholder' && kept !== '' && kept !== undefined && !(_.isObject(kept) && _.isEmpty(kept))) {
                left[field] = kept;
            }
        });

        return left;
    }

    /**
     * @param {Object} parent
     * @param {String} name
     * @returns {Object|undefined} its field of that name, once it is made
     */
    function fieldOf(parent, name) {
        return _.findWhere(parent.elems(), {
            index: name
        });
    }

    /**
     * Whether all fields are there that the values go into: Magento makes them when the grid's columns come.
     *
     * @param {Object} filters
     * @param {Object} wanted
     * @returns {Boolean}
     */
    function takes(filters, wanted) {
        return _.every(wanted, function (value, field) {
            var item = fieldOf(filters, field);

            return item && (!_.isObject(value) || takes(item, value));
        });
    }

    /**
     * Puts values into the fields of the filters, as a person would: set from outside, the form would keep what it had.
     *
     * @param {Object} filters
     * @param {Object} wanted
     */
    function fill(filters, wanted) {
        _.invoke(filters.elems(), 'clear');
        _.each(wanted, function (value, field) {
            var item = fieldOf(filters, field);

            if (_.isObject(value)) {
                _.each(value, function (end, name) {
                    var input = fieldOf(item, name);

                    input.value(end);
                    // Magento's picker shows what was there when it was made, or what is typed.
                    $('#' + input.uid).val(input.shiftedValue());
                });
            } else {
                item.value(value);
            }
        });
        filters.apply();
    }

    return function (config, element) {
        var buttons = $(element).find('button');

        ready(config.listing, ['listing_filters', 'fulltext'], function (filters, search) {
            /**
             * Marks the button whose filters are set.
             */
            function mark() {
                var applied = filled(filters.applied);

                buttons.each(function () {
                    this.setAttribute('aria-pressed', String(!search.value && _.isEqual(filled($(this).data('filters')), applied)));
                });
            }

            buttons.on('click', function () {
                if (search.value) {
                    search.clear();
                }
                fill(filters, $(this).data('filters'));
            });
            /**
             * What was kept without Magento's placeholder came back as a list, which takes no filter.
             */
            function heal() {
                if (_.isArray(filters.applied)) {
                    filters.set('applied', {
                        placeholder: true
                    });
                }
            }

            filters.on('applied', heal);
            filters.on('applied', mark);
            search.on('value', mark);
            heal();
            mark();
            buttons.prop('disabled', false);
        }, function (filters) {
            return _.every(buttons, function (button) {
                return takes(filters, $(button).data('filters'));
            });
        });
    };
});
