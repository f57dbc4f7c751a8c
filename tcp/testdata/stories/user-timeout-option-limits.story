// A peer that asks for less changes nothing, one that asks for a day gets an hour. What the
// end itself says is told in the SYN-ACK and once more behind it, where no lost SYN and no SYN
// cookie can hide it (RFC 5482 section 3).
--profile=rfc
--user_timeout_option=agrees
--user_timeout=200s
--timestamps=no
--tlp=no
--rto_max=10m

0.000 listen
0.000 -> LISTEN
0.100 < S 0:0(0) win 60000 <mss 1000,sackOK,uto 10>
0.100 -> SYN-RECEIVED
0.100 > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,uto 200>
0.200 < . 1:1(0) ack 1 win 60000
0.200 -> ESTABLISHED
0.300 write 500 = 500
0.300 > P. 1:501(500) ack 1 win 65535 <uto 200>
0.400 < . 1:1(0) ack 501 win 60000 <28 8600>
// It is told once.
0.500 write 100 = 100
0.500 > P. 501:601(100) ack 1 win 65535
0.600 < . 1:1(0) ack 601 win 60000
1.000 write 1000 = 1000
1.000 > P. 601:1601(1000) ack 1 win 65535
2.000 > P. 601:1601(1000) ack 1 win 65535 // copy 2: loss (timeout)
4.000 > P. 601:1601(1000) ack 1 win 65535 // copy 3: loss (timeout)
8.000 > P. 601:1601(1000) ack 1 win 65535 // copy 4: loss (timeout)
16.000 > P. 601:1601(1000) ack 1 win 65535 // copy 5: loss (timeout)
32.000 > P. 601:1601(1000) ack 1 win 65535 // copy 6: loss (timeout)
64.000 > P. 601:1601(1000) ack 1 win 65535 // copy 7: loss (timeout)
128.000 > P. 601:1601(1000) ack 1 win 65535 // copy 8: loss (timeout)
256.000 > P. 601:1601(1000) ack 1 win 65535 // copy 9: loss (timeout)
512.000 > P. 601:1601(1000) ack 1 win 65535 // copy 10: loss (timeout)
1024.000 > P. 601:1601(1000) ack 1 win 65535 // copy 11: loss (timeout)
1624.000 > P. 601:1601(1000) ack 1 win 65535 // copy 12: loss (timeout)
2224.000 > P. 601:1601(1000) ack 1 win 65535 // copy 13: loss (timeout)
2824.000 > P. 601:1601(1000) ack 1 win 65535 // copy 14: loss (timeout)
3424.000 > P. 601:1601(1000) ack 1 win 65535 // copy 15: loss (timeout)
3601.000 -> CLOSED ETIMEDOUT
