/**
 * A state as one of Magento's severity badges. Values without a label show as they are.
 */
define([
    'Magento_Ui/js/grid/columns/select'
], function (Select) {
    'use strict';

    return Select.extend({
        defaults: {
            bodyTmpl: 'Ledgerline_Xero/grid/cells/badge',
            severities: {}
        },

        /**
         * @param {Object} record
         * @returns {String}
         */
        getLabel: function (record) {
            return this._super(record) || record[this.index];
        },

        /**
         * @param {Object} record
         * @returns {String}
         */
        getBadgeClass: function (record) {
            return 'grid-severity-' + (this.severities[record[this.index]] || 'neutral');
        }
    });
});
