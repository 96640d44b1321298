/**
 * Reconciliation: asks cron for one and shows how it goes, queues what is missing.
 */
define([
    'jquery',
    'mage/translate',
    'Ledgerline_Xero/js/ask',
    'Ledgerline_Xero/js/say',
    'Magento_Ui/js/modal/prompt'
], function ($, $t, ask, say, prompt) {
    'use strict';

    var PAUSE = 3000,
        // Cron comes every minute; a sending that is under way goes first.
        LATE = 3 * 60 * 1000;

    return function (config, element) {
        var page = $(element),
            place = page.find('[data-role="message"]'),
            watched = null,
            shown = '';

        /**
         * Says it once: a screen reader reads each change aloud.
         *
         * @param {String} kind
         * @param {String} message
         * @param {String} [more]
         */
        function tell(kind, message, more) {
            if (shown !== kind + message) {
                shown = kind + message;
                say(place, kind, message, more);
            }
        }

        /**
         * @param {Object} state
         * @returns {Boolean} whether it continues
         */
        function show(state) {
            page.find('[data-role="start"]').prop('disabled', state.state === 'asked' || state.state === 'running');

            if (state.state === 'asked') {
                if (Date.now() - state.at * 1000 > LATE) {
                    tell('warning', $t('Cron did not come yet.'), $t('It may be busy with sending. If it stays away, ask whoever looks after your server to check cron.'));
                } else {
                    tell('notice', $t('Waiting for cron: %1').replace('%1', state.days), $t('You may leave this page.'));
                }

                return true;
            }

            if (state.state === 'running') {
                tell('notice', state.documents ?
                    $t('Comparing %1 documents with Xero…').replace('%1', Number(state.documents).toLocaleString()) :
                    $t('Reading the shop…'));

                return true;
            }

            if (state.state === 'failed') {
                tell('error', $t('The reconciliation of %1 failed.').replace('%1', state.days) + ' ' + state.message, state.fix);
            } else if (watched) {
                window.location.reload();
            }

            return false;
        }

        /**
         * Asks how it stands until it is over.
         */
        function poll() {
            $.ajax({
                url: config.urls.state,
                type: 'GET',
                dataType: 'json',
                showLoader: false,
                data: {
                    isAjax: true
                }
            }).done(function (answer) {
                if (answer && answer.state && show(answer.state)) {
                    setTimeout(poll, PAUSE);
                }
            }).fail(function () {
                setTimeout(poll, PAUSE * 5);
            });
        }

        /**
         * @param {jQuery} buttons - of the documents that are sent
         * @param {Object} data
         */
        function repair(buttons, data) {
            page.find('[data-role^="repair"]').prop('disabled', true);
            ask(config.urls.repair, data, {
                loader: true
            }).done(function (answer) {
                buttons.closest('[data-role="finding"]')
                    .find('.ledgerline-kind').attr('class', 'ledgerline-kind _on_its_way').text($t('On their way')).end()
                    .find('[data-role="advice"]').text($t('It is in the queue.'));
                buttons.remove();
                shown = '';
                tell('success', answer.message);

                if (!page.find('[data-role="repair"]').length) {
                    page.find('[data-role="repair-all"]').remove();
                }
            }).fail(function (problem) {
                shown = '';
                tell('error', problem.message, problem.fix);
            }).always(function () {
                page.find('[data-role^="repair"]').prop('disabled', false);
                place[0].scrollIntoView({
                    block: 'center'
                });
            });
        }

        page.on('submit', '[data-role="form"]', function (event) {
            event.preventDefault();
            ask(config.urls.start, {
                from: page.find('[data-role="from"]').val(),
                to: page.find('[data-role="to"]').val()
            }).done(function (answer) {
                watched = true;
                show(answer.state);
                setTimeout(poll, PAUSE);
            }).fail(function (problem) {
                shown = '';
                tell('error', problem.message, problem.fix);
            });
        });
        page.on('click', '[data-role="repair"]', function () {
            repair($(this), {
                entity: $(this).data('entity'),
                id: String($(this).data('id'))
            });
        });
        page.on('click', '[data-role="preset"]', function () {
            page.find('[data-role="from"]').val($(this).data('from'));
            page.find('[data-role="to"]').val($(this).data('to'));
        });

        page.on('click', '[data-role="accept"]', function () {
            var button = $(this),
                data = {
                    entity: button.data('entity'),
                    id: String(button.data('id'))
                };

            /**
             * @param {Object} more
             */
            function send(more) {
                ask(config.urls.accept, $.extend(data, more), {
                    loader: true
                }).done(function () {
                    window.location.reload();
                }).fail(function (problem) {
                    shown = '';
                    tell('error', problem.message, problem.fix);
                    place[0].scrollIntoView({
                        block: 'center'
                    });
                });
            }

            if (button.data('back')) {
                send({
                    back: 1
                });

                return;
            }
            prompt({
                title: $t('Accept: %1').replace('%1', button.data('title')),
                label: $t('Why is this difference right?'),
                content: $t('It is not counted any more, until it changes again.'),
                attributesField: {
                    maxlength: 500
                },
                actions: {
                    /** @param {String} note */
                    confirm: function (note) {
                        send({
                            note: note
                        });
                    }
                },
                buttons: [{
                    text: $t('Cancel'),
                    class: 'action-secondary action-dismiss',

                    /** Closes it. */
                    click: function () {
                        this.closeModal();
                    }
                }, {
                    text: $t('Accept'),
                    class: 'action-primary action-accept',

                    /** A person said yes. */
                    click: function () {
                        this.closeModal(true);
                    }
                }]
            });
        });

        page.on('click', '[data-role="repair-all"]', function () {
            repair(page.find('[data-role="repair"]'), {});
        });
        page.on('change', '[data-role="differing"]', function () {
            var only = this.checked,
                rows = page.find('[data-differs]');

            rows.filter('[data-differs="0"]').prop('hidden', only);
            page.find('[data-role="no-days"]').prop('hidden', !only || rows.filter('[data-differs="1"]').length > 0);
        });

        if (config.state.state === 'asked' || config.state.state === 'running') {
            watched = true;
            show(config.state);
            setTimeout(poll, PAUSE);
        } else if (config.state.state === 'failed') {
            show(config.state);
        }
        page.attr('data-ready', 'true');
    };
});
