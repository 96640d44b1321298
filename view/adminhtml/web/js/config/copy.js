/**
 * Copies the content of a read-only field.
 */
define([
    'jquery',
    'mage/translate'
], function ($, $t) {
    'use strict';

    return function (config, element) {
        var field = $(element).find('textarea'),
            note = $(element).find('[data-role="copied"]');

        /**
         * @param {Boolean} isCopied
         */
        function tell(isCopied) {
            note.text(isCopied ? $t('Copied') : $t('Press Ctrl+C to copy'));
            setTimeout(function () {
                note.text('');
            }, 4000);
        }

        field.on('focus', function () {
            this.select();
        });

        $(element).on('click', '[data-role="copy"]', function () {
            field[0].focus();
            field[0].select();

            // navigator.clipboard exists on https and localhost only.
            if (navigator.clipboard) {
                navigator.clipboard.writeText(field.val()).then(tell.bind(null, true), function () {
                    tell(document.execCommand('copy'));
                });
            } else {
                tell(document.execCommand('copy'));
            }
        });
    };
});
