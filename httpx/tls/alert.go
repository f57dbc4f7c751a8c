package tls

import (
	"errors"
	"fmt"
	"io"
)

// alertDescription is why an end closes a session (RFC 8446 section 6).
type alertDescription uint8

// The alerts.
const (
	closeNotify           alertDescription = 0
	unexpectedMessage     alertDescription = 10
	recordOverflow        alertDescription = 22
	handshakeFailure      alertDescription = 40
	illegalParameter      alertDescription = 47
	decodeError           alertDescription = 50
	protocolVersion       alertDescription = 70
	internalError         alertDescription = 80
	noApplicationProtocol alertDescription = 120
)

var alertNames = map[alertDescription]string{
	closeNotify: "close_notify", unexpectedMessage: "unexpected_message", recordOverflow: "record_overflow",
	handshakeFailure: "handshake_failure", illegalParameter: "illegal_parameter", decodeError: "decode_error",
	protocolVersion: "protocol_version", internalError: "internal_error",
	noApplicationProtocol: "no_application_protocol",
}

// String is the name in the RFC, or the number.
func (a alertDescription) String() string {
	if name, ok := alertNames[a]; ok {
		return name
	}
	return fmt.Sprintf("alert %d", uint8(a))
}

// alertError is the error of a session that an alert has ended.
type alertError struct {
	alert alertDescription
	sent  string // why this end sent it; empty: the other end did
}

// Error satisfies error.
func (e *alertError) Error() string {
	if e.sent == "" {
		return fmt.Sprintf("the other end ended the TLS session: %v", e.alert)
	}
	return fmt.Sprintf("TLS: %s (%v)", e.sent, e.alert)
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
