/**
 * Knows what on the configuration page was changed and not saved.
 */
define([
    'jquery'
], function ($) {
    'use strict';

    var isTouched = false,
        initial = {};

    /**
     * @param {String} group
     * @returns {String}
     */
    function state(group) {
        return $.param($(':input[name^="groups[' + group + ']"]').serializeArray());
    }

    $('#config-edit-form').on('input change', ':input[name]', function () {
        isTouched = true;
    });

    return {
        /**
         * Remembers the values of a group as they were saved.
         *
         * @param {String} group
         */
        watch: function (group) {
            initial[group] = state(group);
        },

        /**
         * @param {String} group - watched before
         * @returns {Boolean}
         */
        isChanged: function (group) {
            return state(group) !== initial[group];
        },

        /**
         * @returns {Boolean} whether anything on the page was touched
         */
        isAny: function () {
            return isTouched;
        },

        /**
         * A script changed something for the user.
         */
        touch: function () {
            isTouched = true;
        }
    };
});
