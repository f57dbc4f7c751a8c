// The SYN-ACK is lost: both sides notice.
--profile=rfc
--delay=50ms
--server.lose=1
--timestamps=no

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.050 server -> SYN-RECEIVED
0.050 server > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5> // lost
// 1.0: The client's SYN again. It starts the server's timer anew, so that only one
//      SYN-ACK answers it.
1.000 client > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5> // copy 2: connect retry
1.050 server > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5> // copy 2: connect retry
1.100 client -> ESTABLISHED
1.100 client > . 1:1(0) ack 1 win 32768
1.150 server -> ESTABLISHED
2.000 client info state cwnd rto = ESTABLISHED 1460 3000ms
2.000 server info state cwnd rto = ESTABLISHED 1460 3000ms
// Both have a timeout of 3 s now, and a window of one segment (RFC 6298 section 5.7,
// RFC 5681 section 3.1).
