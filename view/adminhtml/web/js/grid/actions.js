/**
 * Row actions that post. Magento's own ones do so only after a question; here no action may happen by following a link.
 * A question's buttons say what they do.
 */
define([
    'Magento_Ui/js/grid/columns/actions',
    'Magento_Ui/js/modal/confirm',
    'mage/translate'
], function (Actions, confirm, $t) {
    'use strict';

    return Actions.extend({
        /**
         * @param {String} actionIndex
         * @param {Number} rowIndex
         * @returns {Boolean}
         */
        isHandlerRequired: function (actionIndex, rowIndex) {
            return !!this.getAction(rowIndex, actionIndex).post || this._super();
        },

        /**
         * @param {Object} action
         * @param {Function} callback
         */
        _confirm: function (action, callback) {
            confirm({
                title: action.confirm.title,
                content: action.confirm.message,
                actions: {
                    confirm: callback
                },
                buttons: [{
                    text: $t('Keep'),
                    class: 'action-secondary action-dismiss',

                    /** @param {Event} event */
                    click: function (event) {
                        this.closeModal(event);
                    }
                }, {
                    text: action.confirm.yes || $t('OK'),
                    class: 'action-primary action-accept',

                    /** @param {Event} event */
                    click: function (event) {
                        this.closeModal(event, true);
                    }
                }]
            });
        }
    });
});
