/**
 * Scripts of other modules on the configuration page (Braintree's among them) use what Prototype adds to arrays without asking for
 * Prototype. When it happens to load late they throw, and RequireJS forgets whoever waited for the same modules: buttons stay dead.
 * The admin loads Prototype on every page anyway; asked for first, it is there in time.
 */
var config = {
    deps: [
        'prototype'
    ]
};
