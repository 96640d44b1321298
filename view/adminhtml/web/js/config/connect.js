/**
 * Connect Now, Test and Disconnect.
 *
 * The consent happens in a window of its own. This page never relies on a handle of that window, because Xero's pages may
 * cut the tie: it asks the shop how the attempt ended.
 */
define([
    'jquery',
    'mage/translate',
    'Magento_Ui/js/modal/confirm',
    'Ledgerline_Xero/js/ask',
    'Ledgerline_Xero/js/say',
    'Ledgerline_Xero/js/config/choices',
    'Ledgerline_Xero/js/config/unsaved'
], function ($, $t, confirm, ask, say, choices, unsaved) {
    'use strict';

    var POLL_FIRST = 2000,
        POLL_EVERY = 1500,
        POLL_FOR = 20 * 60 * 1000;

    return function (config, element) {
        var panel = $(element),
            place = panel.find('[data-role="message"]'),
            attempt = null,
            asked = false;

        unsaved.watch('connection');

        /**
         * @param {Object} problem
         */
        function fail(problem) {
            panel.find('button').prop('disabled', false);
            say(place, 'error', problem.message, problem.fix);
        }

        /**
         * Connect, test and disconnect use what is saved, so what is typed must be saved first.
         *
         * @returns {Boolean}
         */
        function isSaved() {
            var box;

            if (!unsaved.isChanged('connection')) {
                return true;
            }
            box = say(place, 'warning', $t('You changed the app or its credentials and did not save yet. Save first, then connect.'));
            $('<button type="button" class="action-secondary"></button>')
                .append($('<span></span>').text($t('Save Config')))
                .on('click', function () {
                    $('#save').trigger('click');
                })
                .appendTo(box);

            return false;
        }

        /**
         * Without an app at Xero there is nothing to connect with.
         *
         * @param {Boolean} isCustom - a Custom Connection needs its secret, too; a web app may be one without
         * @returns {Boolean}
         */
        function hasApp(isCustom) {
            var empty = $.grep(isCustom ? ['client_id', 'client_secret'] : ['client_id'], function (field) {
                return $('#ledgerline_xero_connection_' + field).val() === '';
            });

            if (empty.length) {
                say(place, 'warning', $t('Enter the Client ID and the client secret of your Xero app first, then save.'));
                $('#ledgerline_xero_connection_' + empty[0]).trigger('focus');
            }

            return !empty.length;
        }

        /**
         * The panels of the page show the old state: draw them again, unless something typed would be lost.
         */
        function reload() {
            if (!unsaved.isAny()) {
                window.location.reload();
            }
        }

        /**
         * Connected: read the lists to choose from, so that the next step can be taken at once.
         *
         * @param {String} organisation
         */
        function connected(organisation) {
            var message = $t('You are connected to %1.').replace('%1', organisation);

            attempt = null;
            panel.find('[data-role="state"]').attr('class', 'ledgerline-connect-state _connected')
                .text($t('Connected to %1').replace('%1', organisation));
            say(place, 'success', message, $t('Reading your accounts and tax rates…'));
            ask(config.urls.refresh, {
                recent: 1
            }).done(function (answer) {
                choices.apply(answer.choices.lists);
                say(place, 'success', message, answer.choices.summary);
                reload();
            }).fail(function (problem) {
                say(place, 'warning', message, problem.message);
            }).always(function () {
                panel.find('button').prop('disabled', false);
            });
        }

        /**
         * The books stay where they are.
         *
         * @param {String} organisation
         * @param {Boolean} isConnected
         */
        function kept(organisation, isConnected) {
            attempt = null;
            say(place, 'success', $t('The books stay in %1.').replace('%1', organisation),
                isConnected ? '' : $t('The shop is not connected to it at the moment: press Connect Now and choose this organisation at Xero.'));
            panel.find('button').prop('disabled', false);
            reload();
        }

        /**
         * The consent leads to another organisation than the one that keeps the books: only a person may move them.
         *
         * @param {Object} question - from, to, invoices, records
         */
        function askToMove(question) {
            var invoices = Number(question.invoices),
                records = Number(question.records),
                from = question.from.name,
                to = question.to.name,
                text, box, buttons;

            if (invoices > 0) {
                text = invoices === 1 ? $t('Until now the books were in %1: 1 invoice. Move to %2?') :
                    $t('Until now the books were in %1: %2 invoices. Move to %3?').replace('%3', to).replace('%2', invoices);
            } else {
                text = records === 1 ? $t('Until now the books were in %1: 1 record. Move to %2?') :
                    $t('Until now the books were in %1: %2 records. Move to %3?').replace('%3', to).replace('%2', records);
            }
            panel.find('[data-role="state"]').attr('class', 'ledgerline-connect-state _needs_connection')
                .text($t('Connected to %1, waiting for your answer').replace('%1', from));
            box = say(place, 'warning', text.replace('%2', to).replace('%1', from),
                $t('If you move, what was sent stays in %1, and Sync All sends everything to %2. Nothing is sent until you answer.')
                    .replace('%2', to).replace('%1', from));
            buttons = $('<div class="ledgerline-buttons"></div>').appendTo(box);

            $.each([
                ['keep', $t('Keep %1').replace('%1', from)],
                ['move', $t('Move to %1').replace('%1', to)]
            ], function (index, answer) {
                $('<button type="button" class="action-secondary"></button>')
                    .attr('id', index === 0 ? 'ledgerline_xero_question' : null)
                    .append($('<span></span>').text(answer[1]))
                    .on('click', function () {
                        attempt = null;
                        panel.find('button').prop('disabled', true);
                        ask(config.urls.confirm, {
                            answer: answer[0]
                        }).done(function (outcome) {
                            if (answer[0] === 'move') {
                                connected(outcome.organisation);
                            } else {
                                kept(from, outcome.connected);
                            }
                        }).fail(fail);
                    })
                    .appendTo(buttons);
            });
        }

        /**
         * Asks how the attempt stands, until it is over or everybody has gone home.
         *
         * @param {String} id
         * @param {Number} until
         */
        function poll(id, until) {
            if (attempt !== id || Date.now() > until) {
                return;
            }
            $.ajax({
                url: config.urls.status,
                type: 'GET',
                dataType: 'json',
                showLoader: false,
                data: {
                    isAjax: true,
                    attempt: id
                }
            }).done(function (answer) {
                var outcome = answer && answer.attempt || {};

                if (attempt !== id) {
                    return;
                }

                if (outcome.state === 'connected') {
                    connected(outcome.organisation);
                } else if (outcome.state === 'kept') {
                    kept(outcome.organisation, outcome.connected);
                } else if (outcome.state === 'failed') {
                    attempt = null;
                    fail(outcome);
                } else {
                    if (outcome.state === 'confirm' && !asked) {
                        asked = true;
                        askToMove(outcome.question);
                    }
                    setTimeout(poll, POLL_EVERY, id, until);
                }
            }).fail(function () {
                setTimeout(poll, POLL_EVERY * 4, id, until);
            });
        }

        /**
         * The window must open in the click itself, or browsers block it.
         */
        function openWindow() {
            var id = Date.now().toString(36) + Math.random().toString(36).slice(2, 10),
                url = config.urls.start + (config.urls.start.indexOf('?') < 0 ? '?' : '&') + 'attempt=' + id,
                left = window.screenX + Math.max(0, (window.outerWidth - 640) / 2),
                opened = window.open(
                    url,
                    'ledgerline_connect',
                    'popup=yes,width=640,height=760,top=' + (window.screenY + 60) + ',left=' + Math.round(left)
                ),
                box;

            attempt = id;
            asked = false;

            if (opened) {
                opened.focus();
                say(place, 'notice', $t('Continue in the window that opened: sign in to Xero and choose your organisation.'),
                    $t('If you closed it, press Connect Now again.'));
            } else {
                box = say(place, 'warning', $t('Your browser blocked the window.'), $t('Allow pop-ups for this page and press Connect Now again, or use this link:'));
                $('<a target="_blank" rel="noopener"></a>').attr('href', url).text($t('Connect to Xero')).appendTo(box);
            }
            setTimeout(poll, POLL_FIRST, id, Date.now() + POLL_FOR);
        }

        if (config.question) {
            askToMove(config.question);
        }

        panel.on('click', '[data-role="connect"]', function () {
            var isCustom = $('#ledgerline_xero_connection_type').val() === 'custom';

            if (!isSaved() || !hasApp(isCustom)) {
                return;
            }

            if (isCustom) {
                panel.find('button').prop('disabled', true);
                say(place, 'notice', $t('Asking Xero…'));
                ask(config.urls.custom).done(function (answer) {
                    if (answer.question) {
                        panel.find('button').prop('disabled', false);
                        askToMove(answer.question);
                    } else {
                        connected(answer.organisation);
                    }
                }).fail(fail);
            } else {
                openWindow();
            }
        });

        panel.on('click', '[data-role="test"]', function () {
            if (!isSaved()) {
                return;
            }
            panel.find('button').prop('disabled', true);
            say(place, 'notice', $t('Asking Xero…'));
            ask(config.urls.test).done(function (answer) {
                choices.apply(answer.choices.lists);
                say(place, 'success', answer.message, answer.choices.summary);
            }).fail(fail).always(function () {
                panel.find('button').prop('disabled', false);
            });
        });

        panel.on('click', '[data-role="disconnect"]', function () {
            confirm({
                title: $t('Disconnect from Xero'),
                content: $('<div></div>').text(
                    $t('Nothing more is sent to %1 until you connect again. The queue is kept, and what is in Xero stays linked.')
                        .replace('%1', config.organisation || 'Xero')
                ).prop('outerHTML'),
                actions: {
                    /** The person is sure. */
                    confirm: function () {
                        panel.find('button').prop('disabled', true);
                        say(place, 'notice', $t('Asking Xero…'));
                        ask(config.urls.disconnect).done(function (answer) {
                            panel.find('[data-role="state"]').attr('class', 'ledgerline-connect-state _disconnected')
                                .text($t('Not connected'));
                            say(place, 'success', answer.message);
                            reload();
                        }).fail(fail).always(function () {
                            panel.find('button').prop('disabled', false);
                        });
                    }
                }
            });
        });
    };
});
