/**
 * An amount of the shop; when Xero's differs, both.
 */
define([
    'Magento_Ui/js/grid/columns/column',
    'mage/translate'
], function (Column, $t) {
    'use strict';

    return Column.extend({
        defaults: {
            bodyTmpl: 'Ledgerline_Xero/grid/cells/amount'
        },

        /**
         * @param {Object} record
         * @returns {String}
         */
        getDifference: function (record) {
            return record.differs ? $t('Xero: %1').replace('%1', record['xero_total']) : '';
        }
    });
});
