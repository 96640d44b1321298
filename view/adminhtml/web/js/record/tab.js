/**
 * "Xero" on a record's page: fetches what there is to tell when it comes into view, previews documents, and posts what is asked for.
 *
 * The part may stand inside another form of the page, so nothing in it is a form.
 */
define([
    'jquery',
    'mage/translate',
    'Magento_Ui/js/modal/confirm'
], function ($, $t, confirm) {
    'use strict';

    return function (config, element) {
        var part = $(element);

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

        if (window.IntersectionObserver) {
            new IntersectionObserver(function (entries, observer) {
                if (entries.some(function (entry) {
                    return entry.isIntersecting;
                })) {
                    observer.disconnect();
                    fetch(part, config.url);
                }
            }, {
                rootMargin: '300px'
            }).observe(element);
        } else {
            fetch(part, config.url);
        }
    };
});
