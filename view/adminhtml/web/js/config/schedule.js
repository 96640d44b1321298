/**
 * A schedule chosen from a list. The text field holds the cron expression that is saved; it shows when the expression is one's own.
 */
define([
    'jquery'
], function ($) {
    'use strict';

    return function (config, element) {
        var choice = $(element).find('[data-role="choice"]'),
            time = $(element).find('[data-role="time"]'),
            expression = $(element).find('[data-role="expression"]');

        $(element).on('change', '[data-role="choice"], [data-role="time"]', function () {
            var value = choice.val(),
                part = String(time.val()).split(':');

            time.prop('hidden', value !== 'daily');
            expression.prop('hidden', value !== 'own');

            if (value === 'daily' && part.length >= 2) {
                expression.val(Number(part[1]) + ' ' + Number(part[0]) + ' * * *').trigger('change');
            } else if (value !== 'own' && value !== 'daily') {
                expression.val(value).trigger('change');
            }
        });
    };
});
