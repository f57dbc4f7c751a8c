package h2

import (
	"golang.org/x/net/http2"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Consume says that n bytes of a body are no longer kept, and so may be followed
// by others. The peer is told once half a window has gathered, as browsers do.
func (c *Conn) Consume(now vtime.Time, id uint32, n int64) {
	if n <= 0 || c.err != nil {
		return
	}
	c.now = now
	c.giveBack(n)
	s := c.streams[id]
	if s == nil || s.gotEnd {
		return
	}
	s.unreturned += n
	if s.unreturned*2 >= c.cfg.Window {
		must(c.framer.WriteWindowUpdate(id, uint32(s.unreturned)))
		c.enqueue(http2.FrameWindowUpdate, id, false)
		s.recv += s.unreturned
		s.unreturned = 0
	}
}

// giveBack opens the window of the connection.
func (c *Conn) giveBack(n int64) {
	c.unreturned += n
	if c.unreturned*2 < c.cfg.ConnWindow {
		return
	}
	must(c.framer.WriteWindowUpdate(0, uint32(c.unreturned)))
	c.enqueue(http2.FrameWindowUpdate, 0, false)
	c.recv += c.unreturned
	c.unreturned = 0
}

// widen takes a WINDOW_UPDATE (RFC 9113 section 6.9.1).
func (c *Conn) widen(f *http2.WindowUpdateFrame) {
	n := int64(f.Increment)
	if f.StreamID == 0 {
		if c.send += n; c.send > maxWindow {
			c.fail(http2.ErrCodeFlowControl, "the window of the connection grew beyond 2^31-1")
		}
		return
	}
	s := c.streams[f.StreamID]
	switch {
	case s == nil && c.idle(f.StreamID):
		c.fail(http2.ErrCodeProtocol, "WINDOW_UPDATE for stream %d, which is idle", f.StreamID)
	case s == nil: // it was closed in the meantime (RFC 9113 section 5.1)
	default:
		if s.send += n; s.send > maxWindow {
			c.streamError(s.id, http2.ErrCodeFlowControl, "the window of the stream grew beyond 2^31-1")
		}
	}
}

// apply takes the settings of the peer (RFC 9113 section 6.5.3).
func (c *Conn) apply(f *http2.SettingsFrame) {
	if f.IsAck() {
		c.acked = true
		c.framer.ReadMetaHeaders.SetAllowedMaxDynamicTableSize(uint32(c.cfg.HeaderTable))
		return
	}
	if !c.peer.known {
		c.peer.known, c.peer.streams = true, -1
	}
	err := f.ForeachSetting(func(s http2.Setting) error {
		if err := s.Valid(); err != nil {
			return err
		}
		switch s.ID {
		case http2.SettingHeaderTableSize:
			c.encode.SetMaxDynamicTableSize(s.Val)
		case http2.SettingEnablePush:
			if c.cfg.Client && s.Val == 1 { // RFC 9113 section 6.5.2: no server says so
				return http2.ConnectionError(http2.ErrCodeProtocol)
			}
		case http2.SettingMaxConcurrentStreams:
			c.peer.streams = int64(s.Val)
		case http2.SettingInitialWindowSize:
			return c.resize(int64(s.Val))
		case http2.SettingMaxFrameSize:
			c.peer.frameSize = int64(s.Val)
		}
		return nil
	})
	if err != nil {
		code := http2.ErrCodeProtocol
		if e, ok := err.(http2.ConnectionError); ok {
			code = http2.ErrCode(e)
		}
		c.fail(code, "SETTINGS with a value that is not allowed")
		return
	}
	must(c.framer.WriteSettingsAck())
	c.enqueue(http2.FrameSettings, 0, false)
}

// resize changes the windows of all streams by as much as the initial one
// (RFC 9113 section 6.9.2).
func (c *Conn) resize(window int64) error {
	by := window - c.peer.window
	c.peer.window = window
	//tidy:ordered each stream is changed by the same
	for _, s := range c.streams {
		if s.send += by; s.send > maxWindow {
			return http2.ConnectionError(http2.ErrCodeFlowControl)
		}
	}
	return nil
}
