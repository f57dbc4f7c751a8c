// A SYN-ACK that is sent again leaves the option out, and the next time the answer too
// (RFC 9768 section 3.1.4.2).
--profile=rfc
--ecn=accurate
--timestamps=no

0.000 listen
0.000 -> LISTEN
0.010 < SEWA 0:0(0) win 8000 <mss 1000,sackOK>
0.010 -> SYN-RECEIVED
0.010 > S.W 0:0(0) ack 1 win 65535 <mss 1460,sackOK,ECN e1b 1 ceb 0 e0b 1>
1.010 > S.W 0:0(0) ack 1 win 65535 <mss 1460,sackOK> // copy 2: connect retry
3.010 > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK> // copy 3: connect retry
4.000 < .W 1:1(0) ack 1 win 8000
4.000 -> ESTABLISHED
