// 4.4BSD delays no acknowledgement by a timer of its own: five times a second a clock ticks,
// and all leave that are owed then (tcp_fasttimo).
--profile=classic
--ack_ticks=yes
--delayed_ack=200ms
--mss=1000
--reads=yes

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 16384 <mss 1000>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 16384
// 50 ms to the next tick.
0.350 < P. 1:101(100) ack 1 win 8000
0.400 > . 1:1(0) ack 101 win 16284 // ack held 50ms; delayed-ack timer
// Owed since just after a tick: until the next one.
0.401 < P. 101:201(100) ack 1 win 8000
0.600 > . 1:1(0) ack 201 win 16184 // ack held 199ms; delayed-ack timer
// At the very tick it is too late for that.
1.000 < P. 201:301(100) ack 1 win 8000
1.200 > . 1:1(0) ack 301 win 16084 // ack held 200ms; delayed-ack timer
