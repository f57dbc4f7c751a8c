// Rttlab tells where the time of an HTTP request went, and what would change it.
//
//	rttlab run FILE        simulate a scenario (YAML) or a recorded page (HAR)
//	rttlab explain FILE    tell what transactions waited for, packet by packet
//	rttlab report FILE     write one HTML page to explore
//	rttlab export FILE     write HAR, Perfetto, xplot, ss, CSV
//	rttlab plot FILE       draw SVG or PNG for papers
//	rttlab whatif FILE     run it again without each cause, and measure what that saves
//	rttlab sweep FILE      run it at many points with many seeds, into a table; also in shards
//	rttlab compare A [B]   tell two scenarios or two results apart
//	rttlab test FILE|DIR   run scenarios and check what they expect
//	rttlab import FILE     turn a recorded page into a scenario file
//	rttlab lab [NN]        labs about the connections of HTTP, and answers that are checked
//	rttlab init FILE       write a scenario to start from
//	rttlab validate FILE   say what is wrong with a file, if anything is
//	rttlab fmt FILE|DIR    lay scenario files out in the one way
//	rttlab knobs [NAME]    list what can be set on hosts, and the profiles' values
//	rttlab packetdrill F   run packetdrill scripts against the stack
//	rttlab schema          print the JSON Schema of scenario files
//	rttlab man DIR         write manual pages
//	rttlab version         print the version
//	rttlab completion      print a completion script for a shell
//
// # Run
//
// The report on standard output has a waterfall with one row for each
// transaction, the table of causes of each page along its critical path, the
// transactions that took longest, and what the run was made with. In a terminal
// it has colours (NO_COLOR switches them off) and the terminal's width.
//
//	--json FILE    the whole result as JSON; - is standard output, without a report
//	--pcap FILE    every packet as pcapng; each says why it left when it did
//	--trace FILE   every packet and state change as text
//	--set PATH=V   change a value of the scenario: --set links[0].delay=80ms
//	--seed N       another seed
//	--until T      end the run at a virtual time
//
// For a HAR file, which knows no network: --rtt, --rate, --loss, --queue and
// --profile, and --page for one of several pages.
//
// # What if
//
// Whatif asks what would change the time of a run. Without flags it takes away
// each cause that it knows (--list), alone and in pairs; --lift NAME,NAME asks
// about some of them.
//
//	--set PATH=V       ask about a change of your own in place of that
//	--vary PATH=V,V    ask about several values
//	--base PATH=V      change the scenario before anything is asked
//	--pairs N          pairs of the N causes that matter most; 0: none
//	--json             the answers as JSON
//
// # Compare
//
// Compare shows which values of two scenarios differ, where their traces part, and
// what differs by transaction and by cause. A and B may also be results of
// run --json, which have no trace.
//
//	--then PATH=V  change B only; without B it is A
//	--json         the comparison as JSON
//
// # Test
//
// Test runs scenarios, or all of folders, and compares them with the lines of
// expect: in their files. What does not hold is told with what the time is made of.
//
//	--bless       write the present values where lines ask for them with ?
//	--tap         print the result as TAP
//	--junit FILE  write the result as JUnit XML
//
// # Packetdrill
//
// Packetdrill runs scripts, or all scripts (*.pkt) of folders, in virtual time,
// and tells of each whether it passed or the first difference: where, what was
// expected, what came, when, and what the stack recorded as the reason.
//
//	--strict         also compare echoed timestamps, and what is left over
//	--relaxed        compare options of SYNs as a set, and windows not at all
//	--profile NAME   another profile than the one that the script is for
//	-D NAME=value    define a word
//	--option NAME=V  an option as in the head of a script: --option ip_version=ipv6
//	--pcap DIR       write a capture of each script
//	--tap, --json    other forms of the result
//
// # Exit codes
//
//	0    done
//	1    the simulation failed: a transaction, or the run as a whole, or a script; or
//	     it is not as the file expects
//	2    bad input: a flag, or a file
//	130  interrupted (Ctrl-C), as shells have it: 128 and the number of the signal
//
// What is written to files is written whole or not at all, also when somebody
// interrupts it.
package main
