// Package labtest is for tests in Go: a scenario, a run, and what is expected of
// it.
//
//	func TestShop(t *testing.T) {
//		r := labtest.Load(t, "testdata/shop.yaml").Set("links[0].delay", "80ms").Run()
//		r.Expect("time of page home <= 500ms", "retransmissions = 0")
//		require.Len(t, r.Transactions, 11)
//	}
//
// A line that does not hold fails the test with what the value is, by how much it
// is off, and what the time is made of. The lines are those of expect: in a
// scenario file (docs/scenario.md).
package labtest
