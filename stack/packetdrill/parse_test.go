package packetdrill

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

func parsed(t *testing.T, text string) *script {
	s, err := parse("a", text, nil)
	require.NoError(t, err, text)
	return s
}

func TestParseTimes(t *testing.T) {
	const packet = " > . 1:1(0) ack 1"
	for text, want := range map[string]when{
		"0.1":       {absolute, 100 * vtime.Millisecond, 100 * vtime.Millisecond},
		"+.1":       {relative, 100 * vtime.Millisecond, 100 * vtime.Millisecond},
		"+0.000001": {relative, vtime.Microsecond, vtime.Microsecond},
		"3":         {absolute, 3 * vtime.Second, 3 * vtime.Second},
		"*":         {kind: anyTime},
		"1~2.5":     {absolute, vtime.Second, 2500 * vtime.Millisecond},
		"+1~+2":     {relative, vtime.Second, 2 * vtime.Second},
	} {
		require.Equal(t, want, parsed(t, text+packet).events[0].when, text)
	}
}

func TestParsePackets(t *testing.T) {
	for _, c := range []struct {
		text  string
		check func(t *testing.T, k *packet)
	}{
		{"0 < S 0:0(0) win 100 <mss 1460,sackOK,TS val 1 ecr 2,nop,wscale 7>", func(t *testing.T, k *packet) {
			require.Equal(t, Inbound, k.direction)
			require.Equal(t, tcp.SYN, k.tcp.flags)
			require.Equal(t, 100, k.tcp.window)
			require.Equal(t, " <mss 1460,sackOK,TS val 1 ecr 2,nop,wscale 7>", optionsString(k.tcp.options))
		}},
		{"0 > (ect0) FP. 1:11(10) ack 5 urg 3", func(t *testing.T, k *packet) {
			require.Equal(t, Outbound, k.direction)
			require.Equal(t, "ect0", k.ip.ecn)
			require.Equal(t, tcp.FIN|tcp.PSH|tcp.ACK, k.tcp.flags)
			require.Equal(t, segment{flags: k.tcp.flags, seq: 1, size: 10, hasAck: true, ack: 5, window: -1, urgent: 3}, *k.tcp)
		}},
		{"0 > [tos 0x10, ttl 3] [99 > 80] SEW 0:0(0) <...>", func(t *testing.T, k *packet) {
			require.Equal(t, ipInfo{tos: 16, ttl: 3, flowLabel: -1}, k.ip)
			require.Equal(t, [2]int{99, 80}, [2]int{k.srcPort, k.dstPort})
			require.True(t, k.tcp.any)
		}},
		{"0 < . 1:1(0) ack 1 win 9 <nop,nop,sack 1:2 4:5>", func(t *testing.T, k *packet) {
			require.Equal(t, " <nop,nop,sack 1:2 4:5>", optionsString(k.tcp.options))
		}},
		{"0 > S. 0:0(0) ack 1 <FO 3021b9d889017eeb,FOEXP 0102,md5 00,ECN e1b 1 ceb 2 e0b 3,255 0xab>",
			func(t *testing.T, k *packet) {
				require.Equal(t, "3021b9d889017eeb", k.tcp.options[0].cookie)
				require.Equal(t, uint8(kindAccECN1), k.tcp.options[3].kind)
				require.Equal(t, tcpOption{kind: 255, data: []byte{0xab}}, k.tcp.options[4])
			}},
		{"0 > P.5 1:2(1) ack 1", func(t *testing.T, k *packet) {
			require.Equal(t, tcp.PSH|tcp.ACK|tcp.ECE, k.tcp.flags)
			require.True(t, k.tcp.ae)
		}},
		{"0 < - 1:1(0)", func(t *testing.T, k *packet) { require.Zero(t, k.tcp.flags) }},
		{"0 < icmp unreachable frag_needed mtu 1300 [1:1001(1000)]", func(t *testing.T, k *packet) {
			require.Equal(t, icmp{"unreachable", "frag_needed", 1300, &quote{seq: 1, size: 1000}}, *k.icmp)
		}},
		{"0 > udp (7)", func(t *testing.T, k *packet) { require.Equal(t, 7, k.udp.size) }},
	} {
		t.Run(c.text, func(t *testing.T) {
			s := parsed(t, c.text)
			require.Len(t, s.events, 1)
			require.Equal(t, c.text, s.events[0].text)
			c.check(t, s.events[0].packet)
		})
	}
}

