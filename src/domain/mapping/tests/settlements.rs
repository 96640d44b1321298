//! Tables of payments, refunds and allocations.
