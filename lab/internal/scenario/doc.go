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
// "64KiB", "1%"); the Reference function lists every field. Numbers are plain
// digits: what YAML readers understand in different ways (010, 1_000, 1e3) is an
// error, and so are tags and merge keys. Texts are taken as they are written.
//
// # What stands for more
//
// A file may stand for a larger one (compose.go): it is composed before it is
// decoded, so that everything is checked as if it had been written out, at the
// places where it was written.
//
//	include: [office.yaml]                            joined with what is here
//	params: {rtt: 100ms, n: 50}                       defaults; $(rtt), $(rtt/2), $(n)
//	topology: {type: dumbbell, count: $(n)}           hosts, routers and links
//	hosts: {client: {count: 100}}                     client1 ... client100
//	links: [{between: [client, r], delay: $(i)ms}]    one for each client, i its number
//
// # Assignments
//
// An Assignment changes one value of a file before it is decoded, so that it is
// checked as if the file said so; its errors name it instead of a place. A path
// goes through fields, names and positions, which count from 0:
//
//	--set seed=7                                      a field
//	--set links[0].delay=80ms                         of the first link
//	--set links[0].up.loss=1%                         in one direction
//	--set links[0].lose_data=[3, 7]                   a whole list
//	--set links[0].lose_data[1]=9                     an element of it
//	--set options.tcp.nagle=off                       a knob of all hosts
//	--set hosts.client.options.tcp.nagle=off          of one host
//	--set hosts.www.shop.example.profile=rfc          of a host with dots in its name
//	--set names.shop.example=server                   an entry of names, old or new
//	--set hosts.extra={router: true}                  a new host, as a whole
//	--set dns={server: server, think: 5ms}            a whole map
//	--set servers[0].resources[0].size=1MB            deep inside
//
// A value is taken as it is, without YAML's quotes, unless it begins with [ or {.
// Fields that the file does not have are added. A path into what does not exist,
// such as a host with a typing error in its name or a position behind the end of
// a list, is an error. Names may hold dots: the longest name that fits wins. Of
// several assignments later ones see what earlier ones did.
//
// Assignments to parameters (--set params.rtt=80ms, or --set rtt=80ms if no field
// has the name), to the topology, and to hosts that stand for many go before a
// file is composed; all others change what was composed.
package scenario
