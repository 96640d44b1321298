/**
 * What happened, and below it what to do.
 */
define([
    'Magento_Ui/js/grid/columns/column'
], function (Column) {
    'use strict';

    return Column.extend({
        defaults: {
            bodyTmpl: 'Ledgerline_Xero/grid/cells/message'
        },

        /**
         * @param {Object} record
         * @returns {String}
         */
        getFix: function (record) {
            return record.fix || '';
        },

        /**
         * @param {Object} record
         * @returns {String} the page on which it is fixed
         */
        getFixUrl: function (record) {
            return (/^https?:\/\//).test(record['fix_url'] || '') ? record['fix_url'] : '';
        }
    });
});
