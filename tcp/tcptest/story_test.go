package tcptest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const handshake = "0.000 connect\n0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>\n"

func TestTellWritesWhatHappens(t *testing.T) {
	told, err := Tell("a.story", []byte("--profile=rfc\n\n// First.\n"+handshake+"// 1.2: Again.\n//   And again.\n"+
		"0.200 write 100\n1.300 < . 1:1(0) ack 101\n// Last.\n"))
	require.NoError(t, err)
	require.Equal(t, `--profile=rfc

// First.
0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 100 = 100
0.200 > P. 1:101(100) ack 1 win 65535
// 1.2: Again.
//   And again.
1.200 > P. 1:101(100) ack 1 win 65535 // copy 2: loss (timeout)
1.300 < . 1:1(0) ack 101 win 8000
// Last.
`, string(told))
	again, err := Tell("a.story", told)
	require.NoError(t, err)
	require.Equal(t, string(told), string(again))
}

func TestTellShowsFates(t *testing.T) {
	told, err := Tell("a.story", []byte("--timestamps=no\n--tlp=no\n--delay=10ms\n--client.lose=3\n--client.twice=4:5ms\n--client.late=4:1ms\n"+
		"--server.delayed_ack=0ms\n0 server listen\n0 client connect\n1 client write 10\n"))
	require.NoError(t, err)
	require.Contains(t, string(told), "1.000 client > P. 1:11(10) ack 1 win 32768 // lost\n")
	require.Contains(t, string(told), "2.000 client > P. 1:11(10) ack 1 win 32768 // "+
		"copy 2: loss (timeout); 1ms late; arrives twice, 5ms apart\n2.011 server > . 1:1(0) ack 11 win 32767\n"+
		"2.016 server > . 1:1(0) ack 11 win 32767 <sack 1:11>\n")
}

// Errors name the file and the line, all of a file at once.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ name, story, want string }{
		{"time", "x connect", `a:1: "x": expected a time in seconds`},
		{"fraction", "0.0000000001 connect", `a:1: "0.0000000001": expected a time in seconds`},
		{"late", "400000000 connect", `a:1: "400000000": expected a time in seconds`},
		{"back", "1 connect\n0.5 close", "a:2: time goes back"},
		{"call", "0 fly", `a:1: "fly": expected one of connect, listen,`},
		{"argument", "0 connect now", `a:1: "connect now": expected one of`},
		{"amount", "0 write -1", `a:1: "write -1": expected one of`},
		{"fact", "0 info cwnd age", `a:1: "info cwnd age": expected one of`},
		{"packet", "0 < S 0:0", "a:1: the end: expected ("},
		{"length", "0 < . 0:9(10) ack 1", "a:1: 0:9 is not 10 bytes long"},
		{"large", "0 < . 0:70000(70000) ack 1", "a:1: 70000 bytes do not fit into a datagram"},
		{"number", "0 < . 0:0(0) ack 4294967296", "a:1: 4294967296: an acknowledgement number of at most 4294967295 was expected"},
		{"window", "0 < . 0:0(0) ack 1 win 65536", "a:1: 65536: a number of at most 65535 was expected"},
		{"ack", "0 < . 0:0(0)", "a:1: the flag . and a number after ack go together"},
		{"no ack", "0 < S 0:0(0) ack 1", "a:1: the flag . and a number after ack go together"},
		{"segment option", "0 < S 0:0(0) <mss>", `a:1: ">": expected a segment size`},
		{"option", "--knob", `a:1: "--knob": expected --KEY=VALUE`},
		{"option below", "0 connect\n--delay=1ms", "a:2: options come before the first step"},
		{"unknown knob", "--speed=1", "a:1: --speed=1: no such option, and no such knob"},
		{"knob's value", "--nagle=maybe", "a:1: --nagle=maybe: expected one of off, classic, minshall"},
		{"knob's range", "--ack_every=0", "a:1: --ack_every=0: ack_every: 0 segments is not between"},
		{"yes or no", "--reset_if_unread=1", "a:1: --reset_if_unread=1: expected yes or no"},
		{"duration", "--delayed_ack=40", "a:1: --delayed_ack=40: expected a duration, as 40ms"},
		{"profile", "--profile=beos", "a:1: --profile=beos: expected rfc, classic, linux or freebsd"},
		{"iss", "--iss=-1", "a:1: --iss=-1: expected a sequence number"},
		{"wakes", "--wakes=up", "a:1: --wakes=up: expected some of established,"},
		{"lose", "--lose=0", "a:1: --lose=0: expected numbers of segments, as 3,5"},
		{"twice", "--twice=3", "a:1: --twice=3: expected a segment and a delay, as 3:10ms"},
		{"until", "--until=soon", `a:1: "soon": expected a time in seconds`},
		{"who", "--router.mss=9", `a:1: "router": expected client or server before the dot`},
		{"nobody", "--client.mss=900\n0 connect", "a:1: there is no client in this story"},
		{"both", "0 client connect\n0 listen", "a:2: either every step names client or server, or none does"},
		{"inject", "0 client < S 0:0(0)", "a:1: nothing is injected where both ends are real"},
		{"twice opened", "0 connect\n1 connect", "a:2: the connection was opened before"},
		{"endless", "--keepalive_idle=1s\n0 listen\n1 < S 0:0(0)\n2 < . 1:1(0) ack 1\n3 keepalive on\n" +
			strings.Repeat("4 < . 1:1(0) ack 1\n4 < R 5:5(0)\n", 3000), "the story does not end: say --until=TIME"},
		{"too much", "0 connect\n0 write 200000\n0 write 200000", "a:3: a story writes at most 250000 bytes"},
		{"comment", handshake + "// Lost.\n0.100 -> ESTABLISHED",
			"a:4: the comment above what happened needs a time to stay there"},
		{"notes", "// 2: two\n// 1: one\n0 connect", "a:2: time goes back"},
		{"all", "0 fly\n1 crawl", "a:2: \"crawl\""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Tell("a", []byte(c.story))
			require.ErrorContains(t, err, c.want)
		})
	}
}

// FuzzTell: whatever the text, there is an error or a story that tells itself.
func FuzzTell(f *testing.F) {
	files, err := filepath.Glob("../testdata/stories/*.story")
	require.NoError(f, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(string(text))
	}
	f.Add("0 listen\n0 < A 0(0)") // the one flag that stands apart from the others, alone
	f.Fuzz(func(t *testing.T, text string) {
		told, err := Tell("fuzz", []byte(text))
		if err != nil {
			return
		}
		again, err := Tell("fuzz", told)
		require.NoError(t, err)
		require.Equal(t, string(told), string(again))
	})
}
