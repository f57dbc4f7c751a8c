package errno

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var _ net.Error = Errno(0)

func TestNamesAreUnique(t *testing.T) {
	names, texts := map[string]bool{}, map[string]bool{}
	for e := EACCES; int(e) < numErrno; e++ {
		require.True(t, strings.HasPrefix(e.Name(), "E"), "%d", e)
		require.False(t, names[e.Name()], e.Name())
		text, ok := strings.CutPrefix(e.Error(), e.Name()+": ")
		require.True(t, ok, e.Error())
		require.NotEmpty(t, text)
		require.False(t, texts[text], text)
		names[e.Name()], texts[text] = true, true
	}
	require.Len(t, names, numErrno-1)
	require.Equal(t, ETIMEDOUT, Errno(numErrno-1), "the list is sorted and ETIMEDOUT its last")
}

func TestErrorsAreFoundThroughWrapping(t *testing.T) {
	err := fmt.Errorf("dial: %w", ECONNREFUSED)
	require.ErrorIs(t, err, ECONNREFUSED)
	require.NotErrorIs(t, err, ECONNRESET)
	require.EqualError(t, err, "dial: ECONNREFUSED: connection refused")
	var e Errno
	require.True(t, errors.As(err, &e))
	require.Equal(t, "ECONNREFUSED", e.Name())
}

func TestTimeoutsAreThoseOfNetError(t *testing.T) {
	for e := EACCES; int(e) < numErrno; e++ {
		require.Equal(t, e == EAGAIN || e == ETIMEDOUT, e.Timeout(), e.Name())
		require.False(t, e.Temporary())
	}
}

func TestErrorsOfTheStandardLibrary(t *testing.T) {
	for e := EACCES; int(e) < numErrno; e++ {
		require.Equal(t, e == EBADF, errors.Is(e, net.ErrClosed), e.Name())
		require.Equal(t, e == ETIMEDOUT, errors.Is(e, os.ErrDeadlineExceeded), e.Name())
	}
}
