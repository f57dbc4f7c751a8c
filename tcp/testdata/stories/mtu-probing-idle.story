// After a pause the window is what the idle rule leaves of it, and that is too little for a
// probe of the segment size: a usual segment leaves, and no probe waits for a window that
// only grows once something is acknowledged.
--profile=linux
--congestion=reno
--cwnd_counts=bytes
--mtu_probing=always
--timestamps=no
--initial_window=1
--idle_restart=restart

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.100 < S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
0.200 write 15360 = 15360
0.200 > . 1:1025(1024) ack 1 win 64240
0.300 < . 1:1(0) ack 1025 win 65535
0.300 > . 1025:2049(1024) ack 1 win 64240 // held 100ms by slow start, until ack 1025
0.300 > . 2049:3073(1024) ack 1 win 64240 // held 100ms by slow start, until ack 1025
0.400 < . 1:1(0) ack 3073 win 65535
0.400 > . 3073:4097(1024) ack 1 win 64240 // held 200ms by slow start, until ack 3073
0.400 > P. 4097:5121(1024) ack 1 win 64240 // held 200ms by slow start, until ack 3073
0.400 > . 5121:6145(1024) ack 1 win 64240 // held 200ms by slow start, until ack 3073
0.400 > P. 6145:7169(1024) ack 1 win 64240 // held 200ms by slow start, until ack 3073
0.500 < . 1:1(0) ack 7169 win 65535
0.500 > . 7169:8193(1024) ack 1 win 64240 // held 300ms by slow start, until ack 7169
0.500 > P. 8193:9217(1024) ack 1 win 64240 // held 300ms by slow start, until ack 7169
0.500 > . 9217:10241(1024) ack 1 win 64240 // held 300ms by slow start, until ack 7169
0.500 > P. 10241:11265(1024) ack 1 win 64240 // held 300ms by slow start, until ack 7169
0.500 > . 11265:12289(1024) ack 1 win 64240 // held 300ms by slow start, until ack 7169
0.500 > P. 12289:13313(1024) ack 1 win 64240 // held 300ms by slow start, until ack 7169
0.500 > . 13313:14337(1024) ack 1 win 64240 // held 300ms by slow start, until ack 7169
0.500 > P. 14337:15361(1024) ack 1 win 64240 // held 300ms by slow start, until ack 7169
0.600 < . 1:1(0) ack 15361 win 65535
0.600 info mss cwnd = 1024 16384
3.000 write 6144 = 6144
3.000 > . 15361:16385(1024) ack 1 win 64240
3.100 < . 1:1(0) ack 16385 win 65535
3.100 > . 16385:17409(1024) ack 1 win 64240 // held 100ms by slow start, until ack 16385
3.100 > . 17409:18433(1024) ack 1 win 64240 // held 100ms by slow start, until ack 16385
3.200 < . 1:1(0) ack 18433 win 65535
3.200 > . 18433:19457(1024) ack 1 win 64240 // held 200ms by slow start, until ack 18433
3.200 > P. 19457:20481(1024) ack 1 win 64240 // held 200ms by slow start, until ack 18433
3.200 > P. 20481:21505(1024) ack 1 win 64240 // held 200ms by slow start, until ack 18433
3.300 < . 1:1(0) ack 21505 win 65535
