// Package bench measures what simulated work costs. It holds no code, only
// benchmarks over the public API with the real stack on both ends:
//
//	go test ./lab/internal/bench -bench . -benchmem
//
// They report, besides time and memory per operation:
//
//	ns/segment      time per segment with data, its share of acknowledgements included
//	segments/op     how many segments with data an operation sends
//	ns/transaction  time per transaction
//	B/conn          live heap per connection, after a garbage collection
//
// docs/performance.md has the figures and says how they were measured. What is
// exact, allocations in the steady state, is held by tests.
package bench
