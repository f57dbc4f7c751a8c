package tls

import (
	"encoding/binary"
	"fmt"
	"io"
)

// mostUseless is how many records in a row may bring nothing that anybody waits for, tickets
// among them (crypto/tls: maxUselessRecords).
const mostUseless = 16

// next takes the next record.
func (s *Session) next(block bool) error {
	t, content, err := s.record(block)
	if err != nil {
		return err
	}
	if t == alert || len(content) > 0 && (t == application || s.shaking && t == handshake) {
		s.useless = 0
	} else if s.useless++; s.useless > mostUseless {
		s.drop()
		return s.fail(unexpectedMessage, fmt.Sprintf("more than %d records came that bring nothing", mostUseless))
	}
	switch t {
	case application:
		return s.data(content)
	case handshake:
		s.pending = append(s.pending, content...)
		s.drop()
		return nil
	case changeCipherSpec:
		s.drop()
		s.in.on = s.in.on || s.state.Version == TLS12 // in version 1.3 it means nothing
		return nil
	}
	defer s.drop()
	switch {
	case len(content) != 2:
		return s.fail(decodeError, "an alert makes no sense")
	case alertDescription(content[1]) == closeNotify:
		return io.EOF
	}
	return &alertError{alert: alertDescription(content[1])}
}

// data takes a record with data.
func (s *Session) data(content []byte) error {
	if s.skip {
		s.drop()
		return nil
	}
	if s.shaking {
		s.drop()
		return s.fail(unexpectedMessage, "data came in the middle of the handshake")
	}
	s.compute(s.ofBytes(int64(len(content))), true)
	s.plain = content
	s.places.came(len(content), s.under.ReadOffsetBefore(0))
	if len(content) == 0 {
		s.drop()
	}
	return nil
}

// record reads a record as a whole. Unless it may block it returns errNotYet if not
// all of it is there.
func (s *Session) record(block bool) (contentType, []byte, error) {
	for need := headerLen; ; {
		if len(s.raw) >= headerLen {
			n := int(binary.BigEndian.Uint16(s.raw[3:]))
			if n > longest {
				return 0, nil, s.fail(recordOverflow, fmt.Sprintf("a record of %d bytes came, which is too long", n))
			}
			if need = headerLen + n; len(s.raw) == need {
				break
			}
		}
		if readable, _ := s.under.Ready(); !block && !readable {
			return 0, nil, errNotYet
		}
		s.raw = s.buffers.grow(s.raw, need)
		n, err := s.under.Read(s.raw[len(s.raw):need])
		s.raw = s.raw[:len(s.raw)+n]
		if err == nil && len(s.raw) == headerLen {
			err = s.header()
		}
		if err != nil {
			return 0, nil, s.cutOff(err)
		}
	}
	s.spoken = true
	t, content, ok := s.in.open(contentType(s.raw[0]), s.raw[headerLen:])
	if !ok {
		return 0, nil, s.fail(unexpectedMessage, fmt.Sprintf("a record of type %d came that is not protected", t))
	}
	return t, content, nil
}

// header looks whether what came is the header of a record at all.
func (s *Session) header() error {
	t := contentType(s.raw[0])
	if t >= changeCipherSpec && t <= application && s.raw[1] == 3 {
		return nil
	}
	if !s.spoken && s.buffers.plain && s.raw[0] >= 'A' && s.raw[0] <= 'Z' {
		return ErrPlainHTTP
	}
	why := fmt.Sprintf("a record of unknown type %d came", t)
	if !s.spoken {
		why = fmt.Sprintf("the other end does not speak it, it sent %q", s.raw)
	}
	return s.fail(unexpectedMessage, why)
}

// cutOff names the end of the connection where it is none of the session.
func (s *Session) cutOff(err error) error {
	switch {
	case err != io.EOF:
		return err
	case s.state.Done.Event == 0:
		return fmt.Errorf("the connection ended in the middle of the TLS handshake: %w", io.ErrUnexpectedEOF)
	}
	return errTruncated
}

// drop gives the memory of a record back, once nothing of it is needed.
func (s *Session) drop() {
	s.buffers.give(s.raw)
	s.raw = nil
}

// buffered returns the first handshake message that is there as a whole.
func (s *Session) buffered() (messageType, []byte, bool) {
	const header = 4
	b := s.pending
	if len(b) < header {
		return 0, nil, false
	}
	n := header + int(b[1])<<16 + int(b[2])<<8 + int(b[3])
	if len(b) < n {
		return 0, nil, false
	}
	s.pending = b[n:]
	if len(s.pending) == 0 {
		s.pending = nil
	}
	return messageType(b[0]), b[header:n], true
}

// message waits for a handshake message, which must be one of those that are wanted.
func (s *Session) message(want ...messageType) (messageType, []byte, error) {
	const most = 1 << 18 // of bytes of a message
	s.shaking = true
	defer func() { s.shaking = false }()
	for {
		t, body, ok := s.buffered()
		if !ok {
			if len(s.pending) > most {
				return 0, nil, s.fail(illegalParameter, "a handshake message is too long")
			}
			if err := s.next(true); err != nil {
				return 0, nil, s.midway(err)
			}
			continue
		}
		for _, w := range want {
			if t == w {
				return t, body, nil
			}
		}
		return 0, nil, s.fail(unexpectedMessage, fmt.Sprintf("a handshake message of type %d came, expected %d", t, want[0]))
	}
}

// midway makes an error of an orderly end, which is none in the middle of a handshake.
func (s *Session) midway(err error) error {
	if err == io.EOF {
		return &alertError{alert: closeNotify}
	}
	return err
}
