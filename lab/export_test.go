package lab

// FromPage is what Load makes of a recorded page.
var FromPage = fromPage

// Slice sets how many events run before records are dropped.
func Slice(o *Options, events uint64) { o.every = events }

// Room sets how many bytes of old records stay in memory.
func Room(o *Options, bytes int) { o.room = bytes }
