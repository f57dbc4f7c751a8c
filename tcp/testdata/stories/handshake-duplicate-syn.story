// An old duplicate SYN reaches a listener: its SYN-ACK acknowledges what the
// client never sent in this life, and a reset clears it up (RFC 9293 figure 8).
--profile=rfc

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65535 <mss 1460>
// The client answers our SYN-ACK with a reset that carries the number we expect.
// This attempt is over; the listener that it came from is somebody else's.
0.100 < R 1:1(0) win 0
0.100 -> CLOSED ECONNREFUSED
0.100 error = ECONNREFUSED
