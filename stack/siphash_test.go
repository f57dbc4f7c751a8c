package stack

import (
	"testing"

	"github.com/rttlab/rttlab/ip"
	"github.com/stretchr/testify/require"
)

// The vectors of the paper's appendix, and a cookie that Linux makes.
func TestSipHash(t *testing.T) {
	var key [16]byte
	data := make([]byte, 15)
	for i := range key {
		key[i] = byte(i)
	}
	for i := range data {
		data[i] = byte(i)
	}
	require.Equal(t, uint64(0xa129ca6149be45e5), sipHash(key, data))
	require.Equal(t, uint64(0x726fdb47dd0e0e31), sipHash(key, nil))
}

func TestCookieOfLinux(t *testing.T) {
	key, err := ParseFastOpenKey("a1a1a1a1-b2b2b2b2-c3c3c3c3-d4d4d4d4")
	require.NoError(t, err)
	c := fastOpenCookie(key, addr("192.0.2.1"), addr("192.168.0.1"))
	require.EqualValues(t, 8, c.Len)
	require.Equal(t, []byte{0x30, 0x21, 0xb9, 0xd8, 0x89, 0x01, 0x7e, 0xeb}, c.Bytes[:8])
	_ = ip.Addr{}
}
