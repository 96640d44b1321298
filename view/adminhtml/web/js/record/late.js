/**
 * Starts "Xero" in forms, which draw their parts late: data-late holds what data-mage-init would.
 */
define([
    'jquery',
    'underscore',
    'mage/apply/main',
    'Magento_Ui/js/lib/view/utils/async'
], function ($, _, mage) {
    'use strict';

    return function () {
        $.async('.ledgerline-record[data-late]', function (element) {
            _.each(JSON.parse(element.getAttribute('data-late')), function (config, component) {
                mage.applyFor(element, config, component);
            });
        });
    };
});
