/**
 * Draws the tracking categories of the page: which category, what chooses the option, and the option for each of them.
 */
define([
    'jquery',
    'underscore',
    'mage/translate'
], function ($, _, $t) {
    'use strict';

    var PLACES = 2;

    return function (config, element) {
        var box = $(element);

        /**
         * @param {Array} options - [{value, label}]
         * @param {String} value
         * @param {String} empty
         * @param {Object} attributes
         * @returns {jQuery}
         */
        function select(options, value, empty, attributes) {
            var field = $('<select class="admin__control-select"></select>').attr(attributes).prop('disabled', config.readOnly);

            if (empty !== null) {
                $('<option value=""></option>').text(empty).appendTo(field);
            }

            if (value && !_.findWhere(options, {
                value: value
            })) {
                $('<option></option>').val(value).text(config.gone[value] || $t('%1 (not in Xero any more)').replace('%1', value)).appendTo(field);
            }
            _.each(options, function (option) {
                $('<option></option>').val(option.value).text(option.label).appendTo(field);
            });

            return field.val(value);
        }

        /**
         * @param {String} caption
         * @param {jQuery} field
         * @returns {jQuery}
         */
        function line(caption, field) {
            return $('<div class="ledgerline-line"></div>')
                .append($('<label class="label"></label>').attr('for', field.attr('id')).append($('<span></span>').text(caption)))
                .append(field);
        }

        /**
         * @param {Array} list
         * @returns {Array}
         */
        function choices(list) {
            return _.map(list, function (one) {
                return {
                    value: one.id,
                    label: one.name || one.label
                };
            });
        }

        /**
         * @param {jQuery} place
         * @param {Number} number
         * @param {Object} rule
         */
        function draw(place, number, rule) {
            var category = _.findWhere(config.categories, {
                    id: rule.category
                }),
                id = 'ledgerline_tracking_' + number + '_',
                options = choices(category ? category.options : []),
                source = config.sources[rule.by] || config.sources.store,
                body = $('<tbody></tbody>'),
                table;

            place.empty().append($('<h2 class="ledgerline-title"></h2>').text($t('Tracking category %1').replace('%1', number)));
            place.append(line($t('Category in Xero'), select(choices(config.categories), rule.category, $t('None'), {
                id: id + 'category',
                'data-name': 'category',
                'data-role': 'category'
            })));

            if (!rule.category) {
                return;
            }
            place.append(line($t('Chosen by'), select(_.map(config.sources, function (one, key) {
                return {
                    value: key,
                    label: one.label
                };
            }), rule.by || 'store', null, {
                id: id + 'by',
                'data-name': 'by',
                'data-role': 'by'
            })));
            place.append(line($t('For all others'), select(options, rule['default'] || '', $t('No option'), {
                id: id + 'default',
                'data-name': 'default',
                'data-caption': $t('All others')
            })));
            table = $('<table class="data-grid"></table>').append(
                $('<thead></thead>').append($('<tr></tr>')
                    .append($('<th class="data-grid-th" scope="col"></th>').text(source.label))
                    .append($('<th class="data-grid-th ledgerline-wide" scope="col"></th>').text($t('Option in Xero'))))
            );
            _.each(source.items, function (item, index) {
                $('<tr class="data-row"></tr>').toggleClass('_odd-row', index % 2 === 1)
                    .append($('<th scope="row" class="ledgerline-mapping-name"></th>').text(item.label))
                    .append($('<td class="ledgerline-wide"></td>').append(select(
                        options, rule.map && rule.map[item.id] || '', $t('As for all others'), {
                            'data-map': item.id,
                            'data-caption': item.label,
                            'aria-label': $t('Option in Xero: %1').replace('%1', item.label)
                        }
                    )))
                    .appendTo(body);
            });
            table.append(body);
            place.append($('<div class="admin__data-grid-wrap ledgerline-mapping-table"></div>').append(table));
        }

        _.times(PLACES, function (index) {
            var place = $('<section class="ledgerline-tracking-category" data-table="tracking/rules" data-drop="category"></section>')
                    .attr('data-label', $t('Tracking category %1').replace('%1', index + 1)),
                rule = $.extend({}, config.rules[index]);

            box.append(place);
            draw(place, index + 1, rule);
            place.on('change', '[data-role="category"], [data-role="by"]', function () {
                var focus = this.id;

                rule = {
                    category: place.find('[data-role="category"]').val(),
                    by: place.find('[data-role="by"]').val() || 'store'
                };
                draw(place, index + 1, rule);
                $(document.getElementById(focus)).trigger('focus');
            });
        });
        box.trigger('ledgerlineDrawn');
    };
});
