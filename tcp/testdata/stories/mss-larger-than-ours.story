// The peer would take more than our interface carries: we send what fits here.
--profile=rfc
--mss=1200

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 8960>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65535 <mss 1200>
0.100 < . 1:1(0) ack 1 win 8000
0.100 -> ESTABLISHED
0.100 info mss = 1200
0.200 write 2400 = 2400
0.200 > . 1:1201(1200) ack 1 win 65535
0.200 > P. 1201:2401(1200) ack 1 win 65535
0.300 < . 1:1(0) ack 2401 win 8000
