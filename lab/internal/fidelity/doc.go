// Package fidelity holds conversations of the linux profile against those of a
// real kernel: it reads what was measured over a known wire, has two simulated
// hosts do the same over the same wire, and says where the packets, the counts
// and the times differ.
//
//	all, err := fidelity.Parse(name, text)
//	for _, c := range all {
//		r, err := fidelity.Run(c)
//		for _, d := range fidelity.Compare(c, r) { ... }
//	}
//
// A conversation is plain text, one fact on each line; the first word says what
// the rest is:
//
//	conversation 8-tail-ten-last-rtt20    its name; what follows belongs to it
//	about        GET of 14000 B, ...      what happens
//	link         10ms 1Gbit/s 10000       one way: delay, rate, packets that may queue
//	queue        down 20                  what may queue in one direction instead
//	lose         down data 10             the n-th packet with data, or of any kind ("packets"); 3-5 is a range
//	knob         tcp.sack no              of both hosts; "client tcp.sack no" of one
//	parallel     4                        how many clients begin together
//	until        26s                      when the run ends that does not end by itself
//	turns        20                       how often an application answers, where that adds up
//	allow        timers                   what is compared leniently, see Compare
//	why          ...                      why the simulator knowingly differs
//	client       connect; send 300; ...   what the applications do, see below
//	server       read 300; send 14000     for each connection that it accepts
//	time         last_byte 287.079 286..289  milliseconds: the median, and the range of all runs
//	count        data_down 11             packets
//	> 20.229 P. 1 300 1                   a packet of the client: when, flags, sequence, length, acknowledgement
//	< 30.246 . 1 0 301                    a packet of the server
//
// The steps of an application:
//
//	connect  send N  read N  eof (read to the end)  close  sleep DURATION
//	together                                        until all clients have come so far
//	nodelay  quickack  linger0  rcvbuf N            options, from then on (rcvbuf: before connect)
//	start  mark NAME  lap NAME                      times: since start, since the last start or lap
//	gone NAME                                       the time until the connection is gone
//	until DURATION                                  after start
//	N times ( steps )                               a # in a name is the two digits of how often
//
// A step that is to fail names the error: "send=EPIPE 100". An application
// begins with what it does next some time after it has been woken, as processes
// do: see wake and reaction.
package fidelity
