// Minshall's variant (Linux): a small segment waits only while another small one is
// unacknowledged.
--profile=rfc
--nagle=minshall

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
// A full segment and its small tail leave together.
0.200 write 1300 = 1300
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > P. 1001:1301(300) ack 1 win 65535
// Now a small one is under way, and the next waits.
0.210 write 100 = 100
0.250 < . 1:1(0) ack 1001 win 8000
// The acknowledgement of the full segment was not enough; this is.
0.300 < . 1:1(0) ack 1301 win 8000
0.300 > P. 1301:1401(100) ack 1 win 65535 // held 90ms by nagle, until ack 1301
0.400 < . 1:1(0) ack 1401 win 8000
