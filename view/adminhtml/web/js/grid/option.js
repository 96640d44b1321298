/**
 * An option's label; values without a label show as they are.
 */
define([
    'Magento_Ui/js/grid/columns/select'
], function (Select) {
    'use strict';

    return Select.extend({
        /**
         * @param {Object} record
         * @returns {String}
         */
        getLabel: function (record) {
            return this._super(record) || record[this.index];
        }
    });
});
