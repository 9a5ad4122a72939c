/**
 * Two days of which the test of exports writes events, by itself and all at once, with midnight between them. No other test knows of
 * them, and who verifies the audit trail is told that they were not put when they say.
 */
export const LONG_AGO = { from: '2019-03-04T00:00:00.000Z', to: '2019-03-06T00:00:00.000Z' };
