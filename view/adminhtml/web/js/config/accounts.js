/**
 * "Refresh from Xero" and "Choose or create accounts".
 */
define([
    'jquery',
    'underscore',
    'mage/translate',
    'Magento_Ui/js/modal/modal',
    'Ledgerline_Xero/js/ask',
    'Ledgerline_Xero/js/say',
    'Ledgerline_Xero/js/config/choices',
    'Ledgerline_Xero/js/config/unsaved'
], function ($, _, $t, modal, ask, say, choices, unsaved) {
    'use strict';

    var PREFIX = 'ledgerline_xero_accounts_';

    return function (config, element) {
        var panel = $(element),
            place = panel.find('[data-role="message"]');

        /**
         * @param {Object} problem
         */
        function fail(problem) {
            say(place, 'error', problem.message, problem.fix);
        }

        /**
         * @param {Object} fresh
         */
        function apply(fresh) {
            choices.apply(fresh.lists);
            panel.find('[data-role="summary"]').text(fresh.summary);
        }

        /**
         * @returns {Object} what the form holds now, saved or not
         */
        function chosen() {
            var values = {};

            $('[id^="' + PREFIX + '"][data-ledgerline-choices]').each(function () {
                values[$(this).attr('data-ledgerline-choices')] = $(this).val();
            });

            return values;
        }

        /**
         * @param {Object} item
         * @returns {jQuery} one line of the dialog
         */
        function line(item) {
            var row = $('<tr></tr>').data('item', item),
                box = $('<input type="checkbox" class="admin__control-checkbox" data-role="pick"/>')
                    .attr({
                        id: 'ledgerline_missing_' + item.role,
                        'aria-label': item.label
                    })
                    .prop('checked', item.wanted),
                purpose = $('<td></td>').text(item.label);

            $('<td></td>').append(box).append($('<label></label>').attr('for', box.attr('id'))).appendTo(row);

            if (item.fitting) {
                $('<div class="ledgerline-hint"></div>')
                    .text($t('%1 accounts fit: you can choose one in the list instead.').replace('%1', item.fitting))
                    .appendTo(purpose);
            }
            purpose.appendTo(row);

            if (item.use) {
                $('<td colspan="3"></td>').text($t('Use %1, which is in Xero already').replace('%1', item.use.name)).appendTo(row);
            } else {
                $('<td></td>').append(
                    $('<input type="text" class="admin__control-text ledgerline-code-short" maxlength="10" data-role="code"/>')
                        .attr('aria-label', $t('Code') + ': ' + item.label).val(item.code)
                ).appendTo(row);
                $('<td></td>').append(
                    $('<input type="text" class="admin__control-text" maxlength="150" data-role="name"/>')
                        .attr('aria-label', $t('Name') + ': ' + item.label).val(item.name)
                ).appendTo(row);
                $('<td></td>').text(item['type_label']).appendTo(row);
            }

            return row;
        }

        /**
         * Chooses an account in the form.
         *
         * @param {String} role
         * @param {String} value
         */
        function choose(role, value) {
            $(document.getElementById(PREFIX + role)).val(value).trigger('change').addClass('ledgerline-chosen');
            unsaved.touch();
        }

        /**
         * @param {Array} picked
         */
        function create(picked) {
            var fresh = {},
                labels = [];

            _.each(picked, function (item) {
                if (item.use) {
                    choose(item.role, item.use.value);
                    labels.push(item.label);
                } else {
                    fresh[item.role] = {
                        code: item.code,
                        name: item.name,
                        type: item.type
                    };
                }
            });

            /**
             * @param {Array} problems
             */
            function tell(problems) {
                var done = labels.length ? $t('Chosen: %1. Press Save Config to keep it.').replace('%1', labels.join(', ')) : '';

                if (problems.length) {
                    say(place, 'error', problems.join(' '), done);
                } else {
                    say(place, 'success', done);
                }
            }

            if (_.isEmpty(fresh)) {
                tell([]);

                return;
            }
            ask(config.urls.create, {
                accounts: fresh
            }, {
                loader: true
            }).done(function (answer) {
                apply(answer.choices);
                _.each(answer.created, function (account) {
                    choose(account.role, account.value);
                    labels.push(account.label);
                });
                tell(_.pluck(answer.problems, 'message'));
            }).fail(fail);
        }

        /**
         * @param {Array} missing
         */
        function dialog(missing) {
            var content = $('<div class="ledgerline-missing"></div>'),
                table = $('<table class="admin__control-table"></table>').appendTo(content),
                body = $('<tbody></tbody>');

            $('<p></p>').text($t('Tick what you want. Accounts that Xero does not have yet are created there with the code and name you see, which you can change here; nothing else is changed.'))
                .prependTo(content);
            $('<thead></thead>').append($('<tr></tr>').append(_.map(
                ['', $t('Used for'), $t('Code'), $t('Name'), $t('Type in Xero')],
                function (label) {
                    return $('<th scope="col"></th>').text(label);
                }
            ))).appendTo(table);
            _.each(missing, function (item) {
                body.append(line(item));
            });
            table.append(body);

            modal({
                title: $t('Accounts that are not chosen yet'),
                modalClass: 'ledgerline-modal',
                autoOpen: true,
                clickableOverlay: false,
                buttons: [{
                    text: $t('Cancel'),
                    class: 'action-secondary',

                    /** Closes the dialog. */
                    click: function () {
                        this.closeModal();
                    }
                }, {
                    text: $t('Create and choose'),
                    class: 'action-primary',

                    /** Takes what is ticked. */
                    click: function () {
                        var picked = [];

                        body.find('tr').each(function () {
                            var row = $(this),
                                item = row.data('item');

                            if (row.find('[data-role="pick"]').prop('checked')) {
                                picked.push($.extend({}, item, {
                                    code: $.trim(row.find('[data-role="code"]').val() || ''),
                                    name: $.trim(row.find('[data-role="name"]').val() || '')
                                }));
                            }
                        });
                        this.closeModal();
                        create(picked);
                    }
                }],

                /** Leaves nothing behind. */
                closed: function () {
                    content.closest('.modal-popup').remove();
                }
            }, content);
        }

        panel.on('click', '[data-role="refresh"]', function () {
            ask(config.urls.refresh, {}, {
                loader: true
            }).done(function (answer) {
                apply(answer.choices);
                say(place, 'success', $t('The lists are up to date.'));
            }).fail(fail);
        });

        panel.on('click', '[data-role="missing"]', function () {
            ask(config.urls.missing, {
                chosen: chosen()
            }, {
                loader: true
            }).done(function (answer) {
                apply(answer.choices);

                if (answer.missing.length) {
                    say(place);
                    dialog(answer.missing);
                } else {
                    say(place, 'success', $t('Nothing is missing: every account is chosen.'));
                }
            }).fail(fail);
        });
    };
});
