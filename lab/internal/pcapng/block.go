package pcapng

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

// Types of blocks.
const (
	typeSection    = 0x0a0d0d0a
	typeInterface  = 1
	typeNames      = 4
	typeStatistics = 5
	typePacket     = 6
)

// Options of all blocks.
const (
	optEnd     = 0
	optComment = 1
)

// maxOption is the longest value that an option or a name record can have.
const maxOption = 65535

// block is a block in the making, behind those that are finished.
type block struct {
	b       []byte
	at      int // where it begins; a multiple of four, as all lengths of blocks are
	options bool
}

var order = binary.LittleEndian

// start begins a block with fields of 32 bits.
func (k *block) start(kind uint32, fields ...uint32) {
	k.at, k.options = len(k.b), false
	b := order.AppendUint32(k.b, kind)
	b = order.AppendUint32(b, 0) // the length, see finish
	for _, v := range fields {
		b = order.AppendUint32(b, v)
	}
	k.b = b
}

func (k *block) u16(v uint16) { k.b = order.AppendUint16(k.b, v) }
func (k *block) u32(v uint32) { k.b = order.AppendUint32(k.b, v) }
func (k *block) u64(v uint64) { k.b = order.AppendUint64(k.b, v) }

// pad appends zero bytes up to a multiple of four.
func (k *block) pad() { k.b = append(k.b, make([]byte, -len(k.b)&3)...) }

// option begins an option whose value of n bytes follows, then pad.
func (k *block) option(code, n int) {
	k.options = true
	k.u32(uint32(n)<<16 | uint32(code))
}

// text appends an option unless its text is empty.
func (k *block) text(code int, text []byte) {
	if text = clean(text); len(text) == 0 {
		return
	}
	k.option(code, len(text))
	k.b = append(k.b, text...)
	k.pad()
}

func (k *block) u32Option(code int, v uint32) {
	k.option(code, 4)
	k.u32(v)
}

func (k *block) u64Option(code int, v uint64) {
	k.option(code, 8)
	k.u64(v)
}

// finish closes the list of options and enters the length at both ends.
func (k *block) finish() {
	if k.options {
		k.option(optEnd, 0)
	}
	n := uint32(len(k.b) - k.at + 4)
	k.u32(n)
	order.PutUint32(k.b[k.at+4:], n)
}

// undo takes the block back.
func (k *block) undo() { k.b = k.b[:k.at] }

// clean removes what a text must not hold and cuts it between characters.
func clean(text []byte) []byte {
	if !plain(text) {
		text = bytes.ReplaceAll(bytes.ToValidUTF8(text, nil), []byte{0}, nil)
	}
	if len(text) <= maxOption {
		return text
	}
	end := maxOption
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// plain reports whether a text is ASCII without zero bytes, as nearly all are.
func plain(text []byte) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	for ; len(text) >= 8; text = text[8:] {
		// Of bytes without a top bit the lowest that is zero has one when 1 is taken from it.
		if x := order.Uint64(text); (x|(x-ones))&tops != 0 {
			return false
		}
	}
	for _, c := range text {
		if c == 0 || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