func TestParseCalls(t *testing.T) {
	s := parsed(t, `+.1...0.3 poll([{fd=4, events=POLLIN|POLLOUT, revents=0x5}], 1, -1) = -1 EAGAIN (not (yet))
		+0 sendmsg(4, {msg_name(...)=..., msg_iov(2)=[{..., 10}, {"ab" "c", 3}], msg_flags=0}, 0) = 13`)
	require.Len(t, s.events, 2)
	c := s.events[0].call
	require.True(t, c.blocking)
	require.Equal(t, 300*vtime.Millisecond, c.until)
	require.Equal(t, int64(-1), c.result.number)
	require.Equal(t, "EAGAIN", c.errno)
	require.Equal(t, "not (yet)", c.note)
	require.Equal(t, int64(-1), c.args[2].number)
	f := c.args[0].items[0].fields
	n, _ := number(f[1].value)
	require.Equal(t, int64(5), n)
	iov := s.events[1].call.args[1].fields[1]
	require.Equal(t, int64(2), iov.index)
	require.Equal(t, "abc", iov.value.items[1].fields[0].value.text)
}

func TestParseScript(t *testing.T) {
	s := parsed(t, "// What.\n--mss=1000 --tolerance_usecs=9\n--mtu=500 // less\n`./defaults.sh &&\n  sysctl -q a=b`\n"+
		"#ifdef NOT\nthis is left out\n#else\n0 `true`\n#endif\n/* and\nthis */ 1 %{\nassert 1 < 2 # so\n}%\n`cleanup`\n")
	require.Len(t, s.options, 3)
	require.Equal(t, "500", s.options[2].Value)
	require.Equal(t, 4, s.init.Line)
	require.Len(t, s.events, 2)
	require.Equal(t, "true", s.events[0].command.text)
	require.Equal(t, Pos{"a", 12, 9}, s.events[1].Pos)
	require.Equal(t, "cleanup", s.cleanup.text)
	require.Equal(t, "linux", s.profile())
	require.Equal(t, "freebsd", parsed(t, "0 `sysctl -w net.inet.tcp.rfc1323=0`").profile())
	require.Equal(t, "rfc", parsed(t, "--profile=rfc\n").profile())

	s, err := parse("a", "0 > . 1:1(0) ack N <FO C>", map[string]string{"N": "7", "C": "0102"})
	require.NoError(t, err)
	require.Equal(t, uint32(7), s.events[0].packet.tcp.ack)
	require.Equal(t, []byte{1, 2}, s.events[0].packet.tcp.options[0].data)
}

