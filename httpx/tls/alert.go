package tls

import (
	"errors"
	"fmt"
	"io"
)

// Alert is why an end closes a session (RFC 8446 section 6).
type Alert uint8

// The alerts.
const (
	CloseNotify           Alert = 0
	UnexpectedMessage     Alert = 10
	RecordOverflow        Alert = 22
	HandshakeFailure      Alert = 40
	IllegalParameter      Alert = 47
	DecodeError           Alert = 50
	ProtocolVersion       Alert = 70
	InternalError         Alert = 80
	NoApplicationProtocol Alert = 120
)

var alertNames = map[Alert]string{
	CloseNotify: "close_notify", UnexpectedMessage: "unexpected_message", RecordOverflow: "record_overflow",
	HandshakeFailure: "handshake_failure", IllegalParameter: "illegal_parameter", DecodeError: "decode_error",
	ProtocolVersion: "protocol_version", InternalError: "internal_error",
	NoApplicationProtocol: "no_application_protocol",
}

// String is the name in the RFC, or the number.
func (a Alert) String() string {
	if name, ok := alertNames[a]; ok {
		return name
	}
	return fmt.Sprintf("alert %d", uint8(a))
}

// AlertError is the error of a session that an alert has ended.
type AlertError struct {
	Alert Alert
	Sent  string // why this end sent it; empty: the other end did
}

// Error satisfies error.
func (e *AlertError) Error() string {
	if e.Sent == "" {
		return fmt.Sprintf("the other end ended the TLS session: %v", e.Alert)
	}
	return fmt.Sprintf("TLS: %s (%v)", e.Sent, e.Alert)
}

// ErrEarlyDataRejected says that the server has thrown away what was sent early: it
// has to be sent again, which is possible now.
var ErrEarlyDataRejected = errors.New("the server did not take early data")

// ErrPlainHTTP says that a client has sent a request in the clear.
var ErrPlainHTTP = errors.New("a request in the clear came to a port for TLS")

// errTruncated is the end of a connection that no close_notify announced: somebody
// may have cut it off (RFC 8446 section 6.1).
var errTruncated = fmt.Errorf("the connection ended without a close_notify: %w", io.ErrUnexpectedEOF)

// errNotYet says that a record is not complete.
var errNotYet = errors.New("not all of the record has come")
