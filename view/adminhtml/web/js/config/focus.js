/**
 * Leads from the setup list, or from a link of another page, to the field or button that it is about, opening its group.
 */
define([
    'jquery',
    'underscore'
], function ($, _) {
    'use strict';

    var LATER = 300;

    return function (config, element) {
        /**
         * @param {String} id
         */
        function lead(id) {
            var target = $(document.getElementById(id)),
                head;

            target.parents('fieldset').addBack('fieldset').each(function () {
                head = $(document.getElementById(this.id + '-head'));

                if (head.length && !$(this).is(':visible')) {
                    head[0].click();
                }
            });

            if (target.is('fieldset')) {
                target = target.find(':input:visible:enabled').first();
            }

            if (target.length) {
                target[0].scrollIntoView({
                    behavior: 'smooth',
                    block: 'center'
                });
                target.trigger('focus');
            }
        }

        $(element).on('click', '[data-focus]', function () {
            lead($(this).data('focus'));
        });

        // In the click itself: a window that opens later is blocked.
        $(element).on('click', '[data-press]', function () {
            lead($(this).data('press'));
            $(document.getElementById($(this).data('press'))).trigger('click');
        });

        // Magento opens the groups that were open before once the page is there.
        if (/^#ledgerline_xero_\w+$/.test(window.location.hash)) {
            _.delay(lead, LATER, window.location.hash.substr(1));
        }
    };
});
