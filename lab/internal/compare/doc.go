// Package compare tells two results apart: what differs in their scenarios, where
// their traces part, and by how much pages, transactions and causes differ.
//
// A result is the document that `rttlab run --json` writes, or a run that is made
// now; only those have a trace. Transactions are paired by method and URL, in
// their order. Times are compared by what explanations charge to each rule,
// so that the differences by rule add up to the difference of the times.
package compare
