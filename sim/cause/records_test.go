package cause

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// Among thousands of connections a record waits for the lines that it is written to.
func TestRecordsTouchFewLines(t *testing.T) {
	var b both
	const line = 64
	require.LessOrEqual(t, unsafe.Sizeof(b), uintptr(7*line), "a piece of the heap that begins with a line")
	require.LessOrEqual(t, unsafe.Offsetof(b.half.firsts)+unsafe.Sizeof(b.half.firsts), uintptr(line))
	require.EqualValues(t, line, unsafe.Offsetof(b.half.resends))
	require.EqualValues(t, line/2, unsafe.Sizeof(again{}))
	progress := unsafe.Offsetof(b.receipt) + unsafe.Offsetof(b.receipt.progress)
	require.Equal(t, uintptr(2*line), progress)
	require.Less(t, unsafe.Offsetof(b.receipt)+unsafe.Offsetof(b.receipt.strays), uintptr(3*line))
	require.EqualValues(t, 4*line, unsafe.Offsetof(b.progress))
	require.EqualValues(t, line, unsafe.Sizeof(strays{}))
}
