package httpx

import (
	"slices"
	"sort"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// FrameLog tells of the bytes that an end of an HTTP/2 connection sends to which
// stream they belong.
type FrameLog struct {
	stream  stack.Stream
	entries []frameEntry
	left    vtime.Stamp // since when it takes no further streams
}

// Left returns since when an end takes no further streams, which it says as soon as it
// can; zero: it takes them.
func (l *FrameLog) Left() vtime.Stamp {
	if l == nil {
		return vtime.Stamp{}
	}
	return l.left
}

// frameEntry is a frame, or several of one stream that were written at once: the
// bytes up to an offset, from where the entry before it ends.
type frameEntry struct {
	upto   uint64
	stream uint32
	at     vtime.Stamp
}

// add records a frame up to an offset. Stream 0 is the connection itself.
func (l *FrameLog) add(upto uint64, stream uint32, at vtime.Stamp) {
	if n := len(l.entries); n > 0 {
		if last := &l.entries[n-1]; last.stream == stream && last.at == at {
			last.upto = upto
			return
		}
	}
	l.entries = append(l.entries, frameEntry{upto, stream, at})
}

// Owner returns the stream that a byte belongs to; false if nobody knows.
func (l *FrameLog) Owner(offset uint64) (uint32, bool) {
	if l == nil {
		return 0, false
	}
	i := sort.Search(len(l.entries), func(i int) bool { return l.entries[i].upto > offset })
	if i == len(l.entries) || i == 0 && l.forgot() {
		return 0, false
	}
	return l.entries[i].stream, true
}

// last is when the last frame was written.
func (l *FrameLog) last() vtime.Time {
	if len(l.entries) == 0 {
		return 0
	}
	return l.entries[len(l.entries)-1].at.Now
}

// Between returns the streams whose frames were written in a time, each once, in the
// order of their first frames.
func (l *FrameLog) Between(from, to vtime.Time) []uint32 {
	if l == nil {
		return nil
	}
	var list []uint32
	for _, e := range l.entries {
		if e.at.Now >= from && e.at.Now <= to && e.stream != 0 && e.stream != forgotten && !slices.Contains(list, e.stream) {
			list = append(list, e.stream)
		}
	}
	return list
}

// forgot reports whether the first entries are gone.
func (l *FrameLog) forgot() bool { return len(l.entries) > 0 && l.entries[0].stream == forgotten }

// forgotten stands in the first entry for the streams of bytes that nobody asks for.
const forgotten = ^uint32(0)

// forget drops the frames that the other end could read before a time.
func (l *FrameLog) forget(before vtime.Time) {
	n := sort.Search(len(l.entries), func(i int) bool { return !l.arrived(l.entries[i].upto-1, before) })
	if n < 2 {
		return
	}
	l.entries = append(l.entries[:0], l.entries[n-1:]...)
	l.entries[0].stream = forgotten
}

// arrived reports whether the other end could read a byte before a time.
func (l *FrameLog) arrived(offset uint64, before vtime.Time) bool {
	to := l.stream.Record().Peer
	if to == nil || to.Receipt == nil {
		return true // nobody explains what comes there
	}
	ready, _, ok := to.Receipt.ReadyOf(offset)
	return ok && ready.Now < before
}

// framesOf returns what is recorded of the frames that are sent on a stream.
func (r *Recorder) framesOf(s stack.Stream) *FrameLog {
	l := &FrameLog{stream: s}
	r.frames[s.Record()] = l
	return l
}

// Frames returns what is recorded of the frames that an end sent; nil if it does
// not speak HTTP/2, or is none of ours.
func (r *Recorder) Frames(sender *stack.End) *FrameLog { return r.frames[sender] }
