/**
 * The lists read from Xero, and the fields of the page that offer them.
 *
 * A field is marked with data-ledgerline-choices="<name of the list>". While a list is empty the field is a text field,
 * so that a saved code stays editable; with a list it becomes a select.
 */
define([
    'jquery',
    'underscore',
    'mage/translate'
], function ($, _, $t) {
    'use strict';

    var lists = {};

    /**
     * Fills a select and keeps its value, marking it when it is not in the list.
     *
     * @param {jQuery} select
     * @param {Array} options - [{value, label}]
     * @param {String} value
     * @param {String} empty - label of "nothing chosen"
     * @param {String} missing - label for a value that is not in the list, with %1
     */
    function fill(select, options, value, empty, missing) {
        select.empty().append($('<option value=""></option>').text(empty));

        if (value !== '' && !_.some(options, function (option) {
            return option.value === value;
        })) {
            select.append($('<option></option>').val(value).text(_.has(lists.retired || {}, value) ?
                lists.retired[value] : missing.replace('%1', value)));
        }
        _.each(options, function (option) {
            select.append($('<option></option>').val(option.value).text(option.label));
        });
        select.val(value);
    }

    /**
     * @param {jQuery} field
     * @param {Array} options
     */
    function refresh(field, options) {
        var value = field.val() || '',
            select = field;

        if (!options.length) {
            return;
        }

        if (!field.is('select')) {
            select = $('<select class="select admin__control-select"></select>').attr({
                id: field.attr('id'),
                name: field.attr('name'),
                'aria-label': field.attr('aria-label'),
                'data-ledgerline-choices': field.attr('data-ledgerline-choices'),
                'data-ledgerline-empty': field.attr('data-ledgerline-empty')
            }).prop('disabled', field.prop('disabled'));
            field.replaceWith(select);
        }
        fill(select, options, value, select.attr('data-ledgerline-empty'), $t('%1 (not in Xero any more)'));
    }

    return {
        fill: fill,

        /**
         * @param {String} name
         * @returns {Array|undefined} the list, when it was refreshed on this page
         */
        get: function (name) {
            return lists[name];
        },

        /**
         * Offers new lists everywhere on the page.
         *
         * @param {Object} fresh - {name: [{value, label}]}
         */
        apply: function (fresh) {
            lists = fresh;
            $('[data-ledgerline-choices]').each(function () {
                var field = $(this);

                refresh(field, lists[field.attr('data-ledgerline-choices')] || []);
            });
        }
    };
});
