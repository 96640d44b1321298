/**
 * A mapping page: collects its tables, shows what would change before saving, accepts proposals, reads Xero's lists again.
 *
 * A row is an element with data-table (path of the value), data-fixed (columns that are not edited), data-drop (column whose
 * emptiness means "no row") and fields with data-name; a field may belong to another table of the same row (data-table), or to
 * a map inside the row (data-map, the key).
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

    return function (config, element) {
        var page = $(element),
            place = page.find('[data-role="message"]'),
            before = [],
            saved = false;

        /**
         * @returns {Array} rows, without the one to copy
         */
        function rows() {
            return page.find('[data-table]').not(':input').get();
        }

        /**
         * @param {HTMLElement} field
         * @returns {String} what a person reads there
         */
        function text(field) {
            var value = $.trim($(field).val() || '');

            if (value === '') {
                return '';
            }

            if (field.tagName === 'SELECT') {
                value = field.options[field.selectedIndex].text;
            }

            return ($(field).data('caption') ? $(field).data('caption') + ': ' : '') + value + ($(field).data('unit') || '');
        }

        /**
         * @param {HTMLElement} row
         * @returns {String} what a row says, for comparing and for people
         */
        function state(row) {
            return _.compact(_.map($(row).find('[data-name], [data-map]').get(), text)).join(', ');
        }

        /**
         * @param {HTMLElement} row
         * @returns {String}
         */
        function label(row) {
            return $(row).data('label') || $t('Rule');
        }

        /**
         * @returns {Array} of {label, before, after, held}
         */
        function changes() {
            var found = [],
                there = rows();

            _.each(there, function (row) {
                var known = _.find(before, function (one) {
                        return one.row === row;
                    }),
                    was = known ? known.state : '',
                    is = state(row);

                $(row).toggleClass('_changed', was !== is);

                if (was !== is) {
                    found.push({
                        label: label(row),
                        before: was,
                        after: is,
                        reason: $(row).data('proposal') && $(row).data('proposal') === $(row).find('[data-name]').val() ?
                            $(row).data('reason') : '',
                        held: Number($(row).data('held') || 0)
                    });
                }
            });
            _.each(before, function (one) {
                if (one.state !== '' && !_.contains(there, one.row)) {
                    found.push({
                        label: label(one.row),
                        before: one.state,
                        after: '',
                        held: 0
                    });
                }
            });

            return found;
        }

        /**
         * @returns {Object} path: rows
         */
        function tables() {
            var all = {};

            _.each(rows(), function (row) {
                var own = $(row).data('table'),
                    objects = {};

                _.each($(row).find('[data-name], [data-map]').get(), function (field) {
                    var table = $(field).data('table') || own,
                        object = objects[table] = objects[table] || $.extend({}, $(row).data('fixed')),
                        key = $(field).attr('data-map');

                    if (key === undefined) {
                        object[$(field).data('name')] = $.trim($(field).val() || '');
                    } else {
                        object.map = object.map || {};
                        object.map[key] = $(field).val() || '';
                    }
                });
                _.each(objects, function (object, table) {
                    var drop = table === own && $(row).data('drop');

                    if (!drop || object[drop] !== '') {
                        all[table] = all[table] || [];
                        all[table].push(object);
                    }
                });
            });

            return all;
        }

        /**
         * @param {Array} found
         * @returns {String}
         */
        function changesHtml(found) {
            var content = $('<div class="ledgerline-changes"></div>'),
                table = $('<table class="admin__control-table"></table>'),
                head = $('<tr></tr>'),
                body = $('<tbody></tbody>'),
                held = _.reduce(found, function (sum, change) {
                    return sum + change.held;
                }, 0);

            _.each(['', $t('Now'), $t('After saving')], function (title) {
                $('<th scope="col"></th>').text(title).appendTo(head);
            });
            $('<thead></thead>').append(head).appendTo(table);
            _.each(found, function (change) {
                var after = $('<td></td>').text(change.after || '–');

                if (change.reason) {
                    $('<div class="ledgerline-hint"></div>').text(change.reason).appendTo(after);
                }
                $('<tr></tr>')
                    .append($('<th scope="row"></th>').text(change.label))
                    .append($('<td></td>').text(change.before || '–'))
                    .append(after)
                    .appendTo(body);
            });
            table.append(body);
            content.append(table);
            $('<p></p>').text(held ?
                (held === 1 ? $t('1 document that is held for it is tried again.') :
                    $t('%1 documents that are held for it are tried again.').replace('%1', held)) :
                $t('It counts for documents that are sent from now on. What is in Xero already stays as it is.')
            ).appendTo(content);

            return content.prop('outerHTML');
        }

        /**
         * Sends everything.
         */
        function send() {
            ask(config.urls.save, {
                tables: JSON.stringify(tables())
            }, {
                loader: true
            }).done(function (answer) {
                saved = true;
                window.location.href = answer.url;
            }).fail(function (problem) {
                say(place, 'error', problem.message, problem.fix);
                place[0].scrollIntoView({
                    block: 'center'
                });
            });
        }

        /**
         * Marks amounts that are no numbers of their range.
         *
         * @returns {jQuery} the first of them
         */
        function unusable() {
            var wrong = page.find('input[data-below]').filter(function () {
                var value = $.trim($(this).val()).replace(',', '.');

                return value !== '' && !(/^\d{1,4}(\.\d{1,4})?$/.test(value) && Number(value) < Number($(this).data('below')));
            });

            page.find('input[data-below]').removeClass('mage-error').removeAttr('aria-invalid');
            wrong.addClass('mage-error').attr('aria-invalid', 'true');

            return wrong.first();
        }

        /**
         * Shows what would change, and saves it when that is confirmed.
         */
        function save() {
            var wrong = unusable(),
                found = changes();

            if (wrong.length) {
                say(place, 'error', $t('%1: "%2" is not a number from 0 to %3.').replace('%3', wrong.data('below'))
                    .replace('%2', wrong.val()).replace('%1', wrong.attr('aria-label')));
                wrong.trigger('focus');

                return;
            }

            if (!found.length) {
                say(place, 'notice', $t('Nothing was changed.'));

                return;
            }
            say(place);
            confirm({
                title: $t('What would change'),
                content: changesHtml(found),
                modalClass: 'confirm ledgerline-modal',
                buttons: [{
                    text: $t('Back'),
                    class: 'action-secondary action-dismiss',

                    /** @param {Event} event */
                    click: function (event) {
                        this.closeModal(event);
                    }
                }, {
                    text: $t('Save'),
                    class: 'action-primary action-accept',

                    /** @param {Event} event */
                    click: function (event) {
                        this.closeModal(event, true);
                    }
                }],
                actions: {
                    confirm: send
                }
            });
        }

        /**
         * Warns where a rate of Xero has another percentage than the shop charges.
         *
         * @param {HTMLElement} row
         */
        function compare(row) {
            var percent = String($(row).data('percent') === undefined ? '' : $(row).data('percent')),
                chosen = $(row).find('select[data-name="tax_type"] option:selected'),
                theirs = chosen.attr('data-percent'),
                differs = /^[\d.]+$/.test(percent) && theirs !== undefined && theirs !== '' && Number(theirs) !== Number(percent);

            $(row).find('[data-role="differs"]').prop('hidden', !differs).text(differs ?
                $t('This rate has %1 % in Xero, the shop charges %2 %: such documents are held.')
                    .replace('%1', theirs).replace('%2', percent) : '');
        }

        /**
         * Says how a row would stand with what is chosen now.
         *
         * @param {HTMLElement} row
         */
        function stand(row) {
            var field = $(row).find('[data-name]').first(),
                known = _.find(before, function (one) {
                    return one.row === row;
                }),
                chosen = field.find('option:selected').data('state') || 'mapped',
                standing = field.val() === '' ? $(row).data('unmapped') : chosen,
                badge = $(row).find('[data-role="state"]');

            if (known && known.value === field.val()) {
                standing = known.stands;
            }

            if (badge.length && config.states[standing]) {
                badge.attr('class', 'ledgerline-badge ' + config.states[standing]['class'])
                    .children().text(config.states[standing].label);
            }
        }

        /**
         * @param {jQuery} row
         */
        function accept(row) {
            row.find('[data-name="tax_type"]').val(row.data('proposal')).trigger('change');
        }

        page.on('change', '[data-name], [data-map]', function () {
            var row = $(this).closest('[data-table]:not(:input)')[0];

            compare(row);
            stand(row);
            // A proposal is for those who have not chosen.
            $(row).find('[data-role="proposal"]').prop('hidden', $(row).find('[data-name]').first().val() !== '');
            changes();
        });
        page.on('click', '[data-role="accept"]', function () {
            var row = $(this).closest('[data-proposal]');

            accept(row);
            row.find('[data-name="tax_type"]').trigger('focus');
        });
        page.on('click', '[data-role="shipping"]', function () {
            var row = $(document.getElementById($(this).attr('aria-controls'))),
                isOpen = row.prop('hidden');

            row.prop('hidden', !isOpen);
            $(this).attr('aria-expanded', String(isOpen));

            if (isOpen) {
                row.find(':input').first().trigger('focus');
            }
        });
        $('#ledgerline_mapping_accept').on('click', function () {
            // A likely one is a guess: each of those is chosen on its own.
            page.find('[data-proposal][data-fit="exact"]').each(function () {
                if ($(this).find('[data-name="tax_type"]').val() === '') {
                    accept($(this));
                }
            });
            save();
        });
        $('#ledgerline_mapping_save').on('click', save);

        page.on('click', '[data-role="add"]', function () {
            var row = $(page.find('template[data-role="rule"]')[0].content.firstElementChild.cloneNode(true));

            page.find('[data-role="rules"]').append(row);
            count();
            row.find(':input').first().trigger('focus');
        });
        page.on('click', '[data-role="delete"]', function () {
            var row = $(this).closest('tr'),
                next = row.next().add(row.prev()).find('[data-role="delete"]').first();

            row.remove();
            count();
            (next.length ? next : page.find('[data-role="add"]')).trigger('focus');
        });
        page.on('click', '[data-role="refresh"]', function () {
            if (changes().length) {
                say(place, 'warning', $t('Save or undo your changes first: the page is loaded again.'));

                return;
            }
            ask(config.urls.refresh, {}, {
                loader: true
            }).done(function () {
                window.location.reload();
            }).fail(function (problem) {
                say(place, 'error', problem.message, problem.fix);
            });
        });
        page.on('change', '[data-role="scope"]', function () {
            window.location.href = $(this).val();
        });
        window.addEventListener('beforeunload', function (event) {
            if (!saved && !config.readOnly && changes().length) {
                event.preventDefault();
                event.returnValue = '';
            }
        });

        /**
         * Shows or hides the line that stands for an empty table of rules.
         */
        function count() {
            page.find('[data-role="no-rules"]').prop('hidden', page.find('[data-role="rules"]').children('[data-rule]').length > 0);
        }

        /**
         * Remembers how everything was; parts of a page that a script draws come later.
         */
        function remember() {
            before = _.map(rows(), function (row) {
                return {
                    row: row,
                    state: state(row),
                    value: $(row).find('[data-name]').first().val(),
                    stands: $(row).find('[data-role="state"]').data('state')
                };
            });
            _.each(rows(), compare);
        }

        page.on('ledgerlineDrawn', remember);
        remember();
        count();
        page.attr('data-ready', 'true');
    };
});
