package h2

import (
	"golang.org/x/net/http2"

	"github.com/rttlab/rttlab/sim/cause"
)

// Scheduler is which of several streams sends first.
type Scheduler uint8

// The schedulers.
const (
	ByUrgency  Scheduler = iota // RFC 9218: by urgency; in turn those that are incremental, the others in order
	ByTree                      // RFC 7540 section 5.3: what others depend on goes first, siblings share by weight
	RoundRobin                  // in turn, a frame each
	InOrder                     // the oldest stream first
)

// SchedulerNames are the schedulers as people write them.
var SchedulerNames = []string{"urgency", "tree", "round-robin", "in-order"}

// Config says how an end behaves. Zero means what RFC 9113 section 6.5.2 calls
// the initial value, where it names one.
type Config struct {
	Client bool

	// What is announced to the peer.
	MaxStreams  int64 // streams that the peer may have open at once; 0: any number
	Window      int64 // bytes of a stream that may be under way, 1 to 2^31-1
	ConnWindow  int64 // bytes of all streams together; smaller ones than the initial 65,535 do not exist
	FrameSize   int64 // largest payload of a frame that is taken, 16,384 to 16,777,215
	HeaderTable int64 // bytes of the table that the peer compresses headers with; negative: none
	HeaderList  int64 // bytes of a header, uncompressed; 0: it is not announced, and 1 MiB is taken

	// Requests is how many streams of the peer's are taken before a GOAWAY; 0: any number.
	Requests int64

	// How it sends.
	OwnTable  int64 // bytes of its own table for compression, as far as the peer allows; negative: none
	DataSize  int64 // largest payload of a DATA frame, as far as the peer allows; 0: as large as that
	Presumed  int64 // streams that the peer is thought to allow until it says; 0: 100
	Scheduler Scheduler

	// Chronos makes the stopwatch of a stream, when its first bytes are to be sent;
	// nil: no stopwatches.
	Chronos func(stream uint32) *cause.Chrono
}

// The initial values of RFC 9113 section 6.5.2, and limits.
const (
	initialWindow = 65535
	initialTable  = 4096
	minFrameSize  = 1 << 14
	maxFrameSize  = 1<<24 - 1
	maxWindow     = 1<<31 - 1
	maxList       = 1 << 20
	frameHead     = 9

	// usualStreams is how many streams browsers open before the server has said how
	// many it allows (Chromium's kInitialMaxConcurrentStreams).
	usualStreams = 100
)

// settingNoTree is SETTINGS_NO_RFC7540_PRIORITIES (RFC 9218 section 2.1).
const settingNoTree http2.SettingID = 0x9

func or(v, usual int64) int64 {
	if v == 0 {
		return usual
	}
	return v
}

// withDefaults returns the configuration with all values filled in.
func (c Config) withDefaults() Config {
	c.Window = or(c.Window, initialWindow)
	c.ConnWindow = max(c.ConnWindow, initialWindow)
	c.FrameSize = or(c.FrameSize, minFrameSize)
	c.HeaderTable = max(0, or(c.HeaderTable, initialTable))
	c.OwnTable = max(0, or(c.OwnTable, initialTable))
	c.Presumed = or(c.Presumed, usualStreams)
	return c
}

// settings is the first SETTINGS frame: what differs from the initial values.
func (c *Config) settings() []http2.Setting {
	var list []http2.Setting
	add := func(id http2.SettingID, v, initial int64) {
		if v != initial {
			list = append(list, http2.Setting{ID: id, Val: uint32(v)})
		}
	}
	add(http2.SettingHeaderTableSize, c.HeaderTable, initialTable)
	if c.Client {
		add(http2.SettingEnablePush, 0, 1)
	} else if c.Scheduler != ByTree {
		add(settingNoTree, 1, 0)
	}
	add(http2.SettingMaxConcurrentStreams, c.MaxStreams, 0)
	add(http2.SettingInitialWindowSize, c.Window, initialWindow)
	add(http2.SettingMaxFrameSize, c.FrameSize, minFrameSize)
	add(http2.SettingMaxHeaderListSize, c.HeaderList, 0)
	return list
}

// headerLimit is how long a header may be that is taken.
func (c *Config) headerLimit() int64 { return or(c.HeaderList, maxList) }
