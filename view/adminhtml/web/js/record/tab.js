/**
 * "Xero" on a record's page: fetches what there is to tell when it comes into view or the page is at rest,
 * previews documents, and posts what is asked for.
 *
 * The part may stand inside another form of the page, so nothing in it is a form.
 */
define([
    'jquery',
    'underscore',
    'mage/translate',
    'Magento_Ui/js/modal/confirm',
    'Ledgerline_Xero/js/ask'
], function ($, _, $t, confirm, ask) {
    'use strict';

    /** The page's own work comes first. */
    var PATIENCE = 1500;

    return function (config, element) {
        var part = $(element),
            observer = null,
            begin;

        /**
         * @param {jQuery} place
         * @param {String} url
         * @returns {Promise}
         */
        function fetch(place, url) {
            place.attr('aria-busy', 'true');

            return $.ajax({
                url: url,
                type: 'GET',
                data: {
                    isAjax: true
                }
            }).done(function (html) {
                if (typeof html !== 'string') {
                    window.location.reload();

                    return;
                }
                place.html(html);
            }).fail(function () {
                place.empty().append($('<p class="ledgerline-hint"></p>').text(
                    $t('The shop did not answer.') + ' ' + $t('Please try again. If you were away for long, reload the page and sign in.')
                ));
            }).always(function () {
                place.attr('aria-busy', 'false');
            });
        }

        /**
         * @param {String} url
         */
        function post(url) {
            part.find('[data-post]').prop('disabled', true);
            $('<form method="post"></form>')
                .attr('action', url)
                .append($('<input type="hidden" name="form_key"/>').val(window.FORM_KEY))
                .appendTo(document.body)
                .trigger('submit');
        }

        part.on('click', '[data-post]', function () {
            var button = $(this),
                question = button.attr('data-question');

            if (!question) {
                post(button.attr('data-post'));

                return;
            }
            confirm({
                title: $.trim(button.text()),
                content: $('<p></p>').text(question).prop('outerHTML'),
                actions: {
                    /** Goes on. */
                    confirm: function () {
                        post(button.attr('data-post'));
                    }
                }
            });
        });

        part.on('click', '[data-preview]', function () {
            var button = $(this),
                place = part.find('[data-role="preview"]');

            if (button.attr('aria-expanded') === 'true') {
                place.empty();
                button.attr('aria-expanded', 'false');

                return;
            }
            part.find('[data-preview]').attr('aria-expanded', 'false');
            fetch(place, button.attr('data-preview')).done(function () {
                button.attr('aria-expanded', 'true');
                place.trigger('focus');
            });
        });

        part.on('click', '[data-refresh]', function () {
            var button = $(this).prop('disabled', true),
                preview = part.find('[data-preview][aria-expanded="true"]').attr('data-preview');

            ask(button.attr('data-refresh'), {}, {
                loader: true
            }).done(function () {
                fetch(part.find('[data-role="preview"]'), preview);
            }).fail(function (problem) {
                button.prop('disabled', false).next('.ledgerline-warning').remove();
                $('<p class="ledgerline-warning" role="alert"></p>').text(problem.message + ' ' + problem.fix).insertAfter(button);
            });
        });

        /**
         * Fetches what there is to tell, once.
         */
        begin = _.once(function () {
            if (observer) {
                observer.disconnect();
            }
            fetch(part, config.url);
        });

        if (!window.IntersectionObserver) {
            begin();

            return;
        }
        observer = new IntersectionObserver(function (entries) {
            if (entries.some(function (entry) {
                return entry.isIntersecting;
            })) {
                begin();
            }
        }, {
            rootMargin: '300px'
        });
        observer.observe(element);

        // What stands further down the page is there for who prints it or jumps over it, too; what a tab hides waits for its tab.
        setTimeout(function () {
            if (element.offsetParent) {
                begin();
            }
        }, PATIENCE);
    };
});
