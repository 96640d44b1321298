/**
 * Leads from the setup list to the field or button that a step is about, opening its group.
 */
define([
    'jquery'
], function ($) {
    'use strict';

    return function (config, element) {
        $(element).on('click', '[data-focus]', function () {
            var target = $(document.getElementById($(this).data('focus'))),
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
        });
    };
});
