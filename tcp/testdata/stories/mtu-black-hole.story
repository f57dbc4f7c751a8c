// Large segments vanish on the way and no router says so. After the fourth timeout smaller
// ones are tried (RFC 8899 section 4.3): they get through.
--profile=rfc
--timestamps=no
--mtu_probing=black_hole
--tlp=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1460,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 2920 = 2920
0.200 > . 1:1461(1460) ack 1 win 65535
0.200 > P. 1461:2921(1460) ack 1 win 65535
1.200 > . 1:1461(1460) ack 1 win 65535 // copy 2: loss (timeout)
3.200 > . 1:1461(1460) ack 1 win 65535 // copy 3: loss (timeout)
7.200 > . 1:1461(1460) ack 1 win 65535 // copy 4: loss (timeout)
15.200 > . 1:1025(1024) ack 1 win 65535 // copy 5: path mtu black hole
15.300 < . 1:1(0) ack 1025 win 60000
15.300 > . 1025:2049(1024) ack 1 win 65535 // copy 5: path mtu black hole
15.300 > P. 2049:2921(872) ack 1 win 65535 // copy 5: path mtu black hole
15.400 < . 1:1(0) ack 2921 win 60000
15.500 info mss una = 1024 2921
