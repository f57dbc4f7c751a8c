// Nothing that a server answers early waits for its SYN-ACK: neither a small segment
// (Nagle) nor the first one of a window of one segment.
--profile=classic
--mss=1460
--timestamps=no

0.000 fastopen early
0.000 listen
0.000 -> LISTEN
0.000 < S 0:500(500) win 8000 <mss 1000,FO 0102030405060708>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 501 win 15884 <mss 1460>
0.000 read all = 500
0.010 write 500 = 500
0.010 > P. 1:501(500) ack 501 win 15884
0.020 write 500 = 500
0.100 < . 501:501(0) ack 501 win 8000
0.100 -> ESTABLISHED
0.100 > P. 501:1001(500) ack 501 win 15884 // held 80ms by nagle, until ack 501
0.200 < . 501:501(0) ack 1001 win 8000
