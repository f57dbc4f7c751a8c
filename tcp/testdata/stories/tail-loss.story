// The last segment is lost: no later one makes duplicates, and the timer has to repair
// it. Example 3 of the attribution: one way takes 50 ms, the timeout 300 ms; the
// segment leaves at 1.100, its copy at 1.400, which arrives at 1.450.
--profile=rfc
--rto_min=200ms
--mss=1000
--initial_window_rule=segments
--initial_window=4
--server.delayed_ack=0ms
--delay=50ms
--client.lose=3
--timestamps=no

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 65535 <mss 1000,sackOK,wscale 5>
0.050 server -> SYN-RECEIVED
0.050 server > S. 0:0(0) ack 1 win 65535 <mss 1000,sackOK,wscale 5>
0.100 client -> ESTABLISHED
0.100 client > . 1:1(0) ack 1 win 32768
0.150 server -> ESTABLISHED
// The handshake was the only sample: 100 ms + 4 * 50 ms.
1.000 client info srtt rto = 100ms 300ms
1.100 client write 500 = 500
1.100 client > P. 1:501(500) ack 1 win 32768 // lost
1.400 client > P. 1:501(500) ack 1 win 32768 // copy 2: loss (probe); probe timer
1.449999999 server read all = EAGAIN
1.450 server > . 1:1(0) ack 501 win 32752
1.450 server read all = 500
