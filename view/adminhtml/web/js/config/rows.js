/**
 * A table of rows that can be added and deleted; each cell a choice from a list or a text with suggestions.
 */
define([
    'jquery',
    'underscore',
    'mage/translate',
    'Ledgerline_Xero/js/config/choices',
    'Ledgerline_Xero/js/config/unsaved'
], function ($, _, $t, choices, unsaved) {
    'use strict';

    return function (config, element) {
        var table = $(element),
            body = table.find('[data-role="rows"]'),
            emptyLine = table.find('[data-role="empty"]'),
            counter = 0;

        /**
         * @param {Object} column
         * @returns {jQuery} the list of suggestions, made once
         */
        function suggestions(column) {
            var id = config.id + '_' + column.name + '_list',
                list = $(document.getElementById(id));

            if (!list.length) {
                list = $('<datalist></datalist>').attr('id', id);
                _.each(column.options, function (option) {
                    list.append($('<option></option>').val(option.value).text(option.label));
                });
                table.append(list);
            }

            return list;
        }

        /**
         * @param {Object} column
         * @param {String} rowId
         * @param {String} value
         * @returns {jQuery}
         */
        function field(column, rowId, value) {
            var options = column.list && choices.get(column.list) || column.options,
                isSelect = column.kind === 'choice' && options.length > 0,
                input = isSelect ?
                    $('<select class="select admin__control-select"></select>') :
                    $('<input type="text" class="input-text admin__control-text" autocomplete="off"/>');

            input.attr({
                id: config.id + '_' + rowId + '_' + column.name,
                name: config.name + '[' + rowId + '][' + column.name + ']',
                'aria-label': column.label
            });

            if (column.list) {
                input.attr({
                    'data-ledgerline-choices': column.list,
                    'data-ledgerline-empty': column.empty
                });
            }

            if (isSelect) {
                choices.fill(
                    input,
                    options,
                    value,
                    column.empty,
                    column.list ? $t('%1 (not in Xero any more)') : $t('%1 (not in the shop any more)')
                );
            } else {
                input.val(value).attr('placeholder', column.kind === 'choice' ? $t('Code') : column.empty);

                if (column.kind === 'suggestion') {
                    input.attr('list', suggestions(column).attr('id'));
                }
            }

            return input.prop('disabled', config.disabled);
        }

        /**
         * Shows or hides the line that stands for an empty table.
         */
        function count() {
            emptyLine.toggle(body.children().length === 0);
        }

        /**
         * @param {Object} values
         * @returns {jQuery}
         */
        function add(values) {
            var rowId = values._id || '_' + Date.now() + '_' + counter++,
                row = $('<tr></tr>');

            _.each(config.columns, function (column) {
                $('<td></td>').append(field(column, rowId, values[column.name] || '')).appendTo(row);
            });
            $('<td class="col-actions"></td>').append(
                $('<button type="button" class="action-delete" data-role="delete"></button>')
                    .attr('title', $t('Delete this row'))
                    .prop('disabled', config.disabled)
                    .append($('<span></span>').text($t('Delete this row')))
            ).appendTo(row);
            body.append(row);
            count();

            return row;
        }

        _.each(config.rows, add);
        count();

        // Inherited from the default configuration: greyed out like other fields, until "Use Default" is cleared.
        table.find('button').prop('disabled', config.disabled);

        table.on('click', '[data-role="add"]', function () {
            add({}).find(':input').first().trigger('focus');
            unsaved.touch();
        });

        table.on('click', '[data-role="delete"]', function () {
            var row = $(this).closest('tr'),
                next = row.next().add(row.prev()).find('[data-role="delete"]').first();

            row.remove();
            count();
            unsaved.touch();
            (next.length ? next : table.find('[data-role="add"]')).trigger('focus');
        });

        table.on('click', '[data-role="fill"]', function () {
            var name = config.columns[0].name,
                there = body.find(':input[name$="[' + name + ']"]').map(function () {
                    return $(this).val();
                }).get(),
                first = null;

            _.each(_.difference(config.fill, there), function (value) {
                var values = {},
                    row;

                values[name] = value;
                row = add(values);
                first = first || row;
            });

            if (first) {
                unsaved.touch();
                first.find(':input').eq(1).trigger('focus');
            }
        });
    };
});
