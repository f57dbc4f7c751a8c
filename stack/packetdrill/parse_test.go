package packetdrill

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

func parsed(t *testing.T, text string) *Script {
	s, err := Parse("a", text, nil)
	require.NoError(t, err, text)
	return s
}

func TestParseTimes(t *testing.T) {
	const packet = " > . 1:1(0) ack 1"
	for text, want := range map[string]When{
		"0.1":       {Absolute, 100 * vtime.Millisecond, 100 * vtime.Millisecond},
		"+.1":       {Relative, 100 * vtime.Millisecond, 100 * vtime.Millisecond},
		"+0.000001": {Relative, vtime.Microsecond, vtime.Microsecond},
		"3":         {Absolute, 3 * vtime.Second, 3 * vtime.Second},
		"*":         {Kind: AnyTime},
		"1~2.5":     {Absolute, vtime.Second, 2500 * vtime.Millisecond},
		"+1~+2":     {Relative, vtime.Second, 2 * vtime.Second},
	} {
		require.Equal(t, want, parsed(t, text+packet).Events[0].When, text)
	}
}

func TestParsePackets(t *testing.T) {
	for _, c := range []struct {
		text  string
		check func(t *testing.T, k *Packet)
	}{
		{"0 < S 0:0(0) win 100 <mss 1460,sackOK,TS val 1 ecr 2,nop,wscale 7>", func(t *testing.T, k *Packet) {
			require.Equal(t, Inbound, k.Direction)
			require.Equal(t, tcp.SYN, k.TCP.Flags)
			require.Equal(t, 100, k.TCP.Window)
			require.Equal(t, " <mss 1460,sackOK,TS val 1 ecr 2,nop,wscale 7>", optionsString(k.TCP.Options))
		}},
		{"0 > (ect0) FP. 1:11(10) ack 5 urg 3", func(t *testing.T, k *Packet) {
			require.Equal(t, Outbound, k.Direction)
			require.Equal(t, "ect0", k.IP.ECN)
			require.Equal(t, tcp.FIN|tcp.PSH|tcp.ACK, k.TCP.Flags)
			require.Equal(t, Segment{Flags: k.TCP.Flags, Seq: 1, Size: 10, HasAck: true, Ack: 5, Window: -1, Urgent: 3}, *k.TCP)
		}},
		{"0 > [tos 0x10, ttl 3] [99 > 80] SEW 0:0(0) <...>", func(t *testing.T, k *Packet) {
			require.Equal(t, IPInfo{TOS: 16, TTL: 3, FlowLabel: -1}, k.IP)
			require.Equal(t, [2]int{99, 80}, [2]int{k.SrcPort, k.DstPort})
			require.True(t, k.TCP.Any)
		}},
		{"0 < . 1:1(0) ack 1 win 9 <nop,nop,sack 1:2 4:5>", func(t *testing.T, k *Packet) {
			require.Equal(t, " <nop,nop,sack 1:2 4:5>", optionsString(k.TCP.Options))
		}},
		{"0 > S. 0:0(0) ack 1 <FO 3021b9d889017eeb,FOEXP 0102,md5 00,ECN e1b 1 ceb 2 e0b 3,255 0xab>",
			func(t *testing.T, k *Packet) {
				require.Equal(t, "3021b9d889017eeb", k.TCP.Options[0].Cookie)
				require.Equal(t, uint8(kindAccECN1), k.TCP.Options[3].Kind)
				require.Equal(t, TCPOption{Kind: 255, Data: []byte{0xab}}, k.TCP.Options[4])
			}},
		{"0 > P.5 1:2(1) ack 1", func(t *testing.T, k *Packet) {
			require.Equal(t, tcp.PSH|tcp.ACK|tcp.ECE, k.TCP.Flags)
			require.True(t, k.TCP.AE)
		}},
		{"0 < - 1:1(0)", func(t *testing.T, k *Packet) { require.Zero(t, k.TCP.Flags) }},
		{"0 < icmp unreachable frag_needed mtu 1300 [1:1001(1000)]", func(t *testing.T, k *Packet) {
			require.Equal(t, ICMP{"unreachable", "frag_needed", 1300, &Quote{Seq: 1, Size: 1000}}, *k.ICMP)
		}},
		{"0 > udp (7)", func(t *testing.T, k *Packet) { require.Equal(t, 7, k.UDP.Size) }},
	} {
		t.Run(c.text, func(t *testing.T) {
			s := parsed(t, c.text)
			require.Len(t, s.Events, 1)
			require.Equal(t, c.text, s.Events[0].Text)
			c.check(t, s.Events[0].Packet)
		})
	}
}

func TestParseCalls(t *testing.T) {
	s := parsed(t, `+.1...0.3 poll([{fd=4, events=POLLIN|POLLOUT, revents=0x5}], 1, -1) = -1 EAGAIN (not (yet))
		+0 sendmsg(4, {msg_name(...)=..., msg_iov(2)=[{..., 10}, {"ab" "c", 3}], msg_flags=0}, 0) = 13`)
	require.Len(t, s.Events, 2)
	c := s.Events[0].Call
	require.True(t, c.Blocking)
	require.Equal(t, 300*vtime.Millisecond, c.Until)
	require.Equal(t, int64(-1), c.Result.Number)
	require.Equal(t, "EAGAIN", c.Errno)
	require.Equal(t, "not (yet)", c.Note)
	require.Equal(t, int64(-1), c.Args[2].Number)
	f := c.Args[0].Items[0].Fields
	n, _ := number(f[1].Value)
	require.Equal(t, int64(5), n)
	iov := s.Events[1].Call.Args[1].Fields[1]
	require.Equal(t, int64(2), iov.Index)
	require.Equal(t, "abc", iov.Value.Items[1].Fields[0].Value.Text)
}

func TestParseScript(t *testing.T) {
	s := parsed(t, "// What.\n--mss=1000 --tolerance_usecs=9\n--mtu=500 // less\n`./defaults.sh &&\n  sysctl -q a=b`\n"+
		"#ifdef NOT\nthis is left out\n#else\n0 `true`\n#endif\n/* and\nthis */ 1 %{\nassert 1 < 2 # so\n}%\n`cleanup`\n")
	require.Len(t, s.Options, 3)
	require.Equal(t, "500", s.Options[2].Value)
	require.Equal(t, 4, s.Init.Line)
	require.Len(t, s.Events, 2)
	require.Equal(t, "true", s.Events[0].Command.Text)
	require.Equal(t, Pos{"a", 12, 9}, s.Events[1].Pos)
	require.Equal(t, "cleanup", s.Cleanup.Text)
	require.Equal(t, "linux", s.Profile())
	require.Equal(t, "freebsd", parsed(t, "0 `sysctl -w net.inet.tcp.rfc1323=0`").Profile())
	require.Equal(t, "rfc", parsed(t, "--profile=rfc\n").Profile())

	s, err := Parse("a", "0 > . 1:1(0) ack N <FO C>", map[string]string{"N": "7", "C": "0102"})
	require.NoError(t, err)
	require.Equal(t, uint32(7), s.Events[0].Packet.TCP.Ack)
	require.Equal(t, []byte{1, 2}, s.Events[0].Packet.TCP.Options[0].Data)
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
		_, err := Parse("a", c.text, nil)
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
		s, err := Parse("fuzz", text, nil)
		if err != nil {
			var at *syntaxError
			require.ErrorAs(t, err, &at)
			return
		}
		if len(text) < 4096 && len(s.Events) < 50 {
			Run(s, Options{})
		}
	})
}
