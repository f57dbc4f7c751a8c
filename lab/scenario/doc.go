// Package scenario is the file format of a run: YAML, read strictly.
//
// A file is decoded, written back and described (JSON Schema, reference) from
// one table of fields (tables.go), so that they cannot disagree. Every error
// names file, line and column, says what is wrong and what was expected, and
// all errors of a file are reported at once, in order.
//
//	rttlab: 1                       # version of the format
//	title: two hosts, one wire
//	seed: 1
//	profile: linux                  # of all hosts that name none
//	hosts:
//	  client: {}
//	  server: {options: {tcp.initial_window: 4}}
//	links:
//	  - {between: [client, server], rate: 10Mbit/s, delay: 25ms}
//	names: {shop.example: server}
//	servers:
//	  - {host: server, resources: [{path: /, size: 20KB, think: 40ms}]}
//	workloads:
//	  - {type: requests, client: client, url: "http://shop.example/", count: 2}
//
// Durations, rates, sizes and shares carry their units ("50ms", "10Mbit/s",
// "64KiB", "1%"); the Reference function lists every field.
package scenario
