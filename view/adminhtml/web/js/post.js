/**
 * A button that posts with the form key, so that a link alone can do nothing.
 */
define([
    'jquery'
], function ($) {
    'use strict';

    return function (config, element) {
        $(element).on('click', function () {
            $(element).prop('disabled', true);
            $('<form method="post"></form>')
                .attr('action', config.url)
                .append($('<input type="hidden" name="form_key"/>').val(window.FORM_KEY))
                .appendTo(document.body)
                .trigger('submit');
        });
    };
});
