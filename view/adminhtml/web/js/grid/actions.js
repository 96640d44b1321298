/**
 * Row actions that post. Magento's own ones do so only after a question; here no action may happen by following a link.
 */
define([
    'Magento_Ui/js/grid/columns/actions'
], function (Actions) {
    'use strict';

    return Actions.extend({
        /**
         * @param {String} actionIndex
         * @param {Number} rowIndex
         * @returns {Boolean}
         */
        isHandlerRequired: function (actionIndex, rowIndex) {
            return !!this.getAction(rowIndex, actionIndex).post || this._super();
        }
    });
});
