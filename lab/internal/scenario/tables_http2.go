package scenario

import (
	"github.com/rttlab/rttlab/httpx"
)

// windows are those of HTTP/2, tables and frames sizes that are never 0.
var (
	streamWindows = between(anySize, 1, 1<<31-1)
	sharedWindows = between(anySize, 65_535, 1<<31-1)
	frameSizes    = between(anySize, 16_384, 1<<24-1)
	tables        = between(anySize, 1, 1<<30)
)

// multiplexing are the defaults of one side: those of a browser, or of a server.
type multiplexing struct {
	window, connection, table, chunk int64
}

// Chromium's, and of servers what most of them have.
var (
	ofBrowsers = multiplexing{window: 6 << 20, connection: 15 << 20, table: 64 << 10}
	ofServers  = multiplexing{window: 64 << 10, connection: 1 << 20, table: 4 << 10, chunk: 16 << 10}
)

// multiplexTable is how an end speaks HTTP/2.
func multiplexTable[T any](usual multiplexing, at func(*T) *httpx.Multiplexing) []field[T] {
	type cfg = httpx.Multiplexing
	return lift([]field[cfg]{
		scalar("http2_stream_window", streamWindows, usual.window, func(m *cfg) *i64 { return &m.StreamWindow },
			"HTTP/2: bytes of a stream that the other end may send ahead (SETTINGS_INITIAL_WINDOW_SIZE)"),
		scalar("http2_connection_window", sharedWindows, usual.connection,
			func(m *cfg) *i64 { return &m.ConnectionWindow },
			"HTTP/2: bytes of all streams together that the other end may send ahead"),
		scalar("http2_frame_size", frameSizes, 16_384, func(m *cfg) *i64 { return &m.FrameSize },
			"HTTP/2: largest frame that is taken (SETTINGS_MAX_FRAME_SIZE)"),
		scalar("http2_header_table", tables, usual.table, func(m *cfg) *i64 { return &m.HeaderTable },
			"HTTP/2: table for the compression of headers that the other end may use; less than 32 is none"),
		scalar("http2_own_table", tables, 4096, func(m *cfg) *i64 { return &m.OwnTable },
			"HTTP/2: table for the compression of own headers, as far as the other end allows; less than 32 is none"),
		scalar("http2_header_list", sizes, 0, func(m *cfg) *i64 { return &m.HeaderList },
			"HTTP/2: longest header that is taken, uncompressed; 0: 1 MiB, without saying so"),
		scalar("http2_data_size", sizes, 0, func(m *cfg) *i64 { return &m.DataSize },
			"HTTP/2: largest DATA frame that is sent; 0: as large as the other end takes"),
		scalar("http2_write_chunk", sizes, usual.chunk, func(m *cfg) *i64 { return &m.WriteChunk },
			"HTTP/2: bytes of frames that are gathered for a write, which no other stream can overtake; 0: one frame"),
		oneFrom("http2_scheduler", httpx.SchedulerNames(), httpx.StreamsByUrgency, func(m *cfg) *httpx.Scheduler { return &m.Scheduler },
			"HTTP/2: whose frames go first: urgency (RFC 9218), tree (RFC 7540), round-robin or in-order"),
	}, at)
}

// urgencyTable is what a request of HTTP/2 says of its urgency.
func urgencyTable[T any](at func(*T) *httpx.Priority) []field[T] {
	type cfg = httpx.Priority
	return lift([]field[cfg]{
		scalar("urgency", counts[i64](0, 7), 3, func(p *cfg) *i64 { return &p.Urgency },
			"HTTP/2: how urgent the response is, the most urgent first (RFC 9218)"),
		scalar("incremental", flags, false, func(p *cfg) *bool { return &p.Incremental },
			"HTTP/2: parts of the response are of use before it is whole"),
	}, at)
}
