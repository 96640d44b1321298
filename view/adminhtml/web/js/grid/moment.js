/**
 * A moment on two lines, day and time, so that it breaks nowhere else.
 */
define([
    'Magento_Ui/js/grid/columns/date'
], function (DateColumn) {
    'use strict';

    return DateColumn.extend({
        defaults: {
            bodyTmpl: 'Ledgerline_Xero/grid/cells/moment'
        },

        /**
         * @param {Object} record
         * @returns {String}
         */
        getDay: function (record) {
            return this.getLabel(record, this.split()[0]);
        },

        /**
         * @param {Object} record
         * @returns {String}
         */
        getTime: function (record) {
            return this.split()[1] ? this.getLabel(record, this.split()[1]) : '';
        },

        /**
         * The format's day and time; languages write the day first.
         *
         * @returns {String[]}
         */
        split: function () {
            var at = this.dateFormat.search(/[hHkK]/);

            return at > 0
                ? [this.dateFormat.slice(0, at).replace(/[\s,]+$/, ''), this.dateFormat.slice(at)]
                : [this.dateFormat, ''];
        }
    });
});
