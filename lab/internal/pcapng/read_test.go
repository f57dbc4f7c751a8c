package pcapng

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// rawBlock is a block taken apart by the letter of the format, and not by what
// the writer knows: gopacket reads no comments, flags or names.
type rawBlock struct {
	kind    uint32
	body    []byte // without options
	options map[uint16]string
}

// fixedPart is how long the body of a block is before its options.
func fixedPart(kind uint32, body []byte) int {
	switch kind {
	case typeSection:
		return 16
	case typeInterface:
		return 8
	case typeStatistics:
		return 12
	case typePacket:
		return 20 + (int(order.Uint32(body[12:]))+3)/4*4
	}
	return len(body)
}

func readBlocks(t *testing.T, file []byte) []rawBlock {
	t.Helper()
	var blocks []rawBlock
	for len(file) > 0 {
		require.GreaterOrEqual(t, len(file), 12)
		kind, n := order.Uint32(file), int(order.Uint32(file[4:]))
		require.Zero(t, n%4)
		require.LessOrEqual(t, n, len(file))
		require.EqualValues(t, n, order.Uint32(file[n-4:]), "the length at the end")
		body := file[8 : n-4]
		cut := fixedPart(kind, body)
		blocks = append(blocks, rawBlock{kind, body[:cut], readOptions(t, body[cut:])})
		file = file[n:]
	}
	return blocks
}

func readOptions(t *testing.T, b []byte) map[uint16]string {
	t.Helper()
	options := map[uint16]string{}
	for len(b) > 0 {
		code, n := order.Uint16(b), int(order.Uint16(b[2:]))
		if code == optEnd {
			require.Equal(t, []byte{0, 0, 0, 0}, b, "nothing comes after the end")
			return options
		}
		padded := (n + 3) / 4 * 4
		require.GreaterOrEqual(t, len(b), 4+padded)
		require.NotContains(t, options, code)
		options[code] = string(b[4 : 4+n])
		b = b[4+padded:]
	}
	require.Empty(t, options, "the end of the options is missing")
	return options
}

// readNames takes a name resolution block apart: address as bytes, then names,
// each with its final zero byte.
func readNames(t *testing.T, b []byte) (records [][2]string) {
	t.Helper()
	for {
		kind, n := order.Uint16(b), int(order.Uint16(b[2:]))
		if kind == recordEnd {
			require.Equal(t, []byte{0, 0, 0, 0}, b)
			return records
		}
		width := map[uint16]int{recordIPv4: 4, recordIPv6: 16}[kind]
		require.NotZero(t, width)
		records = append(records, [2]string{string(b[4 : 4+width]), string(b[4+width : 4+n])})
		b = b[4+(n+3)/4*4:]
	}
}
