/**
 * Asks one of our controllers by POST and gives its answer, or what went wrong in words.
 *
 * The answer of the server is { error: false, ... } or { error: true, message, fix }.
 */
define([
    'jquery',
    'mage/translate'
], function ($, $t) {
    'use strict';

    /**
     * @param {Object} thing
     * @returns {Object}
     */
    function problem(thing) {
        return {
            code: thing && thing.code || 'unreachable',
            message: thing && thing.message || $t('The shop did not answer.'),
            fix: thing && thing.fix || (thing && thing.message ? '' : $t('Please try again. If you were away for long, reload the page and sign in.'))
        };
    }

    /**
     * @param {String} url
     * @param {Object} [data]
     * @param {Object} [options] - loader: show Magento's loading mask
     * @returns {Promise} resolved with the answer, rejected with {message, fix}
     */
    return function (url, data, options) {
        var result = $.Deferred(),
            mask = options && options.loader ? $('body') : $();

        // Not by showLoader: on a page that is no grid Magento's own script then warns in the console.
        mask.trigger('processStart');
        $.ajax({
            url: url,
            type: 'POST',
            dataType: 'json',
            showLoader: false,
            data: $.extend({
                'form_key': window.FORM_KEY,
                'isAjax': true
            }, data)
        }).done(function (answer) {
            if (answer && answer.ajaxExpired) {
                window.location.reload();
            } else if (!answer || answer.error) {
                result.reject(problem(answer));
            } else {
                result.resolve(answer);
            }
        }).fail(function () {
            result.reject(problem());
        }).always(function () {
            mask.trigger('processStop');
        });

        return result.promise();
    };
});
