/**
 * How a record stands in Xero: a badge with the reason as its tooltip, which leads to its line in the queue, and a link to the document in
 * Xero.
 */
define([
    'Ledgerline_Xero/js/grid/badge',
    'mage/translate'
], function (Badge, $t) {
    'use strict';

    return Badge.extend({
        defaults: {
            bodyTmpl: 'Ledgerline_Xero/grid/cells/status',
            severities: {
                synced: 'notice',
                held: 'minor',
                failed: 'critical'
            }
        },

        /**
         * @param {Object} record
         * @returns {Boolean} whether there is anything to tell
         */
        hasState: function (record) {
            return !!record[this.index] && record[this.index] !== 'none';
        },

        /**
         * @param {Object} record
         * @returns {String}
         */
        getReason: function (record) {
            return record[this.index + '_reason'] || '';
        },

        /**
         * @param {Object} record
         * @returns {String} where its line of the queue is
         */
        getQueue: function (record) {
            return record[this.index + '_queue'] || '';
        },

        /**
         * @param {Object} record
         * @returns {String} only an address of the web
         */
        getLink: function (record) {
            var link = record[this.index + '_url'] || '';

            return (/^https?:\/\//).test(link) ? link : '';
        },

        /**
         * @param {Object} record
         * @returns {String}
         */
        getLinkLabel: function (record) {
            return $t('View %1 in Xero').replace('%1', record[this.index + '_number'] || '').replace('  ', ' ');
        },

        /**
         * A click on the link leads to Xero, not to the page that the row opens.
         *
         * @param {Object} column
         * @param {Event} event
         * @returns {Boolean}
         */
        follow: function (column, event) {
            event.stopPropagation();

            return true;
        }
    });
});
