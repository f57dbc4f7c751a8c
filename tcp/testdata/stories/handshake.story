// The three-way handshake, seen from the side that connects (RFC 9293 section 3.5).
--profile=rfc
--wakes=established

// Our SYN announces the largest segment we take and offers window scaling. Its
// window field is not scaled.
0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
// The peer's SYN-ACK acknowledges our SYN, which takes one sequence number. We
// acknowledge its SYN at once: it is no data, so nothing is delayed.
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.100 * established
// The round trip of the handshake sets the timeout: SRTT 100 ms plus four times
// RTTVAR, which starts at 50 ms, makes 300 ms: rounded up to the minimum of a
// second. Three segments make the initial window at 1460 bytes, four at 1000.
0.200 info state mss cwnd srtt rto = ESTABLISHED 1000 4000 100ms 1000ms
