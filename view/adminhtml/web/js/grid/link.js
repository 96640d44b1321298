/**
 * A link to a record of the shop (same window) or to Xero (new window, and only over http).
 */
define([
    'Magento_Ui/js/grid/columns/column'
], function (Column) {
    'use strict';

    return Column.extend({
        defaults: {
            bodyTmpl: 'Ledgerline_Xero/grid/cells/link',
            link: '',
            text: '',
            external: false
        },

        /**
         * @param {Object} record
         * @returns {String}
         */
        getLink: function (record) {
            var link = record[this.link || this.index] || '';

            return (/^https?:\/\//).test(link) ? link : '';
        },

        /**
         * @param {Object} record
         * @returns {String}
         */
        getText: function (record) {
            return this.text || this.getLabel(record) || (record['entity_id'] ? '#' + record['entity_id'] : '');
        },

        /**
         * @param {Object} record
         * @returns {String} what stands there without a link
         */
        getPlain: function (record) {
            return this.external ? '' : this.getText(record);
        },

        /**
         * @returns {String|null}
         */
        getTarget: function () {
            return this.external ? '_blank' : null;
        },

        /**
         * @returns {String|null}
         */
        getRel: function () {
            return this.external ? 'noopener' : null;
        }
    });
});
