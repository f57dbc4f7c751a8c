// Package packetdrill runs packetdrill scripts against the stack in virtual
// time: packets that arrive, packets that must leave, system calls and times.
//
//	result := packetdrill.RunText(name, text, packetdrill.Options{})
//
// In a test, one line runs all scripts of a folder:
//
//	packetdrill.RunDir(t, "testdata/packetdrill")
//
// # What is run
//
// The stack under test is one host with one interface, whose far end the script
// plays. Calls of the script are made by a process of that host on sockets of
// package stack. Packets to inject are written as bytes, checksums included, and
// what leaves is read from its bytes, so that whatever passes is what a real peer
// would see. Time is virtual: a script takes as long as its events need to
// compute, and times are exact.
//
// The host has the profile of the system that a script is for, and the values
// that scripts for that system start from. Commands in backquotes are not
// executed: those that are about the stack are recognised and set its knobs, and
// one that is not known fails the script with its text.
//
// # The language
//
// Options ("--name=value"), one command, events, one command:
//
//	`./defaults.sh`
//	0    socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
//	+0   connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)
//	+0   > S 0:0(0) <mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 8>
//	+.03 < S. 0:0(0) ack 1 win 20000 <mss 1200>
//	+0   > . 1:1(0) ack 1
//	+0   %{ assert tcpi_snd_mss == 1200 }%
//
// Times are absolute, relative to now (+), any (*) or a range (a~b); a call that
// blocks says when it returns (0.1...0.2). Numbers are those of the script: the
// SYNs say what they are on the wire, and timestamps and Fast Open cookies are
// mapped as they are seen. See Options for the stricter and the relaxed way of
// comparing.
//
// Beyond the reference tool's options a script may say --profile=NAME.
package packetdrill