// Mistakes say where they are and what was expected.
func TestParseMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"x", `a:1:1: "x": expected a time in seconds`},
		{"0", "a:1:2: the end: expected <, >"},
		{"+", "expected a time"},
		{"0 > S 0:5(4)", "a:1:7: 0:5 is not 4 bytes long"},
		{"0 > Q 0:0(0)", `a:1:5: "Q": expected flags`},
		{"0 > S 0:0(0) <mss>", "expected a segment size"},
		{"0 > S 0:0(0) <mss 70000>", "of at most 65535 was expected"},
		{"0 > S 0:0(0) <what 3>", `"what": expected mss N`},
		{"0 > S 0:0(0) <nop nop>", `"nop": expected , or >`},
		{"0 > S 0:99999(99999)", "do not fit into a datagram"},
		{"0 > (ect9) S 0:0(0)", `"ect9": expected ect0`},
		{"0 < icmp nonsense", "a:1:10: icmp nonsense: the type is not known; expected one of echo_reply"},
		{"0 < icmp unreachable nonsense", "the code is not known; expected one of net_unreachable"},
		{"0 > sctp: INIT", "sctp is not simulated"},
		{"* < S 0:0(0)", "a packet to inject needs one time"},
		{"1~2 close(3) = 0", "only packets that are expected"},
		{"1~+2 > . 1:1(0) ack 1", "both ends of a range are relative"},
		{"2~1 > . 1:1(0) ack 1", "the range ends before it begins"},
		{"0 close(3)", "expected ="},
		{"0 close(3 = 0", `"=": expected , or )`},
		{"0 read(3, {a=) = 0", `")": expected an argument`},
		{"0 close(3) = 0 (never", "the note does not end"},
		{"0 `true", "expected a closing `"},
		{"0 %{ x = 1", "expected a closing }%"},
		{`0 open("x`, `expected a closing "`},
		{"/* 0", "the comment does not end"},
		{"#ifdef A\n", "a:1:1: #ifdef without #endif"},
		{"#endif\n", "a:1:1: #endif without #ifdef"},
		{"`a`\n0 `b`\n`c` 1", `"1": expected a time, or nothing`},
		{"0 %{\n x = \n}%", "a:2:1: code: the line ends too early"},
		{"0 %{ while True }%", "expected assert, print or an assignment"},
		{"0 %{ assert f(1) }%", "expected abs, int"},
		{"0 %{ assert 1 in 2 }%", "in: expected values in brackets"},
		{"0 %{ assert 1 2 }%", "expected the end of the statement"},
	} {
		_, err := parse("a", c.text, nil)
		require.ErrorContains(t, err, c.want, c.text)
	}
}

func TestCode(t *testing.T) {
	run := func(text string, v *variables) error {
		c, err := parseCode(Pos{}, text)
		require.NoError(t, err, text)
		_, err = c.run(v)
		return err
	}
	v := &variables{own: map[string]value{}, lookup: func(name string) (int64, bool) {
		return 10, name == "tcpi_snd_cwnd"
	}}
	for _, text := range []string{
		"assert tcpi_snd_cwnd == 10", "assert 9 < tcpi_snd_cwnd <= 10 and not 0", "assert (1 | 6) & 4, 'm'",
		"x = 3\nx += 4; assert x == 7", "assert x * 2 == 14 and x // 2 == 3 and x % 4 == 3 and x / 2 == 3.5",
		"assert 1 << 4 == 16 or 1 / 0", "assert min(1, x) == 1 and max(1, x) == 7 and abs(-2) == 2 and int(7/2) == 3",
		"assert -1 < 0 and x != 8 and 'a' == \"a\"", "assert (x ==\n 7)",
		"import sys\nfrom math import *\npass\nassert x in (6, 7) and x in [7] and not x in (8,)",
	} {
		require.NoError(t, run(text, v), text)
	}
	var printed []string
	v.print = func(l string) { printed = append(printed, l) }
	require.NoError(t, run("print(tcpi_snd_cwnd, 'of', x / 2)\nprint x", v))
	require.Equal(t, []string{"10 of 3.5", "7"}, printed)
	for text, want := range map[string]string{
		"assert tcpi_snd_cwnd == 11, 'why'": "assert tcpi_snd_cwnd == 11 does not hold: tcpi_snd_cwnd = 10 (why)",
		"assert nothing":                    "nothing is not known",
		"y += 1":                            "y has no value yet",
		"y = 1 / 0":                         "division by zero",
		"y = 1 % 0":                         "division by zero",
		"y = 1 << 99":                       "expected 0 to 64",
		"y = 1.5 & 1":                       "& is for whole numbers",
		"y = 'a' - 1":                       "- is for numbers",
	} {
		require.ErrorContains(t, run(text, v), want)
	}
}

// FuzzParse: whatever the text, there is an error at a place, or a script that
// runs to its end.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("../../testdata/packetdrill/*/*.pkt")
	require.NoError(f, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := parse("fuzz", text, nil)
		if err != nil {
			var at *syntaxError
			require.ErrorAs(t, err, &at)
			return
		}
		if len(text) < 4096 && len(s.events) < 50 {
			run(s, Options{})
		}
	})
}
