// Package simtest is what tests of several packages share.
//
// It draws the cases of property tests: one place that says which seeds are tried, and
// that names the seed of the case that failed.
//
//	for seed := range simtest.Seeds(t, 40) {
//		...
//	}
//
// A test says how many seeds it tries normally: few, so that all tests together take
// little time. The environment says otherwise, of all tests that run:
//
//	RTTLAB_SEEDS=10000       how many seeds
//	RTTLAB_FIRST_SEED=30000  the first of them; 0 unless given
//
// So a long proof is made in parts, which may run beside each other or after each other
// (docs/proof.md).
//
// Line tells how objects are laid out that many flows have one of each.
package simtest
