/**
 * Reads the queue again every few seconds while something of it is being sent, unless the person is working in it.
 */
define([
    'jquery',
    'uiRegistry'
], function ($, registry) {
    'use strict';

    var PACE = 4000,

        /** After this the person presses a button or reloads the page. */
        WATCH_FOR = 300000;

    return function (config) {
        registry.get(config.source, function (source) {
            var began = Date.now(),
                timer;

            /**
             * @returns {Boolean}
             */
            function isBusy() {
                return document.hidden || $('.modals-overlay').is(':visible') ||
                    $('.action-menu._active, .admin__data-grid-filters-wrap._show').length > 0 ||
                    $('.data-grid-checkbox-cell input:checked').length > 0;
            }

            /**
             * Waits, and reads again while there is something to see.
             */
            function watch() {
                clearTimeout(timer);
                timer = setTimeout(function () {
                    var isLive = (source.data.items || []).some(function (item) {
                        return item.live;
                    });

                    if (isLive && Date.now() - began < WATCH_FOR && !isBusy()) {
                        source.reload({
                            refresh: true
                        });
                    }
                    watch();
                }, PACE);
            }

            watch();
        });
    };
});
