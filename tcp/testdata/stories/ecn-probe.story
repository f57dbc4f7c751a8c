// Zero-window probes and acknowledgements are not ECT, and neither they nor further
// copies carry CWR: that waits for new data (RFC 3168 sections 6.1.2 to 6.1.6).
--profile=rfc
--ecn=on
--timestamps=no
--sack=no

0.000 connect
0.000 -> SYN-SENT
0.000 > SEW 0:0(0) win 65535 <mss 1460,wscale 5>
0.100 < S.E 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 5000 = 5000
0.200 > [ect0] . 1:1001(1000) ack 1 win 65535
0.200 > [ect0] . 1001:2001(1000) ack 1 win 65535
0.200 > [ect0] . 2001:3001(1000) ack 1 win 65535
0.200 > [ect0] . 3001:4001(1000) ack 1 win 65535
// A mark is echoed, and the window closes.
0.300 < .E 1:1(0) ack 4001 win 0
// 1.3: The probe carries the next byte, and neither ECT nor CWR.
1.300 > . 4001:4002(1) ack 1 win 65535 // held 100ms by slow start, 1000ms by receive window, until persist timer
1.400 < .E 1:1(0) ack 4001 win 0
3.300 > . 4001:4002(1) ack 1 win 65535 // copy 2: receive window; persist timer
// The byte of the probe goes again, and when it is acknowledged new data, with both.
4.000 < .E 1:1(0) ack 4001 win 8000
4.000 > . 4001:4002(1) ack 1 win 65535 // copy 3: receive window
4.100 < .E 1:1(0) ack 4002 win 8000
4.100 > [ect0] P.W 4002:5001(999) ack 1 win 65535 // held 100ms by slow start, 3700ms by receive window, 100ms by nagle, until ack 4002
4.200 < . 1:1(0) ack 5001 win 8000
