/**
 * The pattern of the reference: words to press, and an example that follows what is typed.
 */
define([
    'jquery',
    'underscore',
    'Ledgerline_Xero/js/config/unsaved'
], function ($, _, unsaved) {
    'use strict';

    return function (config, element) {
        var box = $(element),
            field = box.find('[data-role="pattern"]');

        /**
         * Shows what the pattern gives for an order.
         */
        function show() {
            var text = $.trim(field.val()) || config.usual;

            _.each(config.values, function (value, word) {
                text = text.split(word).join(value);
            });
            box.find('[data-role="example"]').text(text);
        }

        box.on('input change', '[data-role="pattern"]', show);
        box.on('click', '[data-word]', function () {
            var text = field.val(),
                start = field[0].selectionStart,
                word = $(this).data('word');

            start = start === null ? text.length : start;

            if (start > 0 && text.charAt(start - 1) !== ' ') {
                word = ' ' + word;
            }
            field.val(text.slice(0, start) + word + text.slice(field[0].selectionEnd));
            field[0].focus();
            field[0].setSelectionRange(start + word.length, start + word.length);
            unsaved.touch();
            show();
        });
        show();
    };
});
