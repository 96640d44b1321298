/**
 * Sync All Data Now: preview, start, progress, cancel.
 *
 * The run lives in the engine. This script only shows it and, while the page is open, lends it a few seconds of reading;
 * without the page cron continues.
 */
define([
    'jquery',
    'underscore',
    'mage/translate',
    'Magento_Ui/js/modal/confirm',
    'Ledgerline_Xero/js/ask',
    'Ledgerline_Xero/js/say'
], function ($, _, $t, confirm, ask, say) {
    'use strict';

    var READING_PAUSE = 1000,
        SENDING_PAUSE = 3000,
        FAILURE_PAUSE = 15000;

    return function (config, element) {
        var panel = $(element),
            place = panel.find('[data-role="message"]'),
            runBox = panel.find('[data-role="run"]'),
            chooseBox = panel.find('[data-role="choose"]'),
            timer = null,
            current = config.run;

        /**
         * @param {String} role
         * @returns {jQuery}
         */
        function part(role) {
            return runBox.find('[data-role="' + role + '"]');
        }

        /**
         * @returns {Boolean}
         */
        function isRunning() {
            return current && current.state !== 'none' && !current['is_over'];
        }

        /**
         * @returns {Boolean}
         */
        function isPaused() {
            return current && current.state === 'paused';
        }

        /**
         * @param {Object} figure label and value, as the admin's language writes it
         * @returns {jQuery}
         */
        function fact(figure) {
            return $('<div class="ledgerline-fact"></div>')
                .append($('<dt></dt>').text(figure.label))
                .append($('<dd></dd>').text(figure.value));
        }

        /**
         * Shows how the run stands.
         */
        function show() {
            var running = isRunning();

            runBox.prop('hidden', !current || current.state === 'none');
            chooseBox.prop('hidden', running);

            if (!current || current.state === 'none') {
                return;
            }
            runBox.toggleClass('_over', !running).toggleClass('_attention', current.attention > 0);

            if (part('title').text() !== current.title) {
                part('title').text(current.title);
            }
            part('bar').attr('aria-valuenow', current.percent)
                .attr('aria-valuetext', $t('%1 percent').replace('%1', current.percent));
            part('bar-sent').css('width', current.percent + '%');
            part('bar-read').css('width', current['read_percent'] + '%');
            part('percent').text(current.percent + ' %');
            part('numbers').empty().append(_.map(current.figures, fact));
            part('entities').text(current.summary);
            part('along').text(current.along).prop('hidden', !current.along);
            part('forecast').text(current.forecast);
            part('cron').prop('hidden', !running || !current['is_stuck']);
            part('leave').toggle(running && !current['is_stuck']);
            part('times').text(_.compact([current.started, current.finished]).join(', '));
            part('cancel').toggle(running);
            part('pause').toggle(running && current.state !== 'cancelled')
                .find('span').text(isPaused() ? $t('Resume') : $t('Pause'));
        }

        /**
         * @param {Object} run
         */
        function update(run) {
            current = run;
            show();
            schedule(current.state === 'reading' ? READING_PAUSE : SENDING_PAUSE);
        }

        /**
         * One step; the next one is planned when its answer is there, so that steps never pile up.
         */
        function step() {
            ask(config.urls.step).done(function (answer) {
                say(place);
                update(answer.run);
            }).fail(function (problem) {
                say(place, 'warning', problem.message, problem.fix);
                schedule(FAILURE_PAUSE);
            });
        }

        /**
         * @param {Number} pause
         */
        function schedule(pause) {
            clearTimeout(timer);

            // A paused run changes only by what a person does, here or elsewhere.
            if (isPaused()) {
                pause = FAILURE_PAUSE;
            }

            if (isRunning()) {
                timer = setTimeout(step, document.hidden ? Math.max(pause, FAILURE_PAUSE) : pause);
            }
        }

        /**
         * @returns {Object} what is chosen in the panel
         */
        function selection() {
            return {
                entities: panel.find('[data-role="entity"]:checked').map(function () {
                    return $(this).val();
                }).get(),
                from: panel.find('[data-role="from"]').val(),
                to: panel.find('[data-role="to"]').val()
            };
        }

        /**
         * @param {Object} preview
         * @returns {String}
         */
        function previewHtml(preview) {
            var content = $('<div class="ledgerline-preview"></div>'),
                table = $('<table class="admin__control-table"></table>').appendTo(content);

            _.each(preview.entities, function (entity) {
                $('<tr></tr>')
                    .append($('<th scope="row"></th>').text(entity.label))
                    .append($('<td></td>').text(entity.shown))
                    .appendTo(table);
            });
            $('<p></p>').text(preview.text).appendTo(content);

            _.each(preview.notes, function (note) {
                $('<p class="ledgerline-hint"></p>').text(note).appendTo(content);
            });

            _.each(preview.warnings, function (warning) {
                var box = $('<div></div>').text(warning.text);

                if (warning.href) {
                    box.append(' ').append($('<a target="_blank"></a>').attr('href', warning.href).text(warning.label));
                }
                $('<div class="message message-warning warning"></div>').append(box).appendTo(content);
            });

            return content.prop('outerHTML');
        }

        panel.on('click', '[data-role="preview"]', function () {
            var wanted = selection();

            if (!wanted.entities.length) {
                say(place, 'warning', $t('Tick at least one kind of record.'));

                return;
            }
            ask(config.urls.preview, wanted, {
                loader: true
            }).done(function (answer) {
                say(place);

                if (!answer.preview.total) {
                    say(place, 'notice', answer.preview.text);

                    return;
                }
                confirm({
                    title: $t('Sync All Data Now'),
                    content: previewHtml(answer.preview),
                    modalClass: 'confirm ledgerline-modal',
                    buttons: [{
                        text: $t('Not now'),
                        class: 'action-secondary action-dismiss',

                        /** @param {Event} event */
                        click: function (event) {
                            this.closeModal(event);
                        }
                    }, {
                        text: $t('Start'),
                        class: 'action-primary action-accept',

                        /** @param {Event} event */
                        click: function (event) {
                            this.closeModal(event, true);
                        }
                    }],
                    actions: {
                        /** Begins. */
                        confirm: function () {
                            ask(config.urls.start, wanted, {
                                loader: true
                            }).done(function (begun) {
                                update(begun.run);
                            }).fail(function (problem) {
                                say(place, 'error', problem.message, problem.fix);
                            });
                        }
                    }
                });
            }).fail(function (problem) {
                say(place, 'error', problem.message, problem.fix);
            });
        });

        panel.on('click', '[data-role="pause"]', function () {
            clearTimeout(timer);
            ask(config.urls.pause, {
                id: current.id,
                paused: isPaused() ? 0 : 1
            }, {
                loader: true
            }).done(function (answer) {
                say(place);
                update(answer.run);
            }).fail(function (problem) {
                say(place, 'error', problem.message, problem.fix);
                schedule(FAILURE_PAUSE);
            });
        });

        panel.on('click', '[data-role="cancel"]', function () {
            var content = $('<div></div>');

            $('<p></p>').text($t('Reading stops. What is in Xero already stays there.')).appendTo(content);
            $('<label class="ledgerline-check"></label>')
                .append('<input type="checkbox" id="ledgerline_cancel_jobs"/>')
                .append($('<span></span>').text($t('Also take out of the queue what was put there and not sent yet')))
                .appendTo(content);
            confirm({
                title: $t('Cancel Sync All'),
                content: content.html(),
                buttons: [{
                    text: $t('Let it run'),
                    class: 'action-secondary action-dismiss',

                    /** @param {Event} event */
                    click: function (event) {
                        this.closeModal(event);
                    }
                }, {
                    text: $t('Stop it'),
                    class: 'action-primary action-accept',

                    /** @param {Event} event */
                    click: function (event) {
                        this.closeModal(event, true);
                    }
                }],
                actions: {
                    /** Stops. */
                    confirm: function () {
                        ask(config.urls.cancel, {
                            id: current.id,
                            jobs: $('#ledgerline_cancel_jobs').prop('checked') ? 1 : 0
                        }, {
                            loader: true
                        }).done(function (answer) {
                            update(answer.run);
                        }).fail(function (problem) {
                            say(place, 'error', problem.message, problem.fix);
                        });
                    }
                }
            });
        });

        document.addEventListener('visibilitychange', function () {
            if (!document.hidden) {
                schedule(0);
            }
        });

        show();
        schedule(0);
    };
});
