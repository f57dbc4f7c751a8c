// Package tidy is the house style as a test: it holds no code, only tests that
// read the whole repository and fail with file:line, the rule and what to write
// instead. Run it with
//
//	go test ./cmd/internal/tidy
//
// The rules:
//
//	imports    arrows between packages point down; linked modules stay where they belong
//	clock      no wall clock and no real timer in simulated code
//	random     no randomness but from named, seeded streams
//	goroutine  no go statement, select or channel in simulated code
//	order      nothing depends on the order of a map
//	float      no floating point in sim, ip, tcp and stack
//	outside    only lab/cli prints, reads flags or the environment, opens files or real sockets
//	unsafe     no package unsafe
//	portable   simulated code is the same on every platform
//	types      what is checked must type-check
//	size       functions and files stay short (a ratchet holds the old long ones)
//	width      lines stay narrow, quoted text aside
//	words      no leftover marks of unfinished work
//	package    every package has a doc.go that explains it, and tests
//	require    docs/rfc.md says of every requirement of TCP which test shows it
//	paths      no paths or hosts of somebody's machine in any text file
//	api        what other programs can import is what api.txt says
//	allow      the lists below hold nothing that is not needed
//
// Simulated code is what lies in sim, ip, tcp, stack, tls, httpx and lab, without
// its tests and without test support (a package whose name ends in "test", and
// what lies below it: tcp/tcptest). Three ways to be excused, each with a reason:
//
// A range over a map whose order cannot be seen is marked on the line before:
//
//	//tidy:ordered the sum does not depend on the order
//
// A file that has to break clock, random, float, outside, unsafe or portable
// (or, in lab, goroutine) is named in allow.txt:
//
//	outside lab/pool.go  the pool is as wide as the machine
//
// A function or file that is too long is named in ratchet.txt with its size. A
// size there may only fall: "go test ./cmd/internal/tidy -update" writes smaller
// sizes and drops what is gone. A new entry is written by hand. It writes api.txt
// anew as well, whose diff shows what changes for programs of others.
package tidy
