package errno

import (
	"net"
	"os"
)

// Errno is a POSIX error by name. The zero value means no error and must not
// be returned as one.
type Errno uint8

// The errors.
const (
	EACCES Errno = iota + 1
	EADDRINUSE
	EADDRNOTAVAIL
	EAFNOSUPPORT
	EAGAIN
	EALREADY
	EBADF
	ECONNABORTED
	ECONNREFUSED
	ECONNRESET
	EDESTADDRREQ
	EFAULT
	EHOSTUNREACH
	EINPROGRESS
	EINVAL
	EISCONN
	EMFILE
	EMSGSIZE
	ENETUNREACH
	ENOBUFS
	ENOENT
	ENOPROTOOPT
	ENOTCONN
	EOPNOTSUPP
	EPIPE
	EPROTO
	ETIMEDOUT
	numErrno int = iota + 1
)

var texts = [numErrno][2]string{
	EACCES:        {"EACCES", "permission denied"},
	EADDRINUSE:    {"EADDRINUSE", "address in use"},
	EADDRNOTAVAIL: {"EADDRNOTAVAIL", "no address or port available"},
	EAFNOSUPPORT:  {"EAFNOSUPPORT", "address of another family"},
	EAGAIN:        {"EAGAIN", "would block"},
	EALREADY:      {"EALREADY", "connection attempt already under way"},
	EBADF:         {"EBADF", "socket is closed"},
	ECONNABORTED:  {"ECONNABORTED", "connection aborted"},
	ECONNREFUSED:  {"ECONNREFUSED", "connection refused"},
	ECONNRESET:    {"ECONNRESET", "connection reset by peer"},
	EDESTADDRREQ:  {"EDESTADDRREQ", "destination address required"},
	EFAULT:        {"EFAULT", "bad address"},
	EHOSTUNREACH:  {"EHOSTUNREACH", "host unreachable"},
	EINPROGRESS:   {"EINPROGRESS", "connection attempt under way"},
	EINVAL:        {"EINVAL", "invalid argument"},
	EISCONN:       {"EISCONN", "socket is connected"},
	EMFILE:        {"EMFILE", "too many open sockets"},
	EMSGSIZE:      {"EMSGSIZE", "message too long"},
	ENETUNREACH:   {"ENETUNREACH", "network unreachable"},
	ENOBUFS:       {"ENOBUFS", "no buffer space"},
	ENOENT:        {"ENOENT", "no such thing"},
	ENOPROTOOPT:   {"ENOPROTOOPT", "option not known"},
	ENOTCONN:      {"ENOTCONN", "socket is not connected"},
	EOPNOTSUPP:    {"EOPNOTSUPP", "operation not supported"},
	EPIPE:         {"EPIPE", "broken pipe"},
	EPROTO:        {"EPROTO", "protocol error"},
	ETIMEDOUT:     {"ETIMEDOUT", "timed out"},
}

// Name returns the POSIX name, such as "ECONNREFUSED".
func (e Errno) Name() string { return texts[e][0] }

// Error returns name and meaning.
func (e Errno) Error() string { return texts[e][0] + ": " + texts[e][1] }

// Is makes errors.Is find the errors of the standard library that code written
// for real connections asks for.
func (e Errno) Is(target error) bool {
	return e == EBADF && target == net.ErrClosed || e == ETIMEDOUT && target == os.ErrDeadlineExceeded
}

// Timeout makes deadline errors satisfy net.Error.
func (e Errno) Timeout() bool { return e == EAGAIN || e == ETIMEDOUT }

// Temporary satisfies net.Error; no error of ours is.
func (e Errno) Temporary() bool { return false }
