/**
 * "Xero" on a record's page: fetches what there is to tell when it comes into view or the page is at rest,
 * previews documents, posts what is asked for, and shows what becomes of it.
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
    var PATIENCE = 1500,

        /** What is on its way is looked at every so many milliseconds, the first time sooner; and for so long. */
        PACE = 2000,
        SLOW_PACE = 10000,
        QUICK_FOR = 30000,
        WATCH_FOR = 300000;

    return function (config, element) {
        var part = $(element),
            observer = null,
            said = [],
            shown = '',
            watched = 0,
            timer,
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
         * What the server answered to a button, above the rest.
         *
         * @param {Object[]} messages - type, text
         */
        function say(messages) {
            said = messages;
            part.find('[data-role="said"]').empty().append(messages.map(function (one) {
                return $('<div></div>')
                    .addClass('message message-' + one.type + ' ' + one.type)
                    .append($('<div></div>').text(one.text));
            }));
        }

        /**
         * Shows how it stands now; what is open or in use stays.
         *
         * @param {String} html
         */
        function renew(html) {
            var label = $.trim($(document.activeElement).closest(part).length ? $(document.activeElement).text() : '');

            if (html === shown) {
                return;
            }
            shown = html;
            part.html(html);
            // That it is being sent is over once it was.
            say(part.find('[data-live="1"]').length ? said : _.reject(said, function (one) {
                return one.type === 'success';
            }));
            if (label) {
                part.find('button').filter(function () {
                    return $.trim($(this).text()) === label;
                }).first().trigger('focus');
            }
        }

        /**
         * Looks again while something is on its way, and tells the outcome.
         */
        function watch() {
            clearTimeout(timer);
            if (Date.now() - watched > WATCH_FOR || !part.find('[data-live="1"]').length && Date.now() - watched > PACE * 2) {
                return;
            }
            timer = setTimeout(function () {
                if (document.hidden || part.find('[data-preview][aria-expanded="true"]').length) {
                    watch();

                    return;
                }
                $.ajax({
                    url: config.url,
                    type: 'GET',
                    showLoader: false,
                    data: {
                        isAjax: true
                    }
                }).done(function (html) {
                    if (typeof html === 'string') {
                        renew(html);
                    }
                }).always(watch);
            }, Date.now() - watched < QUICK_FOR ? PACE : SLOW_PACE);
        }

        /**
         * @param {String} url
         */
        function post(url) {
            part.find('[data-post]').prop('disabled', true);
            ask(url, {}).done(function (answer) {
                said = answer.messages || [];
                watched = Date.now();
                $.get(config.url, {
                    isAjax: true
                }).done(function (html) {
                    if (typeof html === 'string') {
                        shown = '';
                        renew(html);
                    }
                }).always(watch);
            }).fail(function (problem) {
                part.find('[data-post]').prop('disabled', false);
                say([{
                    type: 'error',
                    text: problem.message + ' ' + problem.fix
                }]);
            });
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
                    /** A person said yes. */
                    confirm: function () {
                        post(button.attr('data-post'));
                    }
                },
                buttons: [{
                    text: $t('Keep'),
                    class: 'action-secondary action-dismiss',

                    /** @param {Event} event */
                    click: function (event) {
                        this.closeModal(event);
                    }
                }, {
                    text: $.trim(button.text()),
                    class: 'action-primary action-accept',

                    /** @param {Event} event */
                    click: function (event) {
                        this.closeModal(event, true);
                    }
                }]
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
            fetch(part, config.url).done(function (html) {
                shown = html;
                if (part.find('[data-live="1"]').length) {
                    watched = Date.now() - QUICK_FOR;
                    watch();
                }
            });
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
