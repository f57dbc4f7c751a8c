// Who opened the connection himself does not give it up for a new SYN in the window, even
// if he is in SYN-RECEIVED by then (RFC 9293 section 3.10.7.4, fourth step): it is challenged.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.050 < S 0:0(0) win 8000 <mss 1000>
0.050 -> SYN-RECEIVED
0.050 > S. 0:0(0) ack 1 win 65535 <mss 1460> // copy 2: connect
0.100 < S 500:500(0) win 8000 <mss 1000>
0.100 > . 1:1(0) ack 1 win 65535
0.150 < . 1:1(0) ack 1 win 8000
0.150 -> ESTABLISHED
