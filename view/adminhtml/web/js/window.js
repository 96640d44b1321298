/**
 * The button that closes the window of "Connect Now".
 */
define([
    'jquery'
], function ($) {
    'use strict';

    return function (config, element) {
        $(element).on('click', '[data-role="close"]', function () {
            window.close();
            setTimeout(function () {
                $(element).find('[data-role="hint"]').prop('hidden', false);
            }, 500);
        });
    };
});
