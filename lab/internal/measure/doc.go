// Package measure turns what loads were answered into percentiles: of all, of each
// class, and over time.
//
// What was asked for in the warm-up is left out. What was asked for later counts with
// the time since it was to be asked for, however long it waited for a connection, and
// also if it ended after the load had: nothing is coordinated away. Failures are
// counted and have no time.
//
// Percentiles are those of an HDR histogram with three digits; counts, means, least and
// most are exact.
package measure
