/**
 * Dry run: starts one and has it read, portion by portion, while the page is open.
 */
define([
    'jquery',
    'mage/translate',
    'Ledgerline_Xero/js/ask',
    'Ledgerline_Xero/js/say'
], function ($, $t, ask, say) {
    'use strict';

    return function (config, element) {
        var page = $(element),
            place = page.find('[data-role="message"]'),
            bar = page.find('[data-role="progress"]'),
            button = page.find('[data-role="start"]');

        /**
         * @param {Object} problem
         */
        function fail(problem) {
            bar.prop('hidden', true);
            button.prop('disabled', false);
            say(place, 'error', problem.message, problem.fix);
        }

        /**
         * @param {Object} run
         */
        function show(run) {
            if (run.over) {
                window.location.reload();

                return;
            }
            bar.prop('hidden', false).attr({
                max: Math.max(run.total, run.read, 1),
                value: run.read
            });
            page.find('[data-role="far"]').text($t('%1 of %2 records')
                .replace('%1', run.read.toLocaleString())
                .replace('%2', Math.max(run.total, run.read).toLocaleString()));
            ask(config.urls.step, {
                id: run.id
            }).done(function (answer) {
                show(answer.run);
            }).fail(fail);
        }

        page.on('submit', '[data-role="form"]', function (event) {
            event.preventDefault();
            say(place);
            button.prop('disabled', true);
            ask(config.urls.start, {
                from: page.find('[data-role="from"]').val(),
                to: page.find('[data-role="to"]').val(),
                compare: page.find('[data-role="compare"]').prop('checked') ? 1 : 0
            }).done(function (answer) {
                show(answer.run);
            }).fail(fail);
        });
        page.on('click', '[data-role="preset"]', function () {
            page.find('[data-role="from"]').val($(this).data('from'));
            page.find('[data-role="to"]').val($(this).data('to'));
        });

        if (!config.run.over) {
            // Somebody left the page before it was over.
            button.prop('disabled', true);
            show(config.run);
        }
        page.attr('data-ready', 'true');
    };
});
