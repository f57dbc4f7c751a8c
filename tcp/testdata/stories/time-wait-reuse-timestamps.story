// With timestamps a SYN is new if its timestamp is, wherever its sequence number
// lies (RFC 6191 section 2).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 90000:90000(0) ack 1 win 8000 <mss 1000,TS val 700 ecr 0>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 90001 win 65535 <TS val 100 ecr 700>
1.000 close
1.000 -> FIN-WAIT-1
1.000 > F. 1:1(0) ack 90001 win 65535 <TS val 1000 ecr 700>
1.100 < F. 90001:90001(0) ack 2 win 8000 <TS val 1700 ecr 1000>
1.100 -> TIME-WAIT
1.100 > . 2:2(0) ack 90002 win 65534 <TS val 1100 ecr 1700>
// Beyond the old sequence numbers, but older: no.
2.000 < S 95000:95000(0) win 8000 <mss 1000,TS val 1699 ecr 0>
2.000 > . 2:2(0) ack 90002 win 65534 <TS val 2000 ecr 1700>
3.000 < S 50:50(0) win 8000 <mss 1000,TS val 1701 ecr 0>
3.000 -> CLOSED
3.000 -> LISTEN
3.000 -> SYN-RECEIVED
3.000 > S. 0:0(0) ack 51 win 65535 <mss 1460,TS val 3000 ecr 1701>
4.000 > S. 0:0(0) ack 51 win 65535 <mss 1460,TS val 4000 ecr 1701> // copy 2: connect retry
6.000 > S. 0:0(0) ack 51 win 65535 <mss 1460,TS val 6000 ecr 1701> // copy 3: connect retry
10.000 > S. 0:0(0) ack 51 win 65535 <mss 1460,TS val 10000 ecr 1701> // copy 4: connect retry
18.000 > S. 0:0(0) ack 51 win 65535 <mss 1460,TS val 18000 ecr 1701> // copy 5: connect retry
34.000 > S. 0:0(0) ack 51 win 65535 <mss 1460,TS val 34000 ecr 1701> // copy 6: connect retry
66.000 > S. 0:0(0) ack 51 win 65535 <mss 1460,TS val 66000 ecr 1701> // copy 7: connect retry
126.000 > S. 0:0(0) ack 51 win 65535 <mss 1460,TS val 126000 ecr 1701> // copy 8: connect retry
186.000 -> CLOSED ETIMEDOUT
